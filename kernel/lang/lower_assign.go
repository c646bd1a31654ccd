package lang

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Assignments of several values happen in two phases: operands of index and
// pointer expressions on the left and the values are evaluated, then they are
// assigned from left to right. The interpreter does that for simple cases; where
// nil or a conversion to an interface takes part, or a left side depends on
// another, the phases are spelled out.
func init() {
	register("parallel assignment", func(r *renderer, n ast.Node) (text, bool) {
		return lowerAssign(r, n.(*ast.AssignStmt))
	}, &ast.AssignStmt{})
}

func lowerAssign(r *renderer, a *ast.AssignStmt) (text, bool) {
	if len(a.Lhs) < 2 || len(a.Lhs) != len(a.Rhs) || a.Tok != token.ASSIGN && a.Tok != token.DEFINE || !r.isHardAssign(a) {
		return nil, false
	}
	var first, second text
	for i, x := range a.Lhs {
		value := a.Rhs[i]
		target := r.leftSide(x, a.Tok, &first)
		op := " = "
		if id := identOf(x); a.Tok == token.DEFINE && id != nil && r.info.Defs[id] != nil && !isBlank(x) {
			op = " := "
		}
		second = second.add(target...).add(r.made(x, "%s", op))
		if tv := r.info.Types[value]; tv.Value != nil || tv.IsNil() {
			second = second.add(r.node(value)...)
		} else {
			name := r.temp("v")
			first = first.add(r.textf(value, name+" := %v; ", value)...)
			second = second.add(r.made(value, "%s", name))
		}
		if i < len(a.Lhs)-1 {
			second = second.add(r.made(a, "; "))
		}
	}
	if a.Tok == token.DEFINE {
		return first.add(second...), true
	}
	return r.textf(a, "{ %v%v }", first, second), true
}

// isHardAssign says whether the interpreter can't be trusted with a.
func (r *renderer) isHardAssign(a *ast.AssignStmt) bool {
	blanks := 0
	for i, x := range a.Lhs {
		if isBlank(x) {
			blanks++
			continue
		}
		t, v := r.typeOf(x), r.info.Types[a.Rhs[i]]
		if id := identOf(x); id != nil && r.info.Defs[id] != nil {
			t = r.info.Defs[id].Type()
		}
		if v.IsNil() || t != nil && types.IsInterface(t) && !types.IsInterface(v.Type) {
			return true
		}
		if identOf(x) == nil && r.dependsOn(x, a.Lhs) {
			return true
		}
	}
	return blanks > 1
}

// dependsOn says whether the operands of x mention a variable that is assigned
// in the same statement.
func (r *renderer) dependsOn(x ast.Expr, lhs []ast.Expr) bool {
	var vars []*types.Var
	for _, l := range lhs {
		if id := identOf(l); id != nil {
			if v, ok := r.info.Uses[id].(*types.Var); ok {
				vars = append(vars, v)
			}
		}
	}
	return r.mentions(x, vars)
}

// leftSide renders what is assigned to; operands that may change before are
// evaluated into variables, in first.
func (r *renderer) leftSide(x ast.Expr, tok token.Token, first *text) text {
	hold := func(x ast.Expr) text {
		if r.info.Types[x].Value != nil {
			return r.node(x)
		}
		name := r.temp("l")
		*first = first.add(r.textf(x, name+" := %v; ", x)...)
		return text{r.made(x, "%s", name)}
	}
	switch y := ast.Unparen(x).(type) {
	case *ast.StarExpr:
		return r.textf(x, "*%v", hold(y.X))
	case *ast.IndexExpr:
		base := text{}
		if _, isArray := r.typeOf(y.X).Underlying().(*types.Array); isArray {
			base = r.leftSide(y.X, tok, first)
		} else {
			base = hold(y.X)
		}
		return r.textf(x, "%v[%v]", base, hold(y.Index))
	case *ast.SelectorExpr:
		if s := r.info.Selections[y]; s != nil && s.Kind() == types.FieldVal {
			if _, isPointer := r.typeOf(y.X).Underlying().(*types.Pointer); isPointer {
				return r.textf(x, "%v."+r.path(y, s), hold(y.X))
			}
			return r.textf(x, "%v."+r.path(y, s), r.leftSide(y.X, tok, first))
		}
	}
	return r.node(x)
}
