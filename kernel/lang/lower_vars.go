package lang

import (
	"go/ast"
	"go/token"
	"go/types"
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
	if !ok || d.Tok != token.VAR {
		return nil, false
	}
	if !r.atCellLevel(n) {
		return r.localVars(d)
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

// localVars declares the variables of a function one after the other, for the
// reasons of lowerParallel.
func (r *renderer) localVars(d *ast.GenDecl) (text, bool) {
	several := false
	for _, sp := range d.Specs {
		several = several || len(sp.(*ast.ValueSpec).Values) > 1 || isTupleOfType(sp)
	}
	if !several {
		return nil, false
	}
	var out text
	for _, sp := range d.Specs {
		sp := sp.(*ast.ValueSpec)
		switch {
		case isTupleOfType(sp):
			out = out.add(r.tupleVars(sp)...)
		case len(sp.Values) < 2:
			out = out.add(r.textf(sp, "var %v; ", r.children(sp))...)
		default:
			out = out.add(r.localVar(sp)...)
		}
	}
	return out, true
}

// isTupleOfType says whether the values of one operand become variables of a
// type that is written out.
func isTupleOfType(sp ast.Spec) bool {
	v := sp.(*ast.ValueSpec)
	return v.Type != nil && len(v.Values) == 1 && len(v.Names) > 1
}

func (r *renderer) localVar(sp *ast.ValueSpec) text {
	var first, second text
	declared := map[string]bool{}
	for i, id := range sp.Names {
		t := r.typ(id, r.leftTypeOr(id, sp.Values[i]))
		value := r.node(sp.Values[i])
		if r.mentionsName(sp.Values[i], declared) { // it means another variable
			name := r.temp("v")
			first = first.add(r.textf(id, "var "+name+" "+t+" = %v; ", value)...)
			value = text{r.made(id, "%s", name)}
		}
		declared[id.Name] = true
		second = second.add(r.textf(id, "var "+id.Name+" "+t+" = %v; ", value)...)
	}
	return first.add(second...)
}

// leftTypeOr is the type of a declared variable, that of its value for a blank.
func (r *renderer) leftTypeOr(id *ast.Ident, value ast.Expr) types.Type {
	if o := r.info.Defs[id]; o != nil && id.Name != "_" {
		return o.Type()
	}
	return types.Default(r.typeOf(value))
}
