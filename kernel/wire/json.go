package wire

import (
	"bytes"
	"encoding"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// Marshal encodes v as the protocol wants its JSON. It follows encoding/json in struct tags (name, omitempty, omitzero,
// "-"), in map keys and in the Marshaler interfaces, and differs where that package writes what front ends cannot take:
//
//   - a nil map is {} and a nil slice is [] (JupyterLab rejects null there); a nil json.RawMessage is {}
//   - NaN and infinities are null instead of an error
//   - nothing is escaped for HTML, which triples the size of outputs
//
// Invalid UTF-8 becomes U+FFFD. Values that contain themselves are an error.
func Marshal(v any) ([]byte, error) {
	return appendJSON(nil, reflect.ValueOf(v), 0)
}

// maxDepth is deeper than any real value and shallow enough for the stack: a value nested deeper contains itself.
const maxDepth = 1000

var (
	typeRaw     = reflect.TypeFor[json.RawMessage]()
	typeJSON    = reflect.TypeFor[json.Marshaler]()
	typeText    = reflect.TypeFor[encoding.TextMarshaler]()
	typeNumber  = reflect.TypeFor[json.Number]()
	structCache sync.Map // reflect.Type → []field
)

func appendJSON(b []byte, v reflect.Value, depth int) ([]byte, error) {
	if depth > maxDepth {
		return nil, errors.New("the value is nested too deeply; does it contain itself?")
	}
	if !v.IsValid() {
		return append(b, "null"...), nil
	}
	if v.Type() == typeRaw {
		return appendRaw(b, v.Bytes())
	}
	if out, done, err := appendMarshaler(b, v); done {
		return out, err
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return append(b, "null"...), nil
		}
		return appendJSON(b, v.Elem(), depth+1)
	case reflect.Struct:
		return appendStruct(b, v, depth)
	case reflect.Map:
		return appendMap(b, v, depth)
	case reflect.Slice, reflect.Array:
		return appendList(b, v, depth)
	default:
		return appendScalar(b, v)
	}
}

func appendScalar(b []byte, v reflect.Value) ([]byte, error) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == typeNumber && v.Len() > 0 {
			return appendRaw(b, []byte(v.String()))
		}
		return appendString(b, v.String()), nil
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.AppendInt(b, v.Int(), 10), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.AppendUint(b, v.Uint(), 10), nil
	case reflect.Float32:
		return appendFloat(b, v.Float(), 32), nil
	case reflect.Float64:
		return appendFloat(b, v.Float(), 64), nil
	}
	return nil, fmt.Errorf("a value of type %s has no form in JSON", v.Type())
}

// appendRaw takes over JSON made elsewhere, after a check.
func appendRaw(b, raw []byte) ([]byte, error) {
	if len(raw) == 0 {
		return append(b, emptyObject...), nil
	}
	buf := bytes.NewBuffer(b)
	if err := json.Compact(buf, raw); err != nil {
		return nil, fmt.Errorf("raw JSON %.40q: %w", raw, err)
	}
	return buf.Bytes(), nil
}

// appendMarshaler uses a value's own MarshalJSON or MarshalText, if it has one.
func appendMarshaler(b []byte, v reflect.Value) (out []byte, done bool, err error) {
	if v.Kind() == reflect.Pointer && v.IsNil() || v.Kind() == reflect.Interface {
		return b, false, nil
	}
	t := v.Type()
	if !t.Implements(typeJSON) && !t.Implements(typeText) && v.CanAddr() {
		v, t = v.Addr(), reflect.PointerTo(t)
	}
	if !v.CanInterface() {
		return b, false, nil
	}
	switch {
	case t.Implements(typeJSON):
		raw, err := v.Interface().(json.Marshaler).MarshalJSON()
		if err != nil {
			return nil, true, fmt.Errorf("%s: %w", t, err)
		}
		out, err = appendRaw(b, raw)
		return out, true, err
	case t.Implements(typeText):
		text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		if err != nil {
			return nil, true, fmt.Errorf("%s: %w", t, err)
		}
		return appendString(b, string(text)), true, nil
	}
	return b, false, nil
}

func appendList(b []byte, v reflect.Value, depth int) ([]byte, error) {
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
		b = append(b, '"')
		b = base64.StdEncoding.AppendEncode(b, v.Bytes())
		return append(b, '"'), nil
	}
	b = append(b, '[')
	for i := range v.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendJSON(b, v.Index(i), depth+1); err != nil {
			return nil, fmt.Errorf("[%d]: %w", i, err)
		}
	}
	return append(b, ']'), nil
}

func appendMap(b []byte, v reflect.Value, depth int) ([]byte, error) {
	type entry struct {
		key   string
		value reflect.Value
	}
	entries := make([]entry, 0, v.Len())
	for iter := v.MapRange(); iter.Next(); {
		key, err := mapKey(iter.Key())
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{key, iter.Value()})
	}
	slices.SortFunc(entries, func(x, y entry) int { return strings.Compare(x.key, y.key) })
	b = append(b, '{')
	for i, e := range entries {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, e.key), ':')
		var err error
		if b, err = appendJSON(b, e.value, depth+1); err != nil {
			return nil, fmt.Errorf("%q: %w", e.key, err)
		}
	}
	return append(b, '}'), nil
}

func mapKey(k reflect.Value) (string, error) {
	if k.Kind() == reflect.String {
		return k.String(), nil
	}
	if k.Type().Implements(typeText) {
		text, err := k.Interface().(encoding.TextMarshaler).MarshalText()
		return string(text), err
	}
	switch k.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(k.Int(), 10), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.FormatUint(k.Uint(), 10), nil
	}
	return "", fmt.Errorf("a map with keys of type %s has no form in JSON", k.Type())
}

// field is one encoded field of a struct.
type field struct {
	name      string
	index     []int
	omitEmpty bool
	omitZero  bool
}

// structFields lists the encoded fields of t in order; those of an untagged embedded struct stand in its place.
func structFields(t reflect.Type) []field {
	if cached, ok := structCache.Load(t); ok {
		return cached.([]field)
	}
	var fields []field
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		switch {
		case tag == "-":
			continue
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			for _, inner := range structFields(f.Type) {
				inner.index = append([]int{i}, inner.index...)
				fields = append(fields, inner)
			}
			continue
		case !f.IsExported():
			continue
		case name == "":
			name = f.Name
		}
		all := strings.Split(options, ",")
		fields = append(fields, field{name, f.Index, slices.Contains(all, "omitempty"), slices.Contains(all, "omitzero")})
	}
	structCache.Store(t, fields)
	return fields
}

func appendStruct(b []byte, v reflect.Value, depth int) ([]byte, error) {
	b = append(b, '{')
	first := true
	for _, f := range structFields(v.Type()) {
		fv := v.FieldByIndex(f.index)
		if f.omitEmpty && isEmpty(fv) || f.omitZero && fv.IsZero() {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(appendString(b, f.name), ':')
		var err error
		if b, err = appendJSON(b, fv, depth+1); err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return append(b, '}'), nil
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Map, reflect.Slice, reflect.Array, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

func appendFloat(b []byte, f float64, bits int) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(b, "null"...)
	}
	format := byte('f')
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(b, f, format, -1, bits)
}

// appendString quotes s. Everything but quotes, backslashes and control characters stands for itself.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			if r, size := utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
		} else if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		b = append(b, s[start:i]...)
		b = appendEscape(b, c)
		i++
		start = i
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}

func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	if c >= utf8.RuneSelf {
		return append(b, "\ufffd"...)
	}
	return fmt.Appendf(b, `\u%04x`, c)
}
