package lang

import (
	"go/ast"
	"go/token"
	"go/types"
)

// The interpreter can't count in variables of type uintptr.
func lowerCount(r *renderer, n ast.Node) (text, bool) {
	st := n.(*ast.IncDecStmt)
	if b, ok := r.typeOf(st.X).Underlying().(*types.Basic); !ok || b.Kind() != types.Uintptr {
		return nil, false
	}
	op := " += "
	if st.Tok == token.DEC {
		op = " -= "
	}
	return r.textf(st, "%v"+op+"uintptr(1)", st.X), true
}
