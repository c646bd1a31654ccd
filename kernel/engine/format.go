package engine

import (
	"fmt"
	"go/types"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// Limits of one rendered value. They bound what a cell of a loop over a
// million elements sends to a browser; printing has no such limit.
const (
	textLimit    = 64 << 10 // bytes of text/plain
	elementLimit = 1000     // elements of one slice or map
	depthLimit   = 12       // nesting, pointers included
)

// formatValue is the text/plain form of a value: what %+v prints, except
// that strings are quoted (so that "1" and 1 differ), that pointers to
// composite values are followed at every depth instead of printing addresses,
// and that functions and channels are shown by their types.
//
// t is the static type that the checker knows, or nil. Interpreted structs
// reach us as anonymous reflect types whose lower-case fields were renamed,
// so names come from t where it is known.
func formatValue(v reflect.Value, t types.Type) string {
	p := &printer{}
	p.value(v, t, 0)
	return p.text()
}

// printer writes one value. seen holds the pointers, slices and maps on the
// way to the current one, to find cycles.
type printer struct {
	buf  strings.Builder
	cut  bool
	seen []unsafe.Pointer
}

// text is what was written, with a notice when something was left out.
func (p *printer) text() string {
	s := p.buf.String()
	if p.cut {
		s += fmt.Sprintf("\n... cut at %d bytes; print the value to see all of it", textLimit)
	}
	return s
}

func (p *printer) write(s string) {
	if p.cut {
		return
	}
	if room := textLimit - p.buf.Len(); len(s) > room {
		for room > 0 && !utf8.RuneStart(s[room]) {
			room--
		}
		s, p.cut = s[:max(room, 0)], true
	}
	p.buf.WriteString(s)
}

func (p *printer) value(v reflect.Value, t types.Type, depth int) {
	v = unwrap(v)
	if !v.IsValid() {
		p.write("<nil>")
		return
	}
	if depth > depthLimit {
		p.write("...")
		return
	}
	if s, ok := selfText(v, depth); ok {
		p.write(s)
		return
	}
	switch v.Kind() {
	case reflect.String:
		p.write(quote(v.String(), depth))
	case reflect.Pointer:
		p.pointer(v, t, depth)
	case reflect.Interface:
		p.value(v.Elem(), nil, depth)
	case reflect.Struct:
		p.structure(v, t, depth)
	case reflect.Slice, reflect.Array:
		p.list(v, t, depth)
	case reflect.Map:
		p.mapping(v, t, depth)
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		p.reference(v, t)
	default:
		p.write(scalar(v))
	}
}

// scalar is %v of a number or bool. Values of unexported fields can't be
// handed to fmt, so that each kind is read by its own accessor.
func scalar(v reflect.Value) string {
	switch {
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10)
	case v.Kind() == reflect.Float32:
		return fmt.Sprint(float32(v.Float()))
	case v.CanFloat():
		return fmt.Sprint(v.Float())
	case v.Kind() == reflect.Complex64:
		return fmt.Sprint(complex64(v.Complex()))
	case v.CanComplex():
		return fmt.Sprint(v.Complex())
	}
	return v.String()
}

// quote is a Go literal of s: in back quotes when it has several lines and is
// the whole result, since that is the form people can read.
func quote(s string, depth int) string {
	if depth == 0 && strings.Contains(strings.TrimRight(s, "\n"), "\n") && strconv.CanBackquote(strings.ReplaceAll(s, "\n", "")) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}

func (p *printer) pointer(v reflect.Value, t types.Type, depth int) {
	if v.IsNil() {
		p.write("<nil>")
		return
	}
	if !p.enter(v.UnsafePointer()) {
		p.write("<cycle>")
		return
	}
	defer p.leave()
	p.write("&")
	p.value(v.Elem(), elem(t), depth+1)
}

func (p *printer) structure(v reflect.Value, t types.Type, depth int) {
	st, _ := underlying(t).(*types.Struct)
	if st != nil && st.NumFields() != v.NumField() {
		st = nil
	}
	opaque := isOpaque(v.Type())
	if opaque {
		p.write(v.Type().String())
	}
	p.write("{")
	first := true
	for i := range v.NumField() {
		if opaque && !v.Type().Field(i).IsExported() {
			continue
		}
		if !first {
			p.write(" ")
		}
		first = false
		name, ft := fieldName(v.Type(), i), types.Type(nil)
		if st != nil {
			name, ft = st.Field(i).Name(), st.Field(i).Type()
		}
		p.write(name + ":")
		p.value(v.Field(i), ft, depth+1)
		if p.cut {
			return
		}
	}
	p.write("}")
}

// isOpaque reports whether t is a struct of a compiled package with fields
// that are none of a cell's business, such as sync.Mutex or time.Timer: it is
// shown by its name and its exported fields.
func isOpaque(t reflect.Type) bool {
	if t.PkgPath() == "" || t.PkgPath() == "main" {
		return false
	}
	for i := range t.NumField() {
		if !t.Field(i).IsExported() {
			return true
		}
	}
	return false
}

// fieldName undoes yaegi's renaming of the lower-case fields of interpreted
// structs, whose reflect types are anonymous: "Xname" was "name".
func fieldName(t reflect.Type, i int) string {
	name := t.Field(i).Name
	if t.Name() == "" && len(name) > 1 && name[0] == 'X' && ('a' <= name[1] && name[1] <= 'z' || name[1] == '_') {
		return name[1:]
	}
	return name
}

func (p *printer) list(v reflect.Value, t types.Type, depth int) {
	if s, ok := bytesText(v); ok {
		p.write("[]byte(" + quote(s, 1) + ")")
		return
	}
	if v.Kind() == reflect.Slice && v.Len() > 0 {
		if !p.enter(v.UnsafePointer()) {
			p.write("<cycle>")
			return
		}
		defer p.leave()
	}
	et := elem(t)
	p.write("[")
	for i := range v.Len() {
		if i > 0 {
			p.write(" ")
		}
		if i == elementLimit {
			p.write(fmt.Sprintf("... %d more", v.Len()-i))
			break
		}
		p.value(v.Index(i), et, depth+1)
		if p.cut {
			return
		}
	}
	p.write("]")
}

// bytesText is the text in a byte slice that holds some: what json.Marshal or
// a command returns reads better than its numbers.
func bytesText(v reflect.Value) (string, bool) {
	if v.Kind() != reflect.Slice || v.Type().Elem().Kind() != reflect.Uint8 || v.Len() == 0 {
		return "", false
	}
	b := v.Bytes()
	if !utf8.Valid(b) {
		return "", false
	}
	for _, r := range string(b) {
		if !unicode.IsPrint(r) && r != '\n' && r != '\t' && r != '\r' {
			return "", false
		}
	}
	return string(b), true
}

func (p *printer) mapping(v reflect.Value, t types.Type, depth int) {
	if v.Len() > 0 {
		if !p.enter(v.UnsafePointer()) {
			p.write("<cycle>")
			return
		}
		defer p.leave()
	}
	var kt types.Type
	if m, ok := underlying(t).(*types.Map); ok {
		kt = m.Key()
	}
	et := elem(t)
	p.write("map[")
	for i, k := range sortedKeys(v) {
		if i > 0 {
			p.write(" ")
		}
		if i == elementLimit {
			p.write(fmt.Sprintf("... %d more", v.Len()-i))
			break
		}
		p.value(k, kt, depth+1)
		p.write(":")
		p.value(v.MapIndex(k), et, depth+1)
		if p.cut {
			return
		}
	}
	p.write("]")
}

// reference shows what has no contents worth printing by its type.
func (p *printer) reference(v reflect.Value, t types.Type) {
	if v.Kind() != reflect.UnsafePointer && v.IsNil() {
		p.write("<nil>")
		return
	}
	name := v.Type().String()
	if t != nil {
		name = typeString(t)
	}
	if v.Kind() == reflect.Chan {
		name += fmt.Sprintf(" (len %d, cap %d)", v.Len(), v.Cap())
	}
	p.write(name)
}

func (p *printer) enter(a unsafe.Pointer) bool {
	for _, b := range p.seen {
		if a == b {
			return false
		}
	}
	p.seen = append(p.seen, a)
	return true
}

func (p *printer) leave() { p.seen = p.seen[:len(p.seen)-1] }

// selfText is what the value's own Error, String or, for the whole result,
// GoString method says. Like fmt it shows a panic in there as text.
func selfText(v reflect.Value, depth int) (s string, ok bool) {
	if !v.CanInterface() || v.Kind() == reflect.Interface {
		return "", false
	}
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return "", false
	}
	var call func() string
	switch x := v.Interface().(type) {
	case error:
		call = x.Error
	case fmt.Stringer:
		call = x.String
	default:
		if call = addressedText(v); call == nil {
			return "", false
		}
	}
	defer func() {
		if r := recover(); r != nil {
			s, ok = fmt.Sprintf("%%!v(PANIC=%v)", r), true
		}
	}()
	return call(), true
}

// addressedText finds a String method with a pointer receiver, which fmt
// would not call, for well-known values such as big.Int and strings.Builder
// that people hold in variables.
func addressedText(v reflect.Value) func() string {
	if v.Kind() != reflect.Struct || v.Type().Name() == "" || !v.CanAddr() {
		return nil
	}
	if x, ok := v.Addr().Interface().(fmt.Stringer); ok {
		return x.String
	}
	return nil
}

// sortedKeys orders numbers and strings as fmt does, other keys by their text.
func sortedKeys(m reflect.Value) []reflect.Value {
	keys := m.MapKeys()
	sort.SliceStable(keys, func(i, j int) bool { return lessKey(unwrap(keys[i]), unwrap(keys[j])) })
	return keys
}

func lessKey(a, b reflect.Value) bool {
	switch {
	case !a.IsValid() || !b.IsValid():
		return !a.IsValid() && b.IsValid()
	case a.Kind() != b.Kind():
		return a.Kind() < b.Kind()
	case a.CanInt():
		return a.Int() < b.Int()
	case a.CanUint():
		return a.Uint() < b.Uint()
	case a.CanFloat():
		return a.Float() < b.Float()
	case a.Kind() == reflect.String:
		return a.String() < b.String()
	}
	return formatValue(a, nil) < formatValue(b, nil)
}

// unwrap takes off what yaegi puts around values: interfaces, its own
// valueInterface (a node and the value), and the structs with which a value
// of an interpreted type implements an interface of compiled code.
func unwrap(v reflect.Value) reflect.Value {
	for v.IsValid() {
		switch {
		case v.Kind() == reflect.Interface:
			v = v.Elem()
		case v.Kind() == reflect.Struct && v.Type() == reflectValueType && v.CanInterface():
			v = v.Interface().(reflect.Value)
		case isValueInterface(v.Type()):
			v = innerValue(v)
		default:
			return v
		}
	}
	return v
}

var reflectValueType = reflect.TypeFor[reflect.Value]()

func isValueInterface(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.Name() == "valueInterface" && strings.HasSuffix(t.PkgPath(), "yaegi/interp") &&
		t.NumField() == 2 && t.Field(1).Type == reflectValueType
}

// innerValue reads the unexported value field of a valueInterface through a
// copy, which is addressable.
func innerValue(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	if v.CanInterface() {
		c.Set(v)
	} else if v.CanAddr() {
		c = reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem()
	} else {
		return reflect.Value{}
	}
	return *(*reflect.Value)(c.Field(1).Addr().UnsafePointer())
}

func underlying(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	return t.Underlying()
}

func elem(t types.Type) types.Type {
	switch u := underlying(t).(type) {
	case *types.Pointer:
		return u.Elem()
	case *types.Slice:
		return u.Elem()
	case *types.Array:
		return u.Elem()
	case *types.Map:
		return u.Elem()
	}
	return nil
}

// typeString names types as a cell writes them: without "main.".
func typeString(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p.Name() == "main" {
			return ""
		}
		return p.Name()
	})
}
