package lang

import (
	"go/ast"
	"go/token"
	"go/types"
)

// lowerParallel spells the two phases of an assignment of several values out:
// operands of index and pointer expressions on the left and the values are
// evaluated, then they are assigned from left to right. The interpreter can be
// trusted with the simplest only: it loses constants beside calls and literals,
// nil, and conversions to interfaces.
func lowerParallel(r *renderer, n ast.Node) (text, bool) {
	return lowerAssign(r, n.(*ast.AssignStmt))
}

func lowerAssign(r *renderer, a *ast.AssignStmt) (text, bool) {
	if !r.isHardAssign(a) {
		return nil, false
	}
	if len(a.Rhs) < len(a.Lhs) {
		return r.tuple(a), true
	}
	if len(a.Lhs) == 1 && a.Tok == token.ASSIGN {
		var first text
		target := r.heldCalls(a.Lhs[0], &first)
		name := r.temp("v")
		return r.textf(a, "{ %v"+name+" := %v; %v = "+name+" }", first, a.Rhs[0], target), true
	}
	if len(a.Lhs) == 1 {
		var first text
		target := r.leftSide(a.Lhs[0], a.Tok, &first)
		name := r.temp("v") // the element is read after the calls
		return r.textf(a, "{ %v"+name+" := %v; %v "+a.Tok.String()+" "+name+" }", first, a.Rhs[0], target), true
	}
	if a.Tok == token.DEFINE && r.isSequential(a) {
		return r.sequence(a), true
	}
	var first, values, second text
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
			values = values.add(r.textf(value, name+" := %v; ", value)...)
			second = second.add(r.made(value, "%s", name))
		}
		if i < len(a.Lhs)-1 {
			second = second.add(r.made(a, "; "))
		}
	}
	first = first.add(values...)
	if a.Tok == token.DEFINE {
		return first.add(second...), true
	}
	return r.textf(a, "{ %v%v }", first, second), true
}

// isHardAssign says whether the interpreter can't be trusted with a.
func (r *renderer) isHardAssign(a *ast.AssignStmt) bool {
	if len(a.Lhs) < 2 {
		return r.isHardUpdate(a) || a.Tok == token.ASSIGN && r.panicsLate(a.Lhs[0]) && (r.calls(a.Rhs[0]) || r.divides(a.Rhs[0]))
	}
	if len(a.Rhs) == 1 {
		return r.isHardTuple(a)
	}
	constants, blanks := 0, 0
	for i, x := range a.Lhs {
		if isBlank(x) {
			blanks++
		} else if r.mayPanic(x) {
			return true
		}
		v := r.info.Types[a.Rhs[i]]
		if v.Value != nil {
			constants++
			continue
		}
		if t := r.leftType(x); v.IsNil() || !isPlain(a.Rhs[i]) || t != nil && types.IsInterface(t) && !types.IsInterface(v.Type) {
			return true
		}
		if identOf(x) == nil && r.dependsOn(x, a.Lhs) {
			return true
		}
	}
	return blanks > 1 || constants > 0 && constants < len(a.Rhs)
}

// isHardUpdate says whether a is an operation on a map's element, m[k] += f(),
// that has to find the map before it calls.
func (r *renderer) isHardUpdate(a *ast.AssignStmt) bool {
	if a.Tok == token.ASSIGN || a.Tok == token.DEFINE || isPlain(a.Rhs[0]) {
		return false
	}
	x, ok := ast.Unparen(a.Lhs[0]).(*ast.IndexExpr)
	if !ok {
		return false
	}
	_, isMap := r.typeOf(x.X).Underlying().(*types.Map)
	return isMap
}

// panicsLate says whether assigning to x can panic in the second phase, where the
// interpreter does so before it evaluates the value. It gets maps right.
func (r *renderer) panicsLate(x ast.Expr) bool {
	switch y := ast.Unparen(x).(type) {
	case *ast.StarExpr:
		return true
	case *ast.IndexExpr:
		if _, isMap := r.typeOf(y.X).Underlying().(*types.Map); isMap {
			return r.panicsLate(y.X)
		}
		return true
	case *ast.SelectorExpr:
		s := r.info.Selections[y]
		return s != nil && (s.Indirect() || r.panicsLate(y.X))
	}
	return false
}

// calls says whether evaluating x calls a function or receives.
func (r *renderer) calls(x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			found = found || !r.info.Types[n.Fun].IsType() && r.builtin(n) == ""
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		}
		return !found
	})
	return found
}

// divides says whether x has an integer division or an assertion that may panic.
func (r *renderer) divides(x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.TypeAssertExpr:
			found = true
		case *ast.BinaryExpr:
			if n.Op == token.QUO || n.Op == token.REM {
				tv := r.info.Types[n.Y]
				b, ok := tv.Type.Underlying().(*types.Basic)
				found = found || tv.Value == nil && ok && b.Info()&types.IsInteger != 0
			}
		}
		return !found
	})
	return found
}

// heldCalls renders what is assigned to; operands with calls are evaluated into
// variables, in first. The others are read when the value is there, as the
// compiler does.
func (r *renderer) heldCalls(x ast.Expr, first *text) text {
	hold := func(x ast.Expr) text {
		if !r.calls(x) {
			return r.node(x)
		}
		name := r.temp("l")
		*first = first.add(r.textf(x, name+" := %v; ", x)...)
		return text{r.made(x, "%s", name)}
	}
	if !r.calls(x) {
		return r.node(x)
	}
	switch y := ast.Unparen(x).(type) {
	case *ast.StarExpr:
		return r.textf(x, "*%v", hold(y.X))
	case *ast.IndexExpr:
		base := r.based(y.X, r.heldCalls(y.X, first))
		return r.textf(x, "%v[%v]", base, hold(y.Index))
	case *ast.SelectorExpr:
		if s := r.info.Selections[y]; s != nil && s.Kind() == types.FieldVal {
			return r.textf(x, "%v."+r.path(s), r.based(y.X, r.heldCalls(y.X, first)))
		}
	case *ast.CallExpr:
		return hold(x)
	}
	return r.node(x)
}

// mayPanic says whether assigning to x can panic in the second phase, when what
// stands before it is assigned already: elements of maps, and what pointers lead
// to.
func (r *renderer) mayPanic(x ast.Expr) bool {
	switch y := ast.Unparen(x).(type) {
	case *ast.StarExpr:
		return true
	case *ast.IndexExpr:
		_, isMap := r.typeOf(y.X).Underlying().(*types.Map)
		return isMap
	case *ast.SelectorExpr:
		_, isPointer := r.typeOf(y.X).Underlying().(*types.Pointer)
		return isPointer
	}
	return false
}

// leftType is the type of what is assigned to, nil for a blank.
func (r *renderer) leftType(x ast.Expr) types.Type {
	if id := identOf(x); id != nil && r.info.Defs[id] != nil {
		return r.info.Defs[id].Type()
	}
	return r.typeOf(x)
}

// isPlain says whether x has neither calls nor literals of more than a basic
// type.
func isPlain(x ast.Expr) bool {
	plain := true
	ast.Inspect(x, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.CallExpr, *ast.CompositeLit, *ast.FuncLit, *ast.TypeAssertExpr:
			plain = false
		}
		return plain
	})
	return plain
}

// isSequential says whether the variables of a := statement can be declared one
// after the other.
func (r *renderer) isSequential(a *ast.AssignStmt) bool {
	names := map[string]bool{}
	for i, x := range a.Lhs {
		id := identOf(x)
		if id == nil || !isBlank(x) && r.info.Defs[id] == nil {
			return false
		}
		if r.mentionsName(a.Rhs[i], names) {
			return false
		}
		names[id.Name] = true
	}
	return true
}

// mentionsName says whether an identifier of n has one of the names.
func (r *renderer) mentionsName(n ast.Node, names map[string]bool) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && names[id.Name]
		return !found
	})
	return found
}

func (r *renderer) sequence(a *ast.AssignStmt) text {
	var out text
	for i, x := range a.Lhs {
		if i > 0 {
			out = out.add(r.made(a, "; "))
		}
		op := " := "
		if isBlank(x) {
			op = " = "
		}
		out = out.add(r.node(x)...).add(r.made(x, "%s", op)).add(r.node(a.Rhs[i])...)
	}
	return out
}

// initText renders the first statement of an if, for or switch: what has to
// stand before the whole, and what can stay.
func (r *renderer) initText(st ast.Stmt) (before, inside text) {
	if st == nil {
		return nil, nil
	}
	if a, ok := st.(*ast.AssignStmt); ok && r.isHardAssign(a) {
		return r.node(a).add(r.made(a, "; ")), nil
	}
	return nil, r.node(st)
}

// isHardInit says whether initText wants something before the statement.
func (r *renderer) isHardInit(st ast.Stmt) bool {
	a, ok := st.(*ast.AssignStmt)
	return ok && r.isHardAssign(a)
}

// lowerIf puts an init statement that became several before the if.
func lowerIf(r *renderer, n ast.Node) (text, bool) {
	st := n.(*ast.IfStmt)
	if !r.isHardInit(st.Init) {
		return nil, false
	}
	before, _ := r.initText(st.Init)
	t := r.textf(st, "{ %vif %v %v", before, st.Cond, st.Body)
	if st.Else != nil {
		t = t.add(r.textf(st.Else, " else %v", st.Else)...)
	}
	return t.add(r.made(st, " }")), true
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
		if tv := r.info.Types[x]; tv.Value != nil || tv.IsNil() {
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
		var base text
		if _, isArray := r.typeOf(y.X).Underlying().(*types.Array); isArray {
			base = r.based(y.X, r.leftSide(y.X, tok, first))
		} else {
			base = hold(y.X)
		}
		if t, ok := r.nilKey(y); ok {
			return r.textf(x, "%v[%v]", base, t)
		}
		return r.textf(x, "%v[%v]", base, hold(y.Index))
	case *ast.SelectorExpr:
		if s := r.info.Selections[y]; s != nil && s.Kind() == types.FieldVal {
			if _, isPointer := r.typeOf(y.X).Underlying().(*types.Pointer); isPointer {
				return r.textf(x, "%v."+r.path(s), hold(y.X))
			}
			return r.textf(x, "%v."+r.path(s), r.based(y.X, r.leftSide(y.X, tok, first)))
		}
	}
	return r.node(x)
}

// based is t, which stands for x, to be followed by an index or a selection.
func (r *renderer) based(x ast.Expr, t text) text {
	if _, ok := ast.Unparen(x).(*ast.StarExpr); ok {
		return r.textf(x, "(%v)", t)
	}
	return t
}

// lowerNilKey writes the type of a nil that is a map's key, which the
// interpreter takes for an empty interface.
func lowerNilKey(r *renderer, n ast.Node) (text, bool) {
	x := n.(*ast.IndexExpr)
	key, ok := r.nilKey(x)
	if !ok {
		return nil, false
	}
	return r.textf(x, "%v[%v]", x.X, key), true
}

// nilKey is the key of m[nil], with its type.
func (r *renderer) nilKey(x *ast.IndexExpr) (text, bool) {
	if !r.info.Types[x.Index].IsNil() {
		return nil, false
	}
	m, ok := r.typeOf(x.X).Underlying().(*types.Map)
	if !ok {
		return nil, false
	}
	return text{r.made(x, "(%s)(nil)", r.typ(x, m.Key()))}, true
}
