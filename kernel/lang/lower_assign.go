package lang

import "go/ast"

func lowerAssign(r *renderer, a *ast.AssignStmt) (text, bool) { return nil, false }
