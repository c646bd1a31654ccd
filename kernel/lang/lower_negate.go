package lang

import (
	"go/ast"
	"go/token"
	"go/types"
)

// lowerNegation makes a negative zero of a zero: the interpreter subtracts from
// zero. An operator whose result becomes an interface value gets a conversion
// around it, without which the interpreter ends the function there, silently.
func lowerNegation(r *renderer, n ast.Node) (text, bool) {
	u := n.(*ast.UnaryExpr)
	if r.unary[u] && r.info.Types[u].Value == nil {
		switch u.Op {
		case token.ADD, token.SUB, token.XOR, token.NOT:
			delete(r.unary, u)
			return r.textf(u, "("+r.typ(u, r.typeOf(u))+")(%v)", u), true
		}
	}
	if u.Op != token.SUB {
		return nil, false
	}
	if b, ok := r.typeOf(u).Underlying().(*types.Basic); !ok || b.Info()&types.IsFloat == 0 {
		return nil, false
	}
	return r.textf(u, "(-1 * %v)", u.X), true
}
