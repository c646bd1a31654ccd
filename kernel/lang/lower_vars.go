package lang

import (
	"go/ast"
	"go/token"
)

// Variables of the cell are declared in the prologue, with the types that
// go/types found; in their place stand assignments.
func lowerDefine(r *renderer, n ast.Node) (text, bool) {
	a := n.(*ast.AssignStmt)
	if a.Tok != token.DEFINE || !r.definesCellVar(a.Lhs) {
		return nil, false
	}
	// an assignment of its own, so that the passes for assignments see it
	b := *a
	b.Tok = token.ASSIGN
	return r.assign(&b, n), true
}

// assign renders an assignment that is not in the cell.
func (r *renderer) assign(a *ast.AssignStmt, at ast.Node) text {
	if t, ok := lowerAssign(r, a); ok {
		return t
	}
	t := list(r, at, ", ", a.Lhs).add(r.made(at, " = "))
	return t.add(list(r, at, ", ", a.Rhs)...)
}

func (r *renderer) definesCellVar(lhs []ast.Expr) bool {
	for _, x := range lhs {
		if id, ok := x.(*ast.Ident); ok && r.e.k.vars[r.info.Defs[id]] {
			return true
		}
	}
	return false
}

func lowerVarDecl(r *renderer, n ast.Node) (text, bool) {
	d, ok := n.(*ast.DeclStmt).Decl.(*ast.GenDecl)
	if !ok || d.Tok != token.VAR || !r.atCellLevel(n) {
		return nil, false
	}
	var out text
	for _, sp := range d.Specs {
		sp := sp.(*ast.ValueSpec)
		if len(sp.Values) == 0 {
			continue
		}
		a := &ast.AssignStmt{Tok: token.ASSIGN, TokPos: sp.Pos(), Rhs: sp.Values}
		for _, id := range sp.Names {
			a.Lhs = append(a.Lhs, id)
		}
		if len(out) > 0 {
			out = out.add(r.made(sp, "; "))
		}
		out = out.add(r.assign(a, sp)...)
	}
	return out, true
}

// atCellLevel says whether st is a statement of the cell itself.
func (r *renderer) atCellLevel(st ast.Node) bool {
	if r.e.k.src.stmts == nil || r.src != r.e.k.src {
		return false
	}
	for _, x := range r.e.k.src.stmts.Body.List {
		if unlabel(x) == st {
			return true
		}
	}
	return false
}
