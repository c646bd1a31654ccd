package lang

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// lowerShift writes the type of a constant that is shifted by a variable: it
// comes from the context, and the interpreter guesses.
func lowerShift(r *renderer, n ast.Node) (text, bool) {
	b := n.(*ast.BinaryExpr)
	if b.Op != token.SHL && b.Op != token.SHR || r.info.Types[b].Value != nil {
		return nil, false
	}
	if n := r.oddCount(b.Y); n != "" {
		return r.textf(b, "%v "+b.Op.String()+" "+n, b.X), true
	}
	count := r.shiftCount(b.Y)
	if r.info.Types[b.X].Value == nil {
		if count == nil {
			return nil, false
		}
		return r.textf(b, "%v "+b.Op.String()+" %v", b.X, count), true
	}
	if count == nil {
		count = r.node(b.Y)
	}
	t, ok := types.Default(r.typeOf(b)).Underlying().(*types.Basic)
	if !ok {
		return nil, false
	}
	lit := basicLiteral(r.info.Types[b.X].Value, t)
	if lit == "" {
		return nil, false
	}
	return r.textf(b, r.typ(b, types.Default(r.typeOf(b)))+"("+lit+") "+b.Op.String()+" %v", count), true
}

// shiftCount writes the type of a count that is an operation: the interpreter
// takes it to be of the type of what is shifted. It is nil for other counts.
func (r *renderer) shiftCount(x ast.Expr) text {
	if _, ok := ast.Unparen(x).(*ast.BinaryExpr); !ok || r.info.Types[x].Value != nil {
		return nil
	}
	return r.textf(x, r.typ(x, types.Default(r.typeOf(x)))+"(%v)", x)
}

// lowerShiftAssign writes the count of x <<= 1.0 as an integer.
func lowerShiftAssign(r *renderer, n ast.Node) (text, bool) {
	a := n.(*ast.AssignStmt)
	if a.Tok != token.SHL_ASSIGN && a.Tok != token.SHR_ASSIGN {
		return nil, false
	}
	count := r.oddCount(a.Rhs[0])
	if count == "" {
		if t := r.shiftCount(a.Rhs[0]); t != nil {
			return r.textf(a, "%v "+a.Tok.String()+" %v", a.Lhs[0], t), true
		}
		return nil, false
	}
	return r.textf(a, "%v "+a.Tok.String()+" "+count, a.Lhs[0]), true
}

// oddCount is the shift count x when it is a constant but no integer, which the
// interpreter does not take, and "" otherwise.
func (r *renderer) oddCount(x ast.Expr) string {
	tv := r.info.Types[x]
	b, ok := tv.Type.Underlying().(*types.Basic)
	if tv.Value == nil || !ok || b.Info()&types.IsInteger != 0 {
		return ""
	}
	return constant.ToInt(tv.Value).ExactString()
}
