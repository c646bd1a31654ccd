package lang

import (
	"go/ast"
	"go/token"
	"go/types"
)

// lowerNegation makes a negative zero of a zero: the interpreter subtracts from
// zero.
func lowerNegation(r *renderer, n ast.Node) (text, bool) {
	u := n.(*ast.UnaryExpr)
	if u.Op != token.SUB {
		return nil, false
	}
	if b, ok := r.typeOf(u).Underlying().(*types.Basic); !ok || b.Info()&types.IsFloat == 0 {
		return nil, false
	}
	return r.textf(u, "(-1 * %v)", u.X), true
}
