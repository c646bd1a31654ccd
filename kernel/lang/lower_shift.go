package lang

import (
	"go/ast"
	"go/token"
	"go/types"
)

// lowerShift writes the type of a constant that is shifted by a variable: it
// comes from the context, and the interpreter guesses.
func lowerShift(r *renderer, n ast.Node) (text, bool) {
	b := n.(*ast.BinaryExpr)
	if b.Op != token.SHL && b.Op != token.SHR || r.info.Types[b].Value != nil || r.info.Types[b.X].Value == nil {
		return nil, false
	}
	t, ok := types.Default(r.typeOf(b)).Underlying().(*types.Basic)
	if !ok {
		return nil, false
	}
	lit := basicLiteral(r.info.Types[b.X].Value, t)
	if lit == "" {
		return nil, false
	}
	return r.textf(b, r.typ(b, types.Default(r.typeOf(b)))+"("+lit+") "+b.Op.String()+" %v", b.Y), true
}
