package lang

import "go/ast"

// noteTargets finds parentheses around what is assigned to. The interpreter
// takes what stands in them for a value of its own: (m[k]) = 1 changes nothing.
func noteTargets(r *renderer, n ast.Node) (text, bool) {
	var targets []ast.Expr
	switch n := n.(type) {
	case *ast.AssignStmt:
		targets = n.Lhs
	case *ast.IncDecStmt:
		targets = []ast.Expr{n.X}
	case *ast.RangeStmt:
		targets = []ast.Expr{n.Key, n.Value}
	}
	for _, x := range targets {
		for {
			p, ok := x.(*ast.ParenExpr)
			if !ok {
				break
			}
			r.bare[p] = true
			x = p.X
		}
	}
	return nil, false
}

// lowerTarget leaves those parentheses out.
func lowerTarget(r *renderer, n ast.Node) (text, bool) {
	p := n.(*ast.ParenExpr)
	if !r.bare[p] {
		return nil, false
	}
	return r.node(p.X), true
}
