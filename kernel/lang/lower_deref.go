package lang

import (
	"go/ast"
	"go/types"
)

// lowerDeref makes p.f of (*p).f, which is the same: as an element of a composite
// literal the interpreter takes the first for a field of a pointer to a pointer.
func lowerDeref(r *renderer, n ast.Node) (text, bool) {
	s := n.(*ast.SelectorExpr)
	star, ok := ast.Unparen(s.X).(*ast.StarExpr)
	if !ok {
		return nil, false
	}
	field := r.info.Selections[s]
	if field == nil || field.Kind() != types.FieldVal || len(field.Index()) != 1 {
		return nil, false
	}
	if x := r.typeOf(star.X); x == nil || pointsToPointer(x) {
		return nil, false
	}
	switch ast.Unparen(star.X).(type) {
	case *ast.Ident, *ast.SelectorExpr, *ast.CallExpr, *ast.IndexExpr:
		return r.textf(s, "%v.%v", star.X, s.Sel), true
	}
	return r.textf(s, "(%v).%v", star.X, s.Sel), true
}

func pointsToPointer(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return true
	}
	_, ok = p.Elem().Underlying().(*types.Pointer)
	return ok
}
