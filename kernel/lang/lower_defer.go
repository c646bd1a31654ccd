package lang

import (
	"go/ast"
	"go/types"
)

// The operands of a deferred call are evaluated by the defer statement. The
// interpreter keeps references to variables and to its own temporaries, so each
// operand gets a variable that nothing else changes.
func lowerDefer(r *renderer, n ast.Node) (text, bool) {
	d := n.(*ast.DeferStmt)
	var before text
	keep := func(x ast.Expr, _ types.Type, value text) text {
		name := r.temp("d")
		if len(value) == 0 {
			r.e.refuse(x.Pos(), "defer of f(g()) where g has several results")
		}
		before = before.add(r.made(x, "%s := ", name))
		before = before.add(value...).add(r.made(x, "; "))
		return text{r.made(x, "%s", name)}
	}
	if lit, ok := ast.Unparen(d.Call.Fun).(*ast.FuncLit); ok && lit.Type.Params.NumFields() == 0 {
		return r.textf(d, "defer %v()", lit), true
	}
	call := r.frozenCall(d.Call, func(x ast.Expr, t types.Type, value text) text {
		if _, ok := x.(*ast.FuncLit); ok && x == ast.Unparen(d.Call.Fun) {
			return value // rendered already, and what that used up is gone
		}
		return keep(x, t, value)
	})
	if len(before) == 0 {
		return r.textf(d, "defer %v", call), true
	}
	return r.textf(d, "{ %vdefer %v }", before, call), true
}
