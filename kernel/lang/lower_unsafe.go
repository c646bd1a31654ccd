package lang

import (
	"go/ast"
	"go/types"
)

// Package unsafe. The interpreter's variables have addresses and the memory that
// the compiler would give them, so pointers are what they are in Go. It can't
// convert them itself: the host does, and stores what it made into a variable of
// the type that the text wants. Sizes are constants, which lowerConst writes.
func lowerUnsafe(r *renderer, n ast.Node) (text, bool) {
	c := n.(*ast.CallExpr)
	if r.info.Types[c].Value != nil {
		return nil, false
	}
	if name := unsafeBuiltin(r.info, c); name != "" {
		return r.unsafeCall(c, name)
	}
	if !r.info.Types[c.Fun].IsType() || len(c.Args) != 1 {
		return nil, false
	}
	to, from, x := r.typeOf(c), r.typeOf(c.Args[0]), c.Args[0]
	switch {
	case isUnsafePointer(from) == isUnsafePointer(to) || types.IsInterface(to):
		return nil, false
	case isUnsafePointer(from) && isPointer(to):
		return r.textf(c, r.pointerSetter(c, to)+"(%v)", x), true
	case isUnsafePointer(from): // to uintptr
		return r.textf(c, "%v("+r.e.host("Address")+"(%v))", r.typ(c, to), x), true
	case r.info.Types[x].IsNil():
		return text{r.made(c, "%s(0)", r.e.host("PointerAt"))}, true
	case isPointer(from):
		return r.textf(c, r.e.host("Pointer")+"(%v)", x), true
	}
	return r.textf(c, r.e.host("PointerAt")+"(uintptr(%v))", x), true
}

// unsafeBuiltin is the name of the function of package unsafe that c calls, or "".
func unsafeBuiltin(info *types.Info, c *ast.CallExpr) string {
	var id *ast.Ident
	switch f := ast.Unparen(c.Fun).(type) {
	case *ast.SelectorExpr:
		id = f.Sel
	case *ast.Ident: // of a dot import
		id = f
	}
	if b, ok := info.Uses[id].(*types.Builtin); ok && b.Pkg() == types.Unsafe {
		return b.Name()
	}
	return ""
}

// lowerSize renders what the copy of a generic function has for a size, see
// cloner.size.
func lowerSize(r *renderer, n ast.Node) (text, bool) {
	c := n.(*ast.CallExpr)
	if id := identOf(c.Fun); id == nil || id.Name != sizeName {
		return nil, false
	}
	return r.textf(c, r.e.helper("size", "uintptr", "(x uintptr) uintptr { return x }")+"(%v)", c.Args[0]), true
}

// unsafeCall renders a call of a function of package unsafe that is no constant.
func (r *renderer) unsafeCall(c *ast.CallExpr, name string) (text, bool) {
	if len(c.Args) == 1 && isTuple(r.typeOf(c.Args[0])) {
		r.e.refuse(c.Pos(), "unsafe."+name+" of the results of a call")
		return nil, true
	}
	x := c.Args[0]
	switch name {
	case "Add":
		return r.textf(c, r.e.host("PointerAdd")+"(%v, int(%v))", x, c.Args[1]), true
	case "Slice":
		p, s := r.typ(x, r.typeOf(x)), r.typ(c, r.typeOf(c))
		f := r.e.helper("slice", p, "(p "+p+", n int) "+s+" { var s "+s+"; "+r.e.host("SetSlice")+"(&s, "+r.e.host("Pointer")+"(p), n); return s }")
		return r.textf(c, f+"(%v, int(%v))", x, c.Args[1]), true
	case "SliceData":
		return r.textf(c, r.pointerSetter(c, r.typeOf(c))+"("+r.e.host("SliceData")+"(%v))", x), true
	case "String":
		return r.textf(c, r.e.host("StringAt")+"("+r.e.host("Pointer")+"(%v), int(%v))", x, c.Args[1]), true
	case "StringData":
		return r.textf(c, r.pointerSetter(c, r.typeOf(c))+"("+r.e.host("StringData")+"(%v))", x), true
	}
	r.e.refuse(c.Pos(), "unsafe."+name) // Sizeof and its like of a type parameter
	return nil, true
}

// pointerSetter is a function that makes a pointer of type t of an
// unsafe.Pointer.
func (r *renderer) pointerSetter(n ast.Node, t types.Type) string {
	typ := r.typ(n, t)
	return r.e.helper("pointer", typ, "(p "+r.typ(n, types.Typ[types.UnsafePointer])+") "+typ+" { var v "+typ+"; "+r.e.host("SetPointer")+"(&v, p); return v }")
}

func isUnsafePointer(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.UnsafePointer
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

func isTuple(t types.Type) bool {
	_, ok := t.(*types.Tuple)
	return ok
}
