package lang

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// keepUnusedResult spares the last expression of a cell: its value is shown, or
// hidden by a semicolon on purpose.
func keepUnusedResult(v *vetter, d analysis.Diagnostic) bool {
	x := v.src.lastExpr()
	return x == nil || d.Pos != ast.Unparen(x).Pos()
}

// keepLostCancel spares the cancel functions that are variables of the notebook,
// which a later cell may call, and those that the type checker has a note about.
// A finding has a second part, at the return statement; the end of the cell is
// none.
func keepLostCancel(v *vetter, d analysis.Diagnostic) bool {
	if strings.HasPrefix(d.Message, "this return statement ") {
		skip := v.skipNext || v.src.stmts != nil && d.Pos == v.src.stmts.Body.Rbrace
		v.skipNext = false
		return !skip
	}
	id := v.cancelVariable(d)
	if id == nil {
		return true // discarded with _
	}
	v.skipNext = v.u.change.aliases[v.info.Defs[id]] != nil || v.isUnused(id)
	return !v.skipNext
}

// cancelVariable finds the variable that a finding of lostcancel is about: the
// finding is at the declaration or assignment.
func (v *vetter) cancelVariable(d analysis.Diagnostic) (id *ast.Ident) {
	if !strings.Contains(d.Message, "is not used on all paths") {
		return nil
	}
	for _, f := range v.files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				if n.Pos() == d.Pos && len(n.Lhs) == 2 {
					id, _ = n.Lhs[1].(*ast.Ident)
				}
			case *ast.ValueSpec:
				if n.Pos() == d.Pos && len(n.Names) == 2 {
					id = n.Names[1]
				}
			}
			return id == nil
		})
	}
	return id
}

// isUnused says whether go/types has a note about the variable that id declares.
func (v *vetter) isUnused(id *ast.Ident) bool {
	o, ok := v.info.Defs[id].(*types.Var)
	if !ok {
		return false
	}
	at := v.position(o.Pos())
	for _, n := range v.u.Notes {
		if n.Position == at {
			return true
		}
	}
	return false
}
