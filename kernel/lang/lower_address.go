package lang

import (
	"go/ast"
	"go/token"
	"go/types"
)

// lowerAddress takes the address of an element of an array behind a pointer
// from a slice of it: the interpreter can't from the array. The address of a
// package's variable is that of its name, see lowerMember.
func lowerAddress(r *renderer, n ast.Node) (text, bool) {
	u := n.(*ast.UnaryExpr)
	if u.Op != token.AND {
		return nil, false
	}
	if s, ok := ast.Unparen(u.X).(*ast.SelectorExpr); ok {
		if t := r.member(s); t != nil {
			return r.textf(u, "&%v", t), true
		}
	}
	x, ok := ast.Unparen(u.X).(*ast.IndexExpr)
	if !ok {
		return nil, false
	}
	array := x.X
	if s, ok := ast.Unparen(array).(*ast.StarExpr); ok {
		array = s.X
	}
	p, ok := r.typeOf(array).Underlying().(*types.Pointer)
	if !ok {
		return nil, false
	}
	a, ok := p.Elem().Underlying().(*types.Array)
	if !ok {
		return nil, false
	}
	t, elem := r.typ(array, r.typeOf(array)), r.typ(x, a.Elem())
	f := "func(p " + t + ", i int) *" + elem + " { s := p[:]; return &s[i] }"
	return r.textf(u, f+"(%v, int(%v))", array, x.Index), true
}
