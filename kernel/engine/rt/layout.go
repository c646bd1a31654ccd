package rt

import (
	"go/types"
	"reflect"
	"strconv"
	"unsafe"

	"interleave/kernel/engine/realtype"
)

// The interpreter's type for a type has no names: structs are what
// reflect.StructOf makes, other named types are what they are made of. Two
// exceptions are compiled types for it: interfaces with methods, which are the
// real ones, and recursive types that are no structs, which get a name and no
// methods. See the package comment.

var (
	anyType   = reflect.TypeFor[any]()
	errorType = reflect.TypeFor[error]()
	boolType  = reflect.TypeFor[bool]()
	wordType  = reflect.TypeFor[unsafe.Pointer]()
)

// standIns have the memory of any type of their kind.
var standIns = map[reflect.Kind]reflect.Type{
	reflect.Pointer: reflect.TypeFor[*int](),
	reflect.Slice:   reflect.TypeFor[[]int](),
	reflect.Map:     reflect.TypeFor[map[int]int](),
	reflect.Chan:    reflect.TypeFor[chan int](),
	reflect.Func:    reflect.TypeFor[func()](),
}

// layouts finds the interpreter's types.
type layouts struct {
	w *World
	// shell is set when only memory counts: nothing is made then.
	shell bool
	// inexact is set when a type has only the memory of the interpreter's.
	inexact bool
}

// layout is a type with the memory of t: the interpreter's own, unless it is
// recursive or mentions a type that is made here. mu is held.
func (w *World) layout(t types.Type) reflect.Type {
	l := layouts{w: w, shell: true}
	return l.of(t)
}

// exactLayout is the interpreter's type for t.
func (w *World) exactLayout(t types.Type) reflect.Type {
	l := layouts{w: w}
	r := l.of(t)
	if l.inexact {
		fail("the interpreter's type for %s can't be known: it mentions a recursive struct", types.TypeString(t, nil))
	}
	return r
}

func (l *layouts) of(t types.Type) reflect.Type {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		switch {
		case !l.w.made(t):
			return l.w.native(t)
		case types.IsInterface(t):
			return l.iface(t)
		case !l.w.isKept(t):
			return l.of(t.Underlying())
		case l.shell:
			l.inexact = true
			return l.w.outline(t.Underlying())
		}
		return l.w.keptType(t)
	case *types.Interface:
		return l.iface(t)
	case *types.Struct:
		return l.structure(t)
	case *types.Array:
		return reflect.ArrayOf(int(t.Len()), l.of(t.Elem()))
	case *types.Pointer:
		if r := l.standIn(reflect.Pointer, t); r != nil {
			return r
		}
		return reflect.PointerTo(l.of(t.Elem()))
	case *types.Slice:
		if r := l.standIn(reflect.Slice, t); r != nil {
			return r
		}
		return reflect.SliceOf(l.of(t.Elem()))
	case *types.Map:
		if r := l.standIn(reflect.Map, t); r != nil {
			return r
		}
		return reflect.MapOf(l.of(t.Key()), l.of(t.Elem()))
	case *types.Chan:
		if r := l.standIn(reflect.Chan, t); r != nil {
			return r
		}
		return reflect.ChanOf(channelDir(t.Dir()), l.of(t.Elem()))
	case *types.Signature:
		if r := l.standIn(reflect.Func, t); r != nil {
			return r
		}
		return funcOf(t, l.of)
	}
	return l.w.real(t, false)
}

// standIn is what stands for a type that refers to a recursive struct, for which the
// interpreter makes a type that nobody else can make; nil when t is none.
func (l *layouts) standIn(k reflect.Kind, t types.Type) reflect.Type {
	found := false
	eachPart(t, func(p types.Type) { found = found || l.loopsIn(p, map[string]bool{}) })
	if !found {
		return nil
	}
	l.inexact = true
	return standIns[k]
}

// loopsIn reports whether the interpreter's type for t is made of a recursive
// struct, or of a type under a name that a shell does not know yet.
func (l *layouts) loopsIn(t types.Type, seen map[string]bool) bool {
	t = types.Unalias(t)
	if n, ok := t.(*types.Named); ok {
		k := l.w.key(n)
		switch {
		case !l.w.made(n) || seen[k] || types.IsInterface(n):
			return false
		case l.w.isKept(n):
			return l.shell
		}
		seen[k] = true
		if _, ok := n.Underlying().(*types.Struct); ok && l.w.recursive(n) {
			return true
		}
		t = n.Underlying()
	}
	if _, ok := t.(*types.Interface); ok {
		return false
	}
	found := false
	eachPart(t, func(p types.Type) { found = found || l.loopsIn(p, seen) })
	return found
}

func (l *layouts) iface(t types.Type) reflect.Type {
	switch {
	case t.Underlying().(*types.Interface).NumMethods() == 0:
		return anyType
	case l.shell:
		l.inexact = true
		return errorType
	case l.w.hasView(t):
		return l.w.viewOf(t)
	}
	return l.w.real(t, false)
}

// viewOf is the interpreter's type for an interface type for which hasView
// holds.
func (w *World) viewOf(t types.Type) reflect.Type {
	k := w.key(t)
	if n := w.kept[k]; n != nil {
		return n.Type()
	}
	path, name := CellPackage, ""
	if n, ok := t.(*types.Named); ok {
		path, name = n.Obj().Pkg().Path(), typeName(n)
	}
	n := realtype.New(path, name, errorType, 0, 0)
	w.kept[k] = n
	defer w.takeBackKept(k)
	var methods []realtype.InterfaceMethod
	for m := range t.Underlying().(*types.Interface).Methods() {
		methods = append(methods, realtype.InterfaceMethod{Name: m.Name(), Type: w.exactLayout(m.Signature())})
	}
	n.SetOpenInterface(methods)
	return n.Type()
}

// takeBackKept is deferred while a type is made, and forgets it when that fails.
func (w *World) takeBackKept(k string) {
	if r := recover(); r != nil {
		delete(w.kept, k)
		panic(r)
	}
}

// structure names fields as the interpreter does, so that reflect.StructOf finds
// its type: types that only look alike may hash their values differently.
func (l *layouts) structure(t *types.Struct) reflect.Type {
	fields := make([]reflect.StructField, t.NumFields())
	for i := range fields {
		f := t.Field(i)
		if f.Name() == "_" {
			return l.blank(t)
		}
		fields[i] = reflect.StructField{Name: FieldName(t, i), Type: l.of(f.Type()), Tag: reflect.StructTag(t.Tag(i))}
	}
	return reflect.StructOf(fields)
}

// blank is for structs with blank fields, which the interpreter does not have.
func (l *layouts) blank(t *types.Struct) reflect.Type {
	l.inexact = true
	fields := make([]reflect.StructField, t.NumFields())
	for i := range fields {
		fields[i] = reflect.StructField{Name: "F" + strconv.Itoa(i), Type: l.of(t.Field(i).Type())}
		if t.Field(i).Name() == "_" {
			fields[i].Name, fields[i].PkgPath = "_", CellPackage
		}
	}
	return reflect.StructOf(fields)
}

// funcOf makes a function type with types that of finds.
func funcOf(t *types.Signature, of func(types.Type) reflect.Type) reflect.Type {
	list := func(t *types.Tuple) []reflect.Type {
		var l []reflect.Type
		for v := range t.Variables() {
			l = append(l, of(v.Type()))
		}
		return l
	}
	return reflect.FuncOf(list(t.Params()), list(t.Results()), t.Variadic())
}

// keptType is the interpreter's type for a type for which isKept holds: it has
// the type's name but no methods, and stays when methods come later.
func (w *World) keptType(t *types.Named) reflect.Type {
	k := w.key(t)
	if n := w.kept[k]; n != nil {
		return n.Type()
	}
	n := realtype.New(t.Obj().Pkg().Path(), typeName(t), w.outline(t.Underlying()), 0, 0)
	w.kept[k] = n
	defer w.takeBackKept(k)
	if st, ok := t.Underlying().(*types.Struct); ok {
		fields := fieldsOf(st, w.exactLayout)
		for i := range fields {
			fields[i].Name, fields[i].Embedded = FieldName(st, i), false
		}
		n.SetFields(fields)
	} else {
		setParts(n, t.Underlying(), w.exactLayout)
	}
	return n.Type()
}

// outline is a type with the memory of t and with parts that refer to nothing,
// for a type whose parts are set later. t is no interface.
func (w *World) outline(t types.Type) reflect.Type {
	intType := reflect.TypeFor[int]()
	switch t := t.(type) {
	case *types.Pointer, *types.Slice:
		return standIns[map[bool]reflect.Kind{true: reflect.Slice, false: reflect.Pointer}[isSlice(t)]]
	case *types.Map:
		return standIns[reflect.Map]
	case *types.Chan:
		return reflect.ChanOf(channelDir(t.Dir()), intType)
	case *types.Signature:
		return funcOf(t, func(types.Type) reflect.Type { return standIns[reflect.Slice] })
	}
	return w.layout(t)
}

func isSlice(t types.Type) bool {
	_, ok := t.(*types.Slice)
	return ok
}

// setParts gives a type under construction what it is made of.
func setParts(n *realtype.Type, t types.Type, of func(types.Type) reflect.Type) {
	switch t := t.(type) {
	case *types.Struct:
		n.SetFields(fieldsOf(t, of))
	case *types.Pointer:
		n.SetElem(of(t.Elem()))
	case *types.Slice:
		n.SetElem(of(t.Elem()))
	case *types.Array:
		n.SetElem(of(t.Elem()))
	case *types.Chan:
		n.SetElem(of(t.Elem()))
	case *types.Map:
		n.SetMap(of(t.Key()), of(t.Elem()))
	case *types.Signature:
		f := funcOf(t, of)
		in, out := make([]reflect.Type, f.NumIn()), make([]reflect.Type, f.NumOut())
		for i := range in {
			in[i] = f.In(i)
		}
		for i := range out {
			out[i] = f.Out(i)
		}
		n.SetFunc(in, out)
	}
}

func fieldsOf(t *types.Struct, of func(types.Type) reflect.Type) []realtype.Field {
	fields := make([]realtype.Field, t.NumFields())
	for i := range fields {
		f := t.Field(i)
		fields[i] = realtype.Field{Name: f.Name(), Type: of(f.Type()), Tag: t.Tag(i), Embedded: f.Embedded()}
	}
	return fields
}
