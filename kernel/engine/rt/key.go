package rt

import (
	"go/token"
	"go/types"
	"reflect"
	"strconv"
	"strings"
)

// key tells types apart. It is the same for identical types, and different for
// types that are declared one after the other under one name. mu is held.
func (w *World) key(t types.Type) string {
	k := keyWriter{w: w}
	k.write(t)
	return k.b.String()
}

type keyWriter struct {
	w *World
	b strings.Builder
}

func (k *keyWriter) print(s ...string) {
	for _, x := range s {
		k.b.WriteString(x)
	}
}

func (k *keyWriter) write(t types.Type) {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		k.named(t)
	case *types.Pointer:
		k.print("*")
		k.write(t.Elem())
	case *types.Slice:
		k.print("[]")
		k.write(t.Elem())
	case *types.Array:
		k.print("[", strconv.FormatInt(t.Len(), 10), "]")
		k.write(t.Elem())
	case *types.Map:
		k.print("map[")
		k.write(t.Key())
		k.print("]")
		k.write(t.Elem())
	case *types.Chan:
		k.print("chan", strconv.Itoa(int(t.Dir())), " ")
		k.write(t.Elem())
	case *types.Struct:
		k.structure(t)
	case *types.Interface:
		k.print("interface{")
		for m := range t.Methods() {
			k.print(m.Id())
			k.write(m.Type())
			k.print(";")
		}
		k.print("}")
	case *types.Signature:
		k.print("func", strconv.FormatBool(t.Variadic()))
		k.tuple(t.Params())
		k.tuple(t.Results())
	default:
		k.print(t.String())
	}
}

// named writes the declaration and the type arguments.
func (k *keyWriter) named(t *types.Named) {
	o := t.Origin().Obj()
	switch {
	case o.Pkg() == nil:
		k.print(o.Name())
	case o.Pkg().Path() == CellPackage:
		if k.w.ids[o] == 0 {
			k.w.ids[o] = len(k.w.ids) + 1
		}
		k.print(o.Name(), "#", strconv.Itoa(k.w.ids[o]))
	default:
		k.print(o.Pkg().Path(), ".", o.Name())
	}
	for i := range t.TypeArgs().Len() {
		k.print([]string{",", "["}[btoi(i == 0)])
		k.write(t.TypeArgs().At(i))
	}
	if t.TypeArgs().Len() > 0 {
		k.print("]")
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (k *keyWriter) structure(t *types.Struct) {
	k.print("struct{")
	for i := range t.NumFields() {
		f := t.Field(i)
		if f.Embedded() {
			k.print("+")
		}
		k.print(f.Id(), " ")
		k.write(f.Type())
		k.print(strconv.Quote(t.Tag(i)), ";")
	}
	k.print("}")
}

func (k *keyWriter) tuple(t *types.Tuple) {
	k.print("(")
	for v := range t.Variables() {
		k.write(v.Type())
		k.print(",")
	}
	k.print(")")
}

// made reports whether t is a type that is made here: declared in a cell, or
// instantiated from source.
func (w *World) made(t *types.Named) bool {
	switch p := t.Obj().Pkg(); {
	case p == nil:
		return false
	case p.Path() == CellPackage:
		return true
	}
	return t.TypeArgs().Len() > 0 && w.front.Native(t) == nil
}

// eachPart calls f for the types that t is directly made of, also for those of
// the methods of an interface.
func eachPart(t types.Type, f func(types.Type)) {
	tuple := func(t *types.Tuple) {
		for v := range t.Variables() {
			f(v.Type())
		}
	}
	switch t := t.(type) {
	case *types.Pointer:
		f(t.Elem())
	case *types.Slice:
		f(t.Elem())
	case *types.Array:
		f(t.Elem())
	case *types.Chan:
		f(t.Elem())
	case *types.Map:
		f(t.Key())
		f(t.Elem())
	case *types.Struct:
		for v := range t.Fields() {
			f(v.Type())
		}
	case *types.Signature:
		tuple(t.Params())
		tuple(t.Results())
	case *types.Interface:
		for m := range t.Methods() {
			f(m.Type())
		}
	}
}

// mentions calls f once for each type made here that t is made of, at any
// depth. Those that are only in signatures of methods are left out unless
// methods is set.
func (w *World) mentions(t types.Type, methods bool, f func(key string, t *types.Named)) {
	seen := map[string]bool{}
	var walk func(t types.Type)
	walk = func(t types.Type) {
		t = types.Unalias(t)
		n, ok := t.(*types.Named)
		if !ok {
			if _, ok := t.(*types.Interface); !ok || methods {
				eachPart(t, walk)
			}
			return
		}
		if !w.made(n) {
			return
		}
		k := w.key(n)
		if seen[k] {
			return
		}
		seen[k] = true
		f(k, n)
		walk(n.Underlying())
		if methods {
			for m := range n.Methods() {
				walk(m.Type())
			}
		}
	}
	walk(t)
}

// Boxed reports whether a value of type t that becomes an interface has to
// go through Box: the interpreter's type for t is not the real one. The same
// holds for parts of signatures, see Called.
func (w *World) Boxed(t types.Type) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.differs(t)
}

// differs is Boxed; mu is held.
func (w *World) differs(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		if i, ok := t.Underlying().(*types.Interface); ok && i.NumMethods() > 0 {
			return w.made(t) && w.hasView(t)
		}
		return w.made(t)
	case *types.Struct:
		for f := range t.Fields() {
			if !f.Exported() || f.Embedded() || w.differs(f.Type()) {
				return true
			}
		}
		return false
	case *types.Interface:
		return w.hasView(t)
	default:
		yes := false
		eachPart(t, func(p types.Type) { yes = yes || w.differs(p) })
		return yes
	}
}

// Called reports whether a call of method m of the interface type iface has to go
// through Call, because the interpreter can't call it itself.
func (w *World) Called(iface types.Type, m *types.Func) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.hasView(iface) && (!m.Exported() || w.differs(m.Signature()))
}

// Typed reports whether a call x.M(args) that needs no Call needs a function of the
// text all the same, because a result is made of a struct: what compiled code
// returns is, to the interpreter, a struct whose fields have other names.
//
//	func call(x I, p T) (R, S) { return x.M(p) }
func (w *World) Typed(m *types.Func) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for v := range m.Signature().Results().Variables() {
		if w.madeOfStruct(v.Type(), map[string]bool{}) {
			return true
		}
	}
	return false
}

// madeOfStruct reports whether t is made of a struct whose fields the interpreter
// renames.
func (w *World) madeOfStruct(t types.Type, seen map[string]bool) bool {
	switch u := types.Unalias(t).(type) {
	case *types.Interface:
		return false
	case *types.Struct:
		return true
	case *types.Named:
		k := w.key(u)
		if !w.made(u) || seen[k] || w.symbolic(u) {
			return false
		}
		seen[k] = true
		return w.madeOfStruct(u.Underlying(), seen)
	}
	found := false
	eachPart(types.Unalias(t), func(p types.Type) { found = found || w.madeOfStruct(p, seen) })
	return found
}

// hasView reports whether the interpreter has a view of the interface type t instead of
// the real type: one whose methods are all exported and have signatures with
// the interpreter's own types, so that it can call them. There is none when
// it is not needed, or when the interpreter's types can't be known. mu is held.
func (w *World) hasView(t types.Type) bool {
	if n, ok := types.Unalias(t).(*types.Named); ok && !w.made(n) {
		return false
	}
	k := w.key(t)
	yes, known := w.views[k]
	if known {
		return yes
	}
	outermost := len(w.viewing) == 0
	if w.viewing[k] {
		return false // so far
	}
	w.viewing[k] = true
	needed, possible := false, true
	l := layouts{w: w}
	for m := range t.Underlying().(*types.Interface).Methods() {
		needed = needed || !m.Exported() || w.differs(m.Signature())
		possible = possible && !l.loopsIn(m.Signature(), map[string]bool{})
	}
	delete(w.viewing, k)
	if outermost {
		w.views[k] = needed && possible
	}
	return needed && possible
}

// Asserted reports whether assertions to t and cases of type switches are made
// here; those to basic and plain compiled types may be left to the interpreter.
func (w *World) Asserted(t types.Type) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if types.IsInterface(t) {
		return true
	}
	return w.differs(t)
}

// Symbolic reports whether the interpreter has t as a compiled type that comes
// from Unit.Type: interface types with methods that are no names of imported
// packages, recursive types that are no structs, and what Compile was told.
func (w *World) Symbolic(t types.Type) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.symbolic(t)
}

// symbolic is Symbolic; mu is held.
func (w *World) symbolic(t types.Type) bool {
	t = types.Unalias(t)
	n, named := t.(*types.Named)
	if i, ok := t.Underlying().(*types.Interface); ok {
		return i.NumMethods() > 0 && (!named || w.made(n))
	}
	return named && w.made(n) && w.isKept(n)
}

// Compile makes the struct types that t is made of, t included, Symbolic: the text
// uses them as compiled types. It returns those that were not so before; none
// of them may have been declared as a struct of the interpreter in an earlier
// unit. The interpreter gets some structs wrong that are made of each other, and it
// can't name the fields of one that is in a recursive type. Fields of compiled structs
// are called as FieldName says; what the text does with them is subject to what the
// package comment lists.
func (w *World) Compile(t types.Type) (marked []*types.Named) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mentions(t, false, func(k string, n *types.Named) {
		if _, ok := n.Underlying().(*types.Struct); ok && !w.keptness[k] {
			w.keptness[k] = true
			marked = append(marked, n)
		}
	})
	return marked
}

// FieldName is the name of field i of t in the interpreter's type for t: unique
// and exported.
func FieldName(t *types.Struct, i int) string {
	name := t.Field(i).Name()
	if token.IsExported(name) {
		return name
	}
	name = "X" + name
	for j := range t.NumFields() {
		if j != i && (t.Field(j).Name() == name || j < i && t.Field(j).Name() == "_" && name == "X_") {
			return name + "ǃ" + strconv.Itoa(i)
		}
	}
	return name
}

// isKept reports whether t is a type that the interpreter has under a name: a
// struct of which Compile was told, or a type that is no struct and is made of
// itself without a named struct in between, so that it can't be replaced by what
// it is made of. mu is held.
func (w *World) isKept(t *types.Named) bool {
	k := w.key(t)
	yes, known := w.keptness[k]
	if _, ok := t.Underlying().(*types.Struct); !known && !ok {
		yes = w.reaches(t, k, func(n *types.Named) bool {
			_, ok := n.Underlying().(*types.Struct)
			return !ok
		})
		w.keptness[k] = yes
	}
	return yes
}

// recursive reports whether the struct type t is made of itself in the
// interpreter. mu is held.
func (w *World) recursive(t *types.Named) bool {
	k := w.key(t)
	yes, known := w.loops[k]
	if !known {
		yes = w.reaches(t, k, func(n *types.Named) bool { return !w.symbolic(n) })
		w.loops[k] = yes
	}
	return yes
}

// reaches reports whether t with key k is made of itself, looking only into named
// types that through allows, and into no interface.
func (w *World) reaches(t *types.Named, k string, through func(*types.Named) bool) bool {
	seen := map[string]bool{}
	found := false
	var walk func(t types.Type)
	walk = func(t types.Type) {
		if found {
			return
		}
		t = types.Unalias(t)
		n, ok := t.(*types.Named)
		if !ok {
			if _, ok := t.(*types.Interface); !ok {
				eachPart(t, walk)
			}
			return
		}
		nk := w.key(n)
		if nk == k {
			found = true
			return
		}
		if !w.made(n) || seen[nk] || !through(n) {
			return
		}
		seen[nk] = true
		walk(n.Underlying())
	}
	walk(t.Underlying())
	return found
}

// channelDir translates a direction.
func channelDir(d types.ChanDir) reflect.ChanDir {
	switch d {
	case types.SendOnly:
		return reflect.SendDir
	case types.RecvOnly:
		return reflect.RecvDir
	}
	return reflect.BothDir
}
