package lang

import (
	"go/ast"
	"go/token"
	"go/types"
)

// lowerMixed compares values of two types of which one can be assigned to the
// other, T and its unnamed underlying type, or channels with and without
// direction: the interpreter compares one type only.
func lowerMixed(r *renderer, n ast.Node) (text, bool) {
	b := n.(*ast.BinaryExpr)
	if b.Op != token.EQL && b.Op != token.NEQ {
		return nil, false
	}
	x, y := r.info.Types[b.X], r.info.Types[b.Y]
	if x.IsNil() || y.IsNil() || x.Value != nil || y.Value != nil || isUntyped(x.Type) || isUntyped(y.Type) ||
		types.IsInterface(x.Type) || types.IsInterface(y.Type) || types.Identical(x.Type, y.Type) {
		return nil, false
	}
	left, right := r.sameType(x.Type, r.node(b.X), b.Y, r.node(b.Y))
	return r.textf(b, "%v "+b.Op.String()+" %v", left, right), true
}

// sameType converts one of two operands to the type of the other: right, the
// text of y, and left, which has type t.
func (r *renderer) sameType(t types.Type, left text, y ast.Expr, right text) (text, text) {
	u := r.info.Types[y]
	if u.Value != nil || u.IsNil() || isUntyped(u.Type) || isUntyped(t) || types.Identical(t, u.Type) {
		return left, right
	}
	if types.AssignableTo(u.Type, t) {
		return left, r.textf(y, "("+r.typ(y, t)+")(%v)", right)
	}
	return r.textf(y, "("+r.typ(y, u.Type)+")(%v)", left), right
}

func isUntyped(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return ok && b.Info()&types.IsUntyped != 0
}
