package lang

import "go/ast"

// emptyStatement does nothing. A semicolon by itself, first in a clause, makes
// the interpreter take a later literal there for one of a wrong type.
const emptyStatement = "{}"

func lowerEmpty(r *renderer, n ast.Node) (text, bool) {
	if n.(*ast.EmptyStmt).Implicit {
		return nil, false
	}
	return text{r.made(n, "%s;", emptyStatement)}, true
}
