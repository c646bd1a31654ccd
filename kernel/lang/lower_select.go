package lang

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// The channels and the values to send of a select are evaluated once, in their
// order, before a case is chosen; what is received is assigned in the body. An
// empty body gets a statement: the interpreter does not come back from one.
func lowerSelect(r *renderer, n ast.Node) (text, bool) {
	s := n.(*ast.SelectStmt)
	var operands []ast.Expr
	sent := map[ast.Expr]types.Type{} // values that become interfaces
	for _, c := range s.Body.List {
		switch comm := c.(*ast.CommClause).Comm.(type) {
		case *ast.SendStmt:
			operands = append(operands, comm.Chan, comm.Value)
			elem := r.typeOf(comm.Chan).Underlying().(*types.Chan).Elem()
			if types.IsInterface(elem) && !types.IsInterface(r.typeOf(comm.Value)) && !r.info.Types[comm.Value].IsNil() {
				sent[comm.Value] = elem
			}
		case *ast.ExprStmt:
			operands = append(operands, receiveOf(comm.X).X)
		case *ast.AssignStmt:
			operands = append(operands, receiveOf(comm.Rhs[0]).X)
		}
	}
	last := 0 // what stands before it may be changed by it
	for i, x := range operands {
		if !r.isStable(x) {
			last = i
		}
	}
	var before text
	for i, x := range operands {
		if elem := sent[x]; elem != nil { // the interpreter does not convert it
			name := r.temp("s")
			before = before.add(r.textf(x, "var "+name+" "+r.typ(x, elem)+" = %v; ", x)...)
			r.hoisted[x] = name
			continue
		}
		if tv := r.info.Types[x]; tv.Value == nil && !tv.IsNil() && (i < last || !r.isStable(x)) {
			name := r.temp("s")
			before = before.add(r.textf(x, name+" := %v; ", x)...)
			r.hoisted[x] = name
		}
	}
	t := r.textf(s, r.ownLabel(s)+"%v", r.children(s))
	if len(before) == 0 {
		return t, true
	}
	return r.textf(s, "{ %v%v }", before, t), true
}

func receiveOf(x ast.Expr) *ast.UnaryExpr {
	return ast.Unparen(x).(*ast.UnaryExpr)
}

// isStable says whether x can be evaluated in its place: a variable that cannot
// change meanwhile, a constant, nil.
func (r *renderer) isStable(x ast.Expr) bool {
	if tv := r.info.Types[x]; tv.Value != nil || tv.IsNil() {
		return true
	}
	_, ok := ast.Unparen(x).(*ast.Ident)
	return ok
}

func lowerComm(r *renderer, n ast.Node) (text, bool) {
	c := n.(*ast.CommClause)
	if c.Comm == nil {
		switch {
		case len(c.Body) == 0:
			return r.textf(c, "default: "+r.noop()+"; "), true
		case hasLabel(c.Body):
			return r.textf(c, "default: %v", r.statements(c.Body, c.Colon+1, c.End())), true
		}
		return nil, false
	}
	r.inSelect[c.Comm] = true
	head, first := r.comm(c.Comm)
	t := r.textf(c, "case %v: ", head)
	t = t.add(first...)
	if len(c.Body) == 0 {
		return t.add(r.made(c, "%s; ", r.noop())), true
	}
	return t.add(r.statements(c.Body, c.Colon+1, c.End())...), true
}

// comm renders the communication of a case, and the assignment of what it
// received, which comes first in its body.
func (r *renderer) comm(st ast.Stmt) (head, first text) {
	a, ok := st.(*ast.AssignStmt)
	if !ok {
		if x, ok := st.(*ast.ExprStmt); ok {
			return r.node(ast.Unparen(x.X)), nil
		}
		return r.node(st), nil
	}
	received := r.node(receiveOf(a.Rhs[0]))
	if a.Tok == token.DEFINE {
		return list(r, a, ", ", a.Lhs).add(r.made(a, " := ")).add(received...), nil
	}
	from := r.receivedTypes(a)
	names := make([]string, len(a.Lhs))
	for i, x := range a.Lhs {
		names[i] = "_"
		if !isBlank(x) {
			names[i] = r.temp("r")
			first = first.add(r.textf(x, "%v = %v; ", x, r.asType(x, names[i], from[i], r.leftType(x)))...)
		}
	}
	head = text{}
	if len(first) > 0 {
		for i, name := range names {
			if i > 0 {
				head = head.add(r.made(a, ", "))
			}
			head = head.add(r.made(a, "%s", name))
		}
		head = head.add(r.made(a, " := "))
	}
	return head.add(received...), first
}

// receivedTypes are the types of what a receive gives.
func (r *renderer) receivedTypes(a *ast.AssignStmt) []types.Type {
	elem := r.typeOf(receiveOf(a.Rhs[0]).X).Underlying().(*types.Chan).Elem()
	return []types.Type{elem, types.Typ[types.Bool]}
}

// statements renders a list of statements with the text around them.
func (r *renderer) statements(list []ast.Stmt, from, to token.Pos) text {
	var out text
	labels := hasLabel(list)
	if labels {
		out = r.textf(list[0], "{ ")
	}
	for _, st := range list {
		out = out.add(r.copied(from, st.Pos()))
		out = out.add(r.node(st)...)
		from = st.End()
	}
	out = out.add(r.copied(from, to))
	if labels {
		out = out.add(r.made(list[0], "; }"))
	}
	return out
}

// hasLabel says whether one of the statements of a clause has a label. The
// interpreter finds labels of statements of blocks only.
func hasLabel(list []ast.Stmt) bool {
	return slices.ContainsFunc(list, func(st ast.Stmt) bool { _, ok := st.(*ast.LabeledStmt); return ok })
}

// noop is a statement that does nothing and that the interpreter does not leave
// out.
func (r *renderer) noop() string {
	name := r.temp("n")
	return name + " := 0; " + name + "++"
}
