package rt

import (
	"go/types"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"unsafe"

	"interleave/kernel/engine/realtype"
)

// entry is a named type that is made here.
type entry struct {
	key      string
	versions map[string]*version // by state
	// first is the version that signatures of methods mention, whatever methods
	// the type gets later: so a method keeps its type.
	first    *version
	methods  map[string]*binding // declared methods, by name and signature
	promoted map[string]slots    // promoted methods, by name, signature and path
}

// version is a real type: of a named type with one set of methods, or of a type literal.
type version struct {
	entry *entry // nil for a literal
	name  string // key in entry.versions, or in World.literals
	typ   *realtype.Type
}

// real is the real type of t. In signatures of methods the first version of each
// named type stands for it. mu is held.
func (w *World) real(t types.Type, signature bool) reflect.Type {
	r := w.realOf(types.Unalias(t), signature)
	if _, known := w.keys.Load(r); !known && w.differs(t) {
		w.keys.Store(r, w.key(t))
	}
	return r
}

func (w *World) realOf(t types.Type, signature bool) reflect.Type {
	of := func(t types.Type) reflect.Type { return w.real(t, signature) }
	switch t := t.(type) {
	case *types.Basic:
		return basic(t)
	case *types.Pointer:
		return reflect.PointerTo(of(t.Elem()))
	case *types.Slice:
		return reflect.SliceOf(of(t.Elem()))
	case *types.Array:
		return reflect.ArrayOf(int(t.Len()), of(t.Elem()))
	case *types.Map:
		if blankIn(t.Key()) {
			fail("the key type %s of a map has a blank field", types.TypeString(t.Key(), nil))
		}
		return reflect.MapOf(of(t.Key()), of(t.Elem()))
	case *types.Chan:
		return reflect.ChanOf(channelDir(t.Dir()), of(t.Elem()))
	case *types.Signature:
		return funcOf(t, of)
	case *types.Struct:
		return w.structLiteral(t, signature)
	case *types.Interface:
		return w.interfaceLiteral(t)
	case *types.Named:
		switch {
		case !w.made(t):
			return w.native(t)
		case signature:
			return w.first(t).typ.Type()
		}
		return w.named(t).typ.Type()
	}
	fail("there is no type of the running program for %s", types.TypeString(t, nil))
	panic("unreachable")
}

var basics = map[types.BasicKind]reflect.Type{
	types.Bool: reflect.TypeFor[bool](), types.String: reflect.TypeFor[string](), types.UnsafePointer: reflect.TypeFor[unsafe.Pointer](),
	types.Int: reflect.TypeFor[int](), types.Int8: reflect.TypeFor[int8](), types.Int16: reflect.TypeFor[int16](), types.Int32: reflect.TypeFor[int32](), types.Int64: reflect.TypeFor[int64](),
	types.Uint: reflect.TypeFor[uint](), types.Uint8: reflect.TypeFor[uint8](), types.Uint16: reflect.TypeFor[uint16](), types.Uint32: reflect.TypeFor[uint32](), types.Uint64: reflect.TypeFor[uint64](),
	types.Uintptr: reflect.TypeFor[uintptr](), types.Float32: reflect.TypeFor[float32](), types.Float64: reflect.TypeFor[float64](), types.Complex64: reflect.TypeFor[complex64](), types.Complex128: reflect.TypeFor[complex128](),
}

func basic(t *types.Basic) reflect.Type {
	if r := basics[types.Default(t).(*types.Basic).Kind()]; r != nil {
		return r
	}
	fail("there is no type of the running program for %s", t)
	panic("unreachable")
}

// native is the compiled type of a name that is not made here.
func (w *World) native(t *types.Named) reflect.Type {
	if t.Obj().Pkg() == nil && types.IsInterface(t) && t.Obj().Name() == "error" {
		return errorType
	}
	if r := w.front.Native(t); r != nil {
		return r
	}
	fail("the kernel has no compiled type for %s", types.TypeString(t, nil))
	panic("unreachable")
}

// blankIn reports whether a key of type t has a blank field: the interpreter
// does not know that it counts for nothing.
func blankIn(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			if f.Name() == "_" || blankIn(f.Type()) {
				return true
			}
		}
	case *types.Array:
		return blankIn(u.Elem())
	}
	return false
}

// structLiteral is what reflect makes when it can.
func (w *World) structLiteral(t *types.Struct, signature bool) reflect.Type {
	plain := true
	for f := range t.Fields() {
		plain = plain && f.Exported() && !f.Embedded()
	}
	if plain {
		fields := make([]reflect.StructField, t.NumFields())
		for i := range fields {
			fields[i] = reflect.StructField{Name: t.Field(i).Name(), Type: w.real(t.Field(i).Type(), signature), Tag: reflect.StructTag(t.Tag(i))}
		}
		return reflect.StructOf(fields)
	}
	k := w.key(t) + " first"
	if !signature {
		k = w.key(t) + " " + w.state(t)
	}
	if v := w.literals[k]; v != nil {
		return v.typ.Type()
	}
	methods := methodsOf(t)
	v := &version{name: k, typ: realtype.New(CellPackage, "", w.layout(t), methods.onValue, len(methods.list))}
	w.begin(v)
	w.literals[k] = v
	v.typ.SetFields(fieldsOf(t, func(t types.Type) reflect.Type { return w.real(t, signature) }))
	w.setMethods(v, t, methods, nil)
	return v.typ.Type()
}

// interfaceLiteral has one version: signatures of methods do not change.
func (w *World) interfaceLiteral(t *types.Interface) reflect.Type {
	if t.NumMethods() == 0 {
		return anyType
	}
	k := w.key(t)
	if v := w.literals[k]; v != nil {
		return v.typ.Type()
	}
	v := &version{name: k, typ: realtype.New(CellPackage, "", errorType, 0, 0)}
	w.begin(v)
	w.literals[k] = v
	v.typ.SetInterface(w.interfaceMethods(t))
	return v.typ.Type()
}

func (w *World) interfaceMethods(t *types.Interface) []realtype.InterfaceMethod {
	if !t.IsMethodSet() {
		fail("the constraint %s is no type of values", types.TypeString(t, nil))
	}
	var list []realtype.InterfaceMethod
	for m := range t.Methods() {
		list = append(list, realtype.InterfaceMethod{Name: m.Name(), Type: w.real(m.Type(), true)})
	}
	return list
}

// begin notes a version so that it can be taken back.
func (w *World) begin(v *version) { w.view.made = append(w.view.made, v) }

func (w *World) entry(t *types.Named) *entry {
	k := w.key(t)
	e := w.entries[k]
	if e == nil {
		e = &entry{key: k, versions: map[string]*version{}, methods: map[string]*binding{}, promoted: map[string]slots{}}
		w.entries[k] = e
	}
	return e
}

// first is the version of t that signatures mention.
func (w *World) first(t *types.Named) *version {
	if e := w.entry(t); e.first != nil {
		return e.first
	}
	return w.named(t)
}

// named is the version of t with the methods of now.
func (w *World) named(t *types.Named) *version {
	e := w.entry(t)
	if v := w.view.current[e.key]; v != nil {
		return v
	}
	state := w.state(t)
	v := e.versions[state]
	if v == nil {
		v = &version{entry: e, name: state}
		w.begin(v)
		e.versions[state] = v
		w.build(v, t)
	}
	w.view.current[e.key] = v
	return v
}

// build makes the type of a version. It is known, as a shell, while its parts
// are being made.
func (w *World) build(v *version, t *types.Named) {
	e, u := v.entry, t.Underlying()
	var methods methodList
	layout := errorType
	if i, ok := u.(*types.Interface); !ok {
		methods = methodsOf(t)
		layout = w.outline(u)
	} else if i.NumMethods() == 0 {
		layout = anyType
	}
	v.typ = realtype.New(t.Obj().Pkg().Path(), typeName(t), layout, methods.onValue, len(methods.list))
	w.view.current[e.key] = v
	if e.first == nil {
		e.first = v
	}
	w.keys.Store(v.typ.Type(), e.key)
	w.keys.Store(v.typ.Pointer(), "*"+e.key)
	if i, ok := u.(*types.Interface); ok {
		if i.NumMethods() > 0 {
			v.typ.SetInterface(w.interfaceMethods(i))
		}
		return
	}
	setParts(v.typ, u, func(t types.Type) reflect.Type { return w.real(t, false) })
	w.setMethods(v, t, methods, e)
}

// state tells versions of t apart: it lists the method sets of all types that
// t is made of. mu is held.
func (w *World) state(t types.Type) string {
	k := w.key(t)
	if s, ok := w.view.deep[k]; ok {
		return s
	}
	var list []string
	w.mentions(t, false, func(k string, n *types.Named) {
		if s := w.methodSet(k, n); s != "" {
			list = append(list, k+": "+s)
		}
	})
	sort.Strings(list)
	s := strings.Join(list, "\n")
	w.view.deep[k] = s
	return s
}

// methodSet describes the methods of a type that is made here.
func (w *World) methodSet(k string, t *types.Named) string {
	if s, ok := w.view.sets[k]; ok {
		return s
	}
	var b strings.Builder
	if !types.IsInterface(t) {
		for _, m := range methodsOf(t).list {
			b.WriteString(w.methodKey(m))
			b.WriteString(";")
		}
	}
	w.view.sets[k] = b.String()
	return b.String()
}

// typeName is the name of t as the compiler writes it, with the type arguments.
func typeName(t *types.Named) string {
	s := t.Obj().Name()
	if t.TypeArgs().Len() == 0 {
		return s
	}
	args := make([]string, t.TypeArgs().Len())
	for i := range args {
		args[i] = typeArgument(t.TypeArgs().At(i))
	}
	return s + "[" + strings.Join(args, ",") + "]"
}

// typeArgument writes a type as the compiler does in the name of an instance:
// with paths of packages, interface {} for any.
func typeArgument(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		if t.Obj().Pkg() != nil {
			return t.Obj().Pkg().Path() + "." + typeName(t)
		}
	case *types.Interface:
		if t.NumMethods() == 0 {
			return "interface {}"
		}
		list := make([]string, t.NumMethods())
		for i := range list {
			m := t.Method(i)
			list[i] = qualifiedName(m) + strings.TrimPrefix(typeArgument(m.Signature()), "func")
		}
		return "interface { " + strings.Join(list, "; ") + " }"
	case *types.Struct:
		if t.NumFields() == 0 {
			return "struct {}"
		}
		list := make([]string, t.NumFields())
		for i := range list {
			f := t.Field(i)
			if !f.Embedded() {
				list[i] = qualifiedName(f) + " "
			}
			list[i] += typeArgument(f.Type())
			if tag := t.Tag(i); tag != "" {
				list[i] += " " + strconv.Quote(tag)
			}
		}
		return "struct { " + strings.Join(list, "; ") + " }"
	case *types.Signature:
		s := "func(" + typeArguments(t.Params(), t.Variadic()) + ")"
		switch t.Results().Len() {
		case 0:
			return s
		case 1:
			return s + " " + typeArgument(t.Results().At(0).Type())
		}
		return s + " (" + typeArguments(t.Results(), false) + ")"
	case *types.Array:
		return "[" + strconv.FormatInt(t.Len(), 10) + "]" + typeArgument(t.Elem())
	case *types.Chan:
		elem := typeArgument(t.Elem())
		switch c, ok := types.Unalias(t.Elem()).(*types.Chan); {
		case t.Dir() == types.SendOnly:
			return "chan<- " + elem
		case t.Dir() == types.RecvOnly:
			return "<-chan " + elem
		case ok && c.Dir() == types.RecvOnly:
			return "chan (" + elem + ")"
		}
		return "chan " + elem
	case *types.Pointer:
		return "*" + typeArgument(t.Elem())
	case *types.Slice:
		return "[]" + typeArgument(t.Elem())
	case *types.Map:
		return "map[" + typeArgument(t.Key()) + "]" + typeArgument(t.Elem())
	case *types.Basic:
		return types.Typ[t.Kind()].Name() // uint8 for byte
	}
	return types.TypeString(t, (*types.Package).Path)
}

func typeArguments(t *types.Tuple, variadic bool) string {
	list := make([]string, t.Len())
	for i := range list {
		list[i] = typeArgument(t.At(i).Type())
		if variadic && i == t.Len()-1 {
			list[i] = "..." + strings.TrimPrefix(list[i], "[]")
		}
	}
	return strings.Join(list, ", ")
}

// qualifiedName is the name of a field or method, with the path of its package
// if it is not exported.
func qualifiedName(o types.Object) string {
	if o.Exported() || o.Pkg() == nil {
		return o.Name()
	}
	return o.Pkg().Path() + "." + o.Name()
}
