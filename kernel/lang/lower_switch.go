package lang

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// A switch with fallthrough becomes a switch that only chooses the clause, and
// the clauses one after the other. A type switch on an interface with methods
// looks for nil first, which the interpreter does not survive.
func lowerSwitch(r *renderer, n ast.Node) (text, bool) {
	s := n.(*ast.SwitchStmt)
	falls := falls(s)
	chain := r.isChain(s)
	switch {
	case chain && !falls:
		return r.switchChain(s), true
	case !falls:
		return r.switchInit(s)
	}
	if l := r.labels[s]; l != "" && r.hasGoto(l) {
		r.e.refuse(s.Pos(), "goto to a switch with fallthrough")
	}
	clause := r.temp("k")
	t := r.textf(s, "{ ")
	if s.Init != nil {
		t = t.add(r.textf(s, "%v; ", s.Init)...)
	}
	tag := ""
	if chain {
		tag = r.temp("t")
		t = t.add(r.tagVariable(s, tag)...)
	}
	t = t.add(r.made(s, "%s := -1; switch ", clause))
	if s.Tag != nil && !chain {
		t = t.add(r.node(s.Tag)...)
	}
	t = t.add(r.made(s, " { "))
	for i, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		switch {
		case c.List == nil || chain:
			t = t.add(r.chainCase(s, c, tag)...)
		default:
			t = t.add(r.textf(c, "case %v: ", list(r, c, ", ", c.List))...)
		}
		t = t.add(r.made(c, "%s = %d; ", clause, i))
	}
	t = t.add(r.made(s, "}; %sswitch { default: ", r.ownLabel(s)))
	for i, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		body, to, next := c.Body, c.End(), ""
		if fallsThrough(c) {
			last := body[len(body)-1]
			body, to, next = body[:len(body)-1], last.Pos(), fmt.Sprintf("; %s = %d", clause, i+1)
		}
		t = t.add(r.made(c, "if %s == %d { ", clause, i))
		t = t.add(r.statements(body, c.Colon+1, to)...)
		t = t.add(r.made(c, "%s }; ", next))
	}
	return t.add(r.made(s, "} }")), true
}

// isChain says whether a switch has to become a chain of comparisons: the tag
// or a case is an interface, another type than the tag, or nil; or there are
// conditions or calls among the several values of a case, of which the
// interpreter looks at too few.
func (r *renderer) isChain(s *ast.SwitchStmt) bool {
	if s.Tag != nil && types.IsInterface(r.typeOf(s.Tag)) {
		return true
	}
	for _, c := range s.Body.List {
		list := c.(*ast.CaseClause).List
		for _, x := range list {
			switch {
			case r.info.Types[x].IsNil(), types.IsInterface(r.typeOf(x)):
				return true
			case len(list) > 1 && (s.Tag == nil || !isPlain(x)):
				return true
			case s.Tag != nil && r.info.Types[x].Value == nil && !types.Identical(types.Default(r.typeOf(s.Tag)), r.typeOf(x)):
				return true
			}
		}
	}
	return false
}

// switchChain makes the comparisons of a switch explicit.
func (r *renderer) switchChain(s *ast.SwitchStmt) text {
	tag := r.temp("t")
	before, init := r.initText(s.Init)
	if len(init) > 0 {
		before = init.add(r.made(s, "; "))
	}
	t := r.textf(s, "{ %v", before)
	t = t.add(r.tagVariable(s, tag)...)
	t = t.add(r.made(s, "%s", r.ownLabel(s)+"switch { "))
	for _, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		t = t.add(r.chainCase(s, c, tag)...)
		t = t.add(r.statements(c.Body, c.Colon+1, c.End())...).add(r.made(c, "; %s; ", r.noop()))
	}
	return t.add(r.made(s, "} }"))
}

// tagVariable puts the tag of a switch into a variable.
func (r *renderer) tagVariable(s *ast.SwitchStmt, name string) text {
	if s.Tag == nil {
		return nil
	}
	return r.textf(s, "var "+name+" "+r.typ(s, types.Default(r.typeOf(s.Tag)))+" = %v; ", s.Tag)
}

// chainCase is the head of a clause of a chain.
func (r *renderer) chainCase(s *ast.SwitchStmt, c *ast.CaseClause, tag string) text {
	if c.List == nil {
		return text{r.made(c, "default: ")}
	}
	t := text{r.made(c, "case ")}
	for i, x := range c.List {
		if i > 0 {
			t = t.add(r.made(c, " || "))
		}
		test := r.caseTest(s.Tag, x, tag)
		if len(c.List) > 1 {
			test = r.textf(x, "(%v)", test)
		}
		t = t.add(test...)
	}
	return t.add(r.made(c, ": "))
}

// caseTest compares the tag of a switch, which is in a variable, with a case.
func (r *renderer) caseTest(tag, x ast.Expr, variable string) text {
	if tag == nil {
		if types.IsInterface(r.typeOf(x)) {
			return r.textf(x, "%v == true", x)
		}
		return r.node(x)
	}
	if r.e.real != nil {
		return r.realCase(tag, x, variable)
	}
	a, b := r.typeOf(tag), r.typeOf(x)
	f, swapped := "", false
	switch {
	case r.info.Types[x].IsNil():
	case types.IsInterface(a) && types.IsInterface(b):
		f = r.equalHelper(x, a, b)
	case types.IsInterface(a):
		f = r.equalConcrete(x, a, b)
	case !types.IsInterface(b):
		left, right := r.sameType(a, text{r.made(x, "%s", variable)}, x, r.node(x))
		return r.textf(x, "%v == %v", left, right)
	default:
		f, swapped = r.equalConcrete(x, b, a), true
	}
	switch {
	case f == "":
		if c := r.constantOperand(x); c != nil && types.IsInterface(a) {
			return r.textf(x, variable+" == %v", c)
		}
		return r.textf(x, variable+" == %v", x)
	case swapped:
		return r.textf(x, f+"(%v, "+variable+")", x)
	}
	return r.textf(x, f+"("+variable+", %v)", x)
}

// switchInit puts an init statement before the switch: it may have become several,
// and after one the interpreter does not evaluate the tag.
func (r *renderer) switchInit(s *ast.SwitchStmt) (text, bool) {
	if !r.movesInit(s) {
		return nil, false
	}
	before, init := r.initText(s.Init)
	if len(init) > 0 {
		before = init.add(r.made(s, "; "))
	}
	t := r.textf(s, "{ %v"+r.ownLabel(s)+"switch ", before)
	if s.Tag != nil {
		t = t.add(r.node(s.Tag)...)
	}
	return t.add(r.textf(s, " %v }", s.Body)...), true
}

func (r *renderer) movesInit(s *ast.SwitchStmt) bool {
	return s.Init != nil && s.Tag != nil || r.isHardInit(s.Init)
}

// lowerClause makes a block of a clause that has labels.
func lowerClause(r *renderer, n ast.Node) (text, bool) {
	c := n.(*ast.CaseClause)
	if !hasLabel(c.Body) {
		return nil, false
	}
	t := r.textf(c, "default: ")
	if c.List != nil {
		t = r.textf(c, "case %v: ", list(r, c, ", ", c.List))
	}
	return t.add(r.statements(c.Body, c.Colon+1, c.End())...), true
}

// falls says whether a clause of s falls through to the next.
func falls(s *ast.SwitchStmt) bool {
	return slices.ContainsFunc(s.Body.List, func(c ast.Stmt) bool { return fallsThrough(c.(*ast.CaseClause)) })
}

// hasGoto says whether there is a goto to a label of that name in the cell.
func (r *renderer) hasGoto(label string) bool {
	found := false
	look := func(n ast.Node) bool {
		b, ok := n.(*ast.BranchStmt)
		found = found || ok && b.Tok == token.GOTO && b.Label.Name == label
		return !found
	}
	ast.Inspect(r.src.decls, look)
	if r.src.stmts != nil {
		ast.Inspect(r.src.stmts, look)
	}
	return found
}

func fallsThrough(c *ast.CaseClause) bool {
	if len(c.Body) == 0 {
		return false
	}
	b, ok := c.Body[len(c.Body)-1].(*ast.BranchStmt)
	return ok && b.Tok == token.FALLTHROUGH
}

func lowerTypeSwitch(r *renderer, n ast.Node) (text, bool) {
	s := n.(*ast.TypeSwitchStmt)
	x, bound := typeSwitchOperand(s)
	i := r.typeOf(x).Underlying().(*types.Interface)
	chain := r.hasHardCase(s)
	if i.NumMethods() == 0 && !chain {
		return nil, false
	}
	operand := r.temp("x")
	t := r.textf(s, "{ ")
	if s.Init != nil {
		t = t.add(r.textf(s, "%v; ", s.Init)...)
	}
	t = t.add(r.textf(s, operand+" := %v; ", x)...)
	if chain {
		return t.add(r.typeChain(s, r.typeOf(x), operand)...).add(r.made(s, " }")), true
	}
	t = t.add(r.made(s, "%s", r.ownLabel(s)+"switch { case "+operand+" == nil: "+r.noop()+"; "))
	if c := r.nilClause(s); c != nil {
		t = t.add(r.clauseBody(c, operand)...)
	}
	t = t.add(r.made(s, "; default: switch "))
	if bound != nil {
		t = t.add(r.made(s, "%s := ", bound.Name))
	}
	t = t.add(r.made(s, "%s.(type) ", operand))
	return t.add(r.node(s.Body)...).add(r.made(s, " } }")), true
}

// clauseBody renders the body of a clause in which the bound variable, if there
// is one, has the given value.
func (r *renderer) clauseBody(c *ast.CaseClause, value string) text {
	t := text{}
	if o := r.info.Implicits[c]; o != nil {
		t = t.add(r.made(c, "%s := %s; _ = %s; ", o.Name(), value, o.Name()))
	}
	return t.add(r.statements(c.Body, c.Colon+1, c.End())...)
}

// hasHardCase says whether a clause is for an interface type with methods, or
// for a type with a twin.
func (r *renderer) hasHardCase(s *ast.TypeSwitchStmt) bool {
	operand, _ := typeSwitchOperand(s)
	from := r.typeOf(operand)
	for _, c := range s.Body.List {
		for _, x := range c.(*ast.CaseClause).List {
			t := r.typeOf(x)
			if _, isPointer := types.Unalias(t).(*types.Pointer); r.hasTwin(t, from) || isPointer && isCellType(r.e.s.pkg, t) {
				return true // the interpreter does not find pointers to types of cells
			} else if types.IsInterface(t) {
				return true // the interpreter finds no value to be an any either
			}
		}
	}
	return false
}

// typeChain is a switch that asks for one type after the other.
func (r *renderer) typeChain(s *ast.TypeSwitchStmt, from types.Type, operand string) text {
	t := text{r.made(s, "%s", r.ownLabel(s)+"switch { ")}
	for _, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		value := operand
		if c.List == nil {
			t = t.add(r.made(c, "default: "))
		} else {
			var tests []string
			for _, x := range c.List {
				tests = append(tests, r.typeTest(x, from, operand))
			}
			if len(c.List) == 1 && !r.info.Types[c.List[0]].IsNil() {
				value = r.assertText(c.List[0], from, operand)
			}
			t = t.add(r.made(c, "case %s: ", strings.Join(tests, " || ")))
		}
		t = t.add(r.clauseBody(c, value)...).add(r.made(c, "; %s; ", r.noop()))
	}
	return t.add(r.made(s, "}"))
}

// typeTest says whether operand has the type x.
func (r *renderer) typeTest(x ast.Expr, from types.Type, operand string) string {
	if r.info.Types[x].IsNil() {
		return operand + " == nil"
	}
	if i, ok := r.typeOf(x).Underlying().(*types.Interface); ok && i.NumMethods() == 0 {
		return operand + " != nil"
	}
	return r.hasHelper(x, r.typeOf(x), from) + "(" + operand + ")"
}

// assertText asserts that operand has the type x, which it has.
func (r *renderer) assertText(x ast.Expr, from types.Type, operand string) string {
	t := r.typeOf(x)
	if i, ok := t.Underlying().(*types.Interface); ok && i.NumMethods() == 0 {
		return operand
	}
	if candidates := r.candidates(t, from); len(candidates) > 0 {
		return r.assertHelper(x, t, from, candidates, false) + "(" + operand + ")"
	}
	return operand + ".(" + r.typ(x, t) + ")"
}

// typeSwitchOperand takes x := e.(type) apart.
func typeSwitchOperand(s *ast.TypeSwitchStmt) (x ast.Expr, bound *ast.Ident) {
	switch a := s.Assign.(type) {
	case *ast.AssignStmt:
		return a.Rhs[0].(*ast.TypeAssertExpr).X, a.Lhs[0].(*ast.Ident)
	case *ast.ExprStmt:
		return a.X.(*ast.TypeAssertExpr).X, nil
	}
	panic("lang: a type switch without operand")
}

// nilClause is the clause that nil takes.
func (r *renderer) nilClause(s *ast.TypeSwitchStmt) *ast.CaseClause {
	var deflt *ast.CaseClause
	for _, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		if c.List == nil {
			deflt = c
		}
		for _, x := range c.List {
			if r.info.Types[x].IsNil() {
				return c
			}
		}
	}
	return deflt
}
