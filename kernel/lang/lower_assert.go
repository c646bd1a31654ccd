package lang

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// The interpreter does not find the methods of cell types behind an interface,
// and two interfaces that hold values of cell types are never equal to it. So
// assertions to interface types and comparisons of interfaces ask first for the
// types of cells that have the methods, one by one, in helper functions. A
// function that does so is linked again when a cell declares a type or a
// method, see typesName.

// lowerAssertion does assertions to interface types, x.(T) and v, ok := x.(T).
func lowerAssertion(r *renderer, n ast.Node) (text, bool) {
	x := n.(*ast.TypeAssertExpr)
	if x.Type == nil {
		return nil, false
	}
	t, from := r.typeOf(x.Type), r.typeOf(x.X)
	candidates := r.candidates(t, from)
	_, commaOk := r.info.Types[x].Type.(*types.Tuple)
	if i, ok := t.Underlying().(*types.Interface); len(candidates) == 0 && (!ok || i.NumMethods() == 0 || !commaOk) {
		return nil, false
	}
	return r.textf(x, r.assertHelper(x, t, from, candidates, commaOk)+"(%v)", x.X), true
}

// candidates are the types of cells that an assertion to t asks for: the
// implementers of an interface, or t itself when it has a twin.
func (r *renderer) candidates(t, from types.Type) []types.Type {
	if r.hasTwin(t, from) {
		return []types.Type{t}
	}
	return r.implementers(t, from)
}

// assertHelper makes the function of an assertion of a value of interface type
// from to t.
func (r *renderer) assertHelper(n ast.Node, t, from types.Type, candidates []types.Type, commaOk bool) string {
	to, param := r.typ(n, t), r.typ(n, from)
	var names, cases strings.Builder
	for _, c := range candidates {
		for _, f := range r.forms(n, c, from) {
			names.WriteString(" " + f.typ)
			if commaOk {
				fmt.Fprintf(&cases, "if v, ok := x.(%s); ok { return %s, true }; ", f.typ, f.value)
			} else {
				fmt.Fprintf(&cases, "if v, ok := x.(%s); ok { return %s }; ", f.typ, f.value)
			}
		}
	}
	if commaOk {
		return r.e.helper("as", to+" of "+param+names.String(),
			"(x "+param+") (r "+to+", ok bool) { if x == nil { return }; "+cases.String()+"r, ok = x.("+to+"); return }")
	}
	return r.e.helper("must", to+" of "+param+names.String(),
		"(x "+param+") "+to+" { if x != nil { "+cases.String()+"}; return x.("+to+") }")
}

// hasHelper makes the function that says whether a value of interface type from
// has type t.
func (r *renderer) hasHelper(n ast.Node, t, from types.Type) string {
	to, param := r.typ(n, t), r.typ(n, from)
	if candidates := r.candidates(t, from); len(candidates) > 0 {
		as := r.assertHelper(n, t, from, candidates, true)
		return r.e.helper("has", as, "(x "+param+") bool { _, ok := "+as+"(x); return ok }")
	}
	return r.e.helper("has", to+" of "+param, "(x "+param+") bool { if x == nil { return false }; _, ok := x.("+to+"); return ok }")
}

// implementers lists the types of cells, and pointers to them, that have the
// methods of interface type t and can be in an interface of type from. It is
// empty when t is no interface with methods.
func (r *renderer) implementers(t, from types.Type) []types.Type {
	i, ok := t.Underlying().(*types.Interface)
	if !ok || i.NumMethods() == 0 {
		return nil
	}
	return r.e.cellTypesWith(i, from.Underlying().(*types.Interface))
}

// cellTypesWith lists the cell types, and pointers to them, that have methods
// and implement both interfaces.
func (e *emitter) cellTypesWith(a, b *types.Interface) []types.Type {
	var list []types.Type
	all := e.instanceTypes()
	for _, tn := range e.cellTypes() {
		all = append(all, tn.Type())
	}
	for _, t := range all {
		for _, t := range []types.Type{t, types.NewPointer(t)} {
			if types.NewMethodSet(t).Len() > 0 && types.Implements(t, a) && types.Implements(t, b) {
				list = append(list, t)
			}
		}
	}
	return list
}

// cellTypes are the types that cells declared, interfaces and aliases left out,
// in the order of their declaration.
func (e *emitter) cellTypes() []*types.TypeName {
	list := slices.Clone(e.s.types)
	for _, x := range e.k.c.entities {
		if tn := concreteType(x.object); tn != nil {
			list = append(list, tn)
		}
	}
	return list
}

// concreteType is o when it is a type that can be behind an interface.
func concreteType(o types.Object) *types.TypeName {
	tn, ok := o.(*types.TypeName)
	if !ok || tn.IsAlias() || types.IsInterface(tn.Type()) {
		return nil
	}
	if n, ok := tn.Type().(*types.Named); !ok || n.TypeParams().Len() > 0 {
		return nil
	}
	return tn
}

// typesName stands for all types among the names that a function mentions.
const typesName = "type ǃ"

// asksForTypes says whether what n does depends on which types there are.
func asksForTypes(info *types.Info, n ast.Node) bool {
	isInterface := func(x ast.Expr) bool {
		t := info.TypeOf(x)
		return t != nil && types.IsInterface(t)
	}
	switch n := n.(type) {
	case *ast.SelectorExpr:
		o := info.Uses[n.Sel]
		return o != nil && o.Pkg() != nil && o.Pkg().Path() == "errors" && (o.Name() == "Is" || o.Name() == "As" || o.Name() == "Unwrap")
	case *ast.Ident: // what it is made of may ask
		for t := range info.Instances[n].TypeArgs.Types() {
			if types.IsInterface(t) {
				return true
			}
		}
	case *ast.TypeAssertExpr:
		return n.Type == nil || isInterface(n.Type)
	case *ast.BinaryExpr:
		return (n.Op == token.EQL || n.Op == token.NEQ) && (isInterface(n.X) || isInterface(n.Y)) && !info.Types[n.X].IsNil() && !info.Types[n.Y].IsNil()
	}
	return false
}

// lowerComparison does == and != of interfaces.
func lowerComparison(r *renderer, n ast.Node) (text, bool) {
	b := n.(*ast.BinaryExpr)
	if !asksForTypes(r.info, b) {
		return nil, false
	}
	x, y := r.typeOf(b.X), r.typeOf(b.Y)
	delete(r.boxed, b.X)
	delete(r.boxed, b.Y)
	f := ""
	switch {
	case types.IsInterface(x) && types.IsInterface(y):
		f = r.equalHelper(b, x, y)
	case types.IsInterface(x):
		f = r.equalConcrete(b, x, y)
	default:
		if f = r.equalConcrete(b, y, x); f != "" {
			return r.textf(b, sign(b.Op)+f+"(%v, %v)", b.Y, b.X), true
		}
	}
	if f == "" {
		return r.compareConstant(b)
	}
	return r.textf(b, sign(b.Op)+f+"(%v, %v)", b.X, b.Y), true
}

// compareConstant writes the type of a constant that an interface is compared
// with.
func (r *renderer) compareConstant(b *ast.BinaryExpr) (text, bool) {
	x, y := r.constantOperand(b.X), r.constantOperand(b.Y)
	if x == nil && y == nil {
		return nil, false
	}
	if x == nil {
		x = r.node(b.X)
	}
	if y == nil {
		y = r.node(b.Y)
	}
	return r.textf(b, "%v "+b.Op.String()+" %v", x, y), true
}

// constantOperand is a constant with its type written out, or nil.
func (r *renderer) constantOperand(x ast.Expr) text {
	tv := r.info.Types[x]
	b, ok := tv.Type.Underlying().(*types.Basic)
	if tv.Value == nil || !ok {
		return nil
	}
	t := types.Default(tv.Type)
	if lit := basicLiteral(tv.Value, types.Default(b).Underlying().(*types.Basic)); lit != "" {
		return text{r.made(x, "%s(%s)", r.typ(x, t), lit)}
	}
	return nil
}

func sign(op token.Token) string {
	if op == token.NEQ {
		return "!"
	}
	return ""
}

// equalHelper compares two interfaces; "" when no cell type can be in both.
func (r *renderer) equalHelper(n ast.Node, x, y types.Type) string {
	var names, cases strings.Builder
	for _, c := range r.e.cellTypesWith(x.Underlying().(*types.Interface), y.Underlying().(*types.Interface)) {
		if !types.Comparable(c) {
			continue
		}
		for _, f := range r.forms(n, c, x) {
			for _, g := range r.forms(n, c, y) {
				names.WriteString(" " + f.typ + g.typ)
				fmt.Fprintf(&cases, "if v, ok := x.(%s); ok { if w, ok := y.(%s); ok { return %s == %s } }; ",
					f.typ, g.typ, f.value, strings.Replace(g.value, "v", "w", 1))
			}
		}
	}
	if cases.Len() == 0 {
		return ""
	}
	a, b := r.typ(n, x), r.typ(n, y)
	return r.e.helper("equal", a+" "+b+names.String(),
		"(x "+a+", y "+b+") bool { if x == nil || y == nil { return x == nil && y == nil }; "+cases.String()+"return x == y }")
}

// equalConcrete compares an interface with a value of a cell type.
func (r *renderer) equalConcrete(n ast.Node, i, concrete types.Type) string {
	if !r.hasCellMethods(concrete) {
		return ""
	}
	a, b := r.typ(n, i), r.typ(n, concrete)
	var names, cases strings.Builder
	for _, f := range r.forms(n, concrete, i) {
		names.WriteString(" " + f.typ)
		fmt.Fprintf(&cases, "if v, ok := x.(%s); ok { return %s == y }; ", f.typ, f.value)
	}
	return r.e.helper("equal", a+" "+b+names.String(), "(x "+a+", y "+b+") bool { if x == nil { return false }; "+cases.String()+"return false }")
}

// lowerBlank gives a comparison that is assigned to the blank a variable, which
// the interpreter needs.
func lowerBlank(r *renderer, n ast.Node) (text, bool) {
	a := n.(*ast.AssignStmt)
	if len(a.Lhs) != 1 || len(a.Rhs) != 1 || !isBlank(a.Lhs[0]) || !isComparison(a.Rhs[0]) {
		return nil, false
	}
	name := r.temp("c")
	return r.textf(a, "{ "+name+" := %v; _ = "+name+" }", a.Rhs[0]), true
}

// isComparison says whether x is computed as a condition.
func isComparison(x ast.Expr) bool {
	b, ok := ast.Unparen(x).(*ast.BinaryExpr)
	if !ok {
		return false
	}
	switch b.Op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ, token.LAND, token.LOR:
		return true
	}
	return false
}
