package lang

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// realPasses come before the others when cells have real types.
var realPasses = []pass{
	{"local types", realLocalTypes, nodes(&ast.DeclStmt{})},
	{"type names", realType, nodes(&ast.Ident{}, &ast.SelectorExpr{}, &ast.IndexExpr{}, &ast.IndexListExpr{},
		&ast.StructType{}, &ast.InterfaceType{}, &ast.ChanType{})},
	{"values of blank fields", lowerBlankValue, nodes(&ast.CompositeLit{})},
	{"embedded fields", realField, nodes(&ast.Field{})},
	{"package unsafe", lowerUnsafe, nodes(&ast.CallExpr{})},
	{"conversions", realConversion, nodes(&ast.CallExpr{})},
	{"calls with several results as arguments", realSpread, nodes(&ast.CallExpr{})},
	{"returning several results", realSpreadReturn, nodes(&ast.ReturnStmt{})},
	{"method calls", realMethodCall, nodes(&ast.CallExpr{})},
	{"method values", realMethodValue, nodes(&ast.SelectorExpr{})},
	{"assertions", realAssertion, nodes(&ast.TypeAssertExpr{})},
	{"type switches", realTypeSwitch, nodes(&ast.TypeSwitchStmt{})},
	{"appending to a slice of itself", realAppend, nodes(&ast.CallExpr{})},
	{"sending to a channel of itself", realSend, nodes(&ast.SendStmt{})},
	{"comparisons", realComparison, nodes(&ast.BinaryExpr{})},
}

// replacedPasses are those that realPasses make unnecessary, by their names.
var replacedPasses = map[string]bool{
	"types that are not emitted":     true,
	"type switch":                    true,
	"types declared as another":      true,
	"cases for one type":             true,
	"conversions to type parameters": true,
	"interface conversions":          true,
	"assertions":                     true,
	"comparisons":                    true,
	"errors":                         true,
	"method values":                  true,
}

// realLocalTypes leaves the types out that functions declare: they are declared
// at the level of the package when something needs them.
func realLocalTypes(r *renderer, n ast.Node) (text, bool) {
	d, ok := n.(*ast.DeclStmt).Decl.(*ast.GenDecl)
	if !ok || d.Tok != token.TYPE {
		return nil, false
	}
	return text{r.made(n, ";")}, true
}

// realType puts what a type is made of in the place of its name.
func realType(r *renderer, n ast.Node) (text, bool) {
	x := n.(ast.Expr)
	tv, ok := r.info.Types[x]
	if !ok || !tv.IsType() {
		return nil, false
	}
	switch x := x.(type) {
	case *ast.StructType:
		r.noteFields(x)
		return nil, false
	case *ast.Ident:
		o := r.info.Uses[x]
		if o == types.Universe.Lookup("any") { // the interpreter takes *any for another type than *interface{}
			return text{r.made(n, "interface{}")}, true
		}
		if o == nil || o.Pkg() == nil && r.rename[o] == "" {
			return nil, false
		}
	case *ast.SelectorExpr:
		if n, ok := tv.Type.(*types.Named); ok && n.TypeArgs().Len() == 0 {
			return nil, false
		}
	}
	return text{r.made(n, "%s", r.typ(n, tv.Type))}, true
}

// noteFields notes the fields of a struct type. Blank ones after the first get
// names.
func (r *renderer) noteFields(x *ast.StructType) {
	i, blanks := 0, 0
	for _, f := range x.Fields.List {
		r.structFields[f] = true
		for _, id := range f.Names {
			if id.Name == "_" {
				if blanks++; blanks > 1 {
					r.hoisted[id] = blankField(i)
				}
			}
			i++
		}
		if len(f.Names) == 0 {
			i++
		}
	}
}

// blankField is the name of field i, which is blank.
func blankField(i int) string { return fmt.Sprintf("_ǃ%d", i) }

// realField gives an embedded field its name: fields that are embedded are
// fields like others.
func realField(r *renderer, n ast.Node) (text, bool) {
	f := n.(*ast.Field)
	if !r.structFields[f] || len(f.Names) > 0 {
		return nil, false
	}
	return r.textf(f, embeddedName(f.Type)+" %v", r.children(f)), true
}

// embeddedName is the name of the field that embeds a type.
func embeddedName(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	case *ast.StarExpr:
		return embeddedName(x.X)
	case *ast.ParenExpr:
		return embeddedName(x.X)
	case *ast.IndexExpr:
		return embeddedName(x.X)
	case *ast.IndexListExpr:
		return embeddedName(x.X)
	}
	return ""
}

// typeSpecs emits the types of a declaration: structs only.
func (e *emitter) typeSpecs(r *renderer, d *ast.GenDecl) {
	for _, sp := range d.Specs {
		sp := sp.(*ast.TypeSpec)
		o, ok := r.info.Defs[sp.Name].(*types.TypeName)
		if !ok || o.IsAlias() || isGeneric(o) || isConstraint(r.info, sp) {
			continue
		}
		if t, ok := o.Type().(*types.Named); !ok || !e.real.declares(t) {
			continue
		}
		e.place(sp)
		if _, ok := sp.Type.(*ast.StructType); ok {
			e.write(r.textf(sp, "type %v %v", sp.Name, sp.Type))
		} else {
			e.write(r.textf(sp, "type %v "+r.typ(sp, o.Type().Underlying()), sp.Name))
		}
	}
}

// noteReal notes the expressions below root that become interfaces.
func (r *renderer) noteReal(root ast.Node) {
	targets(r.info, root, func(x ast.Expr, t types.Type) {
		tv := r.info.Types[x]
		if tv.Type == nil || tv.IsType() {
			return
		}
		if r.conversion(tv.Type, t) != asIs || types.IsInterface(t) && isComparison(x) && !r.nativeArgs[x] && tv.Value == nil {
			r.boxed[x] = t
		}
	})
}

// conversionKind says how a value becomes an interface.
type conversionKind int

const (
	asIs      conversionKind = iota
	otherType                // of two types that can be assigned, one is a helper
	boxedValue
	otherInterface
	typedNil
)

func (r *renderer) conversion(from, to types.Type) conversionKind {
	i, ok := to.Underlying().(*types.Interface)
	if !ok {
		return r.recursiveConversion(from, to)
	}
	if _, ok := types.Unalias(to).(*types.TypeParam); ok {
		return asIs
	}
	if b, ok := from.(*types.Basic); ok && b.Kind() == types.UntypedNil {
		if i.NumMethods() > 0 && !types.Identical(to, errorType) {
			return typedNil
		}
		return asIs
	}
	if types.IsInterface(from) {
		if i.NumMethods() > 0 && !types.Identical(from, to) {
			return otherInterface
		}
		return asIs
	}
	if r.e.real.Boxed(types.Default(from)) {
		return boxedValue
	}
	return asIs
}

// recursiveConversion is for types that are no interfaces: what is assigned to or
// from a type that is a helper is converted in so many words.
func (r *renderer) recursiveConversion(from, to types.Type) conversionKind {
	b, ok := from.(*types.Basic)
	isNil := ok && b.Kind() == types.UntypedNil
	if ok && !isNil {
		return asIs
	}
	switch {
	case r.isSymbolic(to) && isNil:
		return typedNil
	case isNil || types.IsInterface(from) || types.Identical(from, to):
		return asIs
	case r.isSymbolic(to) || r.isSymbolic(from):
		return otherType
	}
	return asIs
}

// isSymbolic says whether t is a type of a cell that is a helper.
func (r *renderer) isSymbolic(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return false
	}
	_, basic := n.Underlying().(*types.Basic)
	return !basic && r.e.real.Symbolic(n)
}

// realBoxed renders an expression that becomes an interface.
func (r *renderer) realBoxed(x ast.Expr) (text, bool) {
	if len(r.boxed) == 0 {
		return nil, false
	}
	to := r.boxed[x]
	if to == nil {
		return nil, false
	}
	delete(r.boxed, x)
	return r.converted1(x, r.typeOf(x), to, func() text { return r.node(x) }), true
}

// converted1 converts a value to an interface.
func (r *renderer) converted1(x ast.Node, from, to types.Type, value func() text) text {
	u := r.e.real.unit
	switch r.conversion(from, to) {
	case boxedValue:
		return r.textf(x, r.symbol(x)(u.Box(types.Default(from), to))+"(%v)", value())
	case otherInterface:
		return r.textf(x, r.symbol(x)(u.Convert(to))+"(%v)", value())
	case otherType:
		typ := r.typ(x, to)
		if needsParens(typ) {
			typ = "(" + typ + ")"
		}
		return r.textf(x, typ+"(%v)", value())
	case typedNil:
		return text{r.made(x, "%s", r.symbol(x)(u.Nil(to))+"()")}
	}
	if e, ok := x.(ast.Expr); ok && isComparison(e) {
		t := r.typ(x, types.Default(from))
		return r.textf(x, r.e.helper("box", t, "(v "+t+") interface{} { return v }")+"(%v)", value())
	}
	return value()
}

// realConversion renders conversions: to interfaces, to types that are
// something else in the text, and to types that are the same there.
func realConversion(r *renderer, n ast.Node) (text, bool) {
	c := n.(*ast.CallExpr)
	tv := r.info.Types[c.Fun]
	if !tv.IsType() || len(c.Args) != 1 || r.info.Types[c].Value != nil {
		return nil, false
	}
	x := c.Args[0]
	to, arg := r.typ(c.Fun, tv.Type), r.info.Types[x]
	if r.boxed[x] != nil {
		return r.node(x), true
	}
	if types.IsInterface(tv.Type) {
		if types.IsInterface(arg.Type) && to == r.typ(x, arg.Type) {
			return r.operand(x), true
		}
	} else if arg.Value == nil && !arg.IsNil() && to == r.typ(x, types.Default(arg.Type)) {
		if _, basic := tv.Type.Underlying().(*types.Basic); !basic {
			return r.operand(x), true
		}
	}
	if needsParens(to) {
		to = "(" + to + ")"
	}
	return r.textf(c, to+"(%v)", x), true
}

// operand renders x so that it can be an operand of anything.
func (r *renderer) operand(x ast.Expr) text {
	switch ast.Unparen(x).(type) {
	case *ast.UnaryExpr, *ast.BinaryExpr, *ast.StarExpr:
		return r.textf(x, "(%v)", ast.Unparen(x))
	}
	return r.node(ast.Unparen(x))
}

// realSpread renders f(g()) where g has several results and the call needs them
// one by one.
func realSpread(r *renderer, n ast.Node) (text, bool) {
	c := n.(*ast.CallExpr)
	if len(c.Args) != 1 {
		return nil, false
	}
	tuple, ok := r.typeOf(c.Args[0]).(*types.Tuple)
	if !ok || tuple.Len() < 2 {
		return nil, false
	}
	sig, ok := r.typeOf(c.Fun).Underlying().(*types.Signature)
	if !ok {
		return nil, false
	}
	s := r.methodSelection(c.Fun)
	needs := s != nil && r.isFunctionCall(s)
	for i := range tuple.Len() {
		needs = needs || r.conversion(tuple.At(i).Type(), paramType(sig, i)) != asIs
	}
	if !needs {
		return nil, false
	}
	var params []string
	var args text
	for i := range tuple.Len() {
		name := r.temp("p")
		params = append(params, name+" "+r.typ(c, tuple.At(i).Type()))
		if i > 0 {
			args = args.add(r.made(c, ", "))
		}
		args = args.add(r.converted1(c, tuple.At(i).Type(), paramType(sig, i), func() text { return text{r.made(c, "%s", name)} })...)
	}
	ret := ""
	if sig.Results().Len() > 0 {
		ret = "return "
	}
	lit := "func(" + strings.Join(params, ", ") + ")" + r.resultText(c, sig) + " { " + ret
	if s == nil {
		return r.textf(c, lit+"%v(%v) }(%v)", c.Fun, args, c.Args[0]), true
	}
	recv, t := r.receiver(ast.Unparen(c.Fun).(*ast.SelectorExpr), s)
	name := r.temp("r")
	call := r.invoke(c, text{r.made(c, "%s", name)}, t, s.Obj().(*types.Func), args)
	return r.textf(c, "func("+name+" "+r.typ(c, t)+") func("+strings.Join(params, ", ")+")"+r.resultText(c, sig)+
		" { return "+lit+"%v } }(%v)(%v)", call, recv, c.Args[0]), true
}

// paramType is the type of parameter i of a call.
func paramType(sig *types.Signature, i int) types.Type {
	last := sig.Params().Len() - 1
	if sig.Variadic() && i >= last {
		if s, ok := sig.Params().At(last).Type().Underlying().(*types.Slice); ok {
			return s.Elem()
		}
	}
	return sig.Params().At(min(i, last)).Type()
}

// realSpreadReturn renders return f() where f has several results, some of which
// become interfaces.
func realSpreadReturn(r *renderer, n ast.Node) (text, bool) {
	st := n.(*ast.ReturnStmt)
	if len(st.Results) != 1 || r.fn.sig == nil {
		return nil, false
	}
	tuple, ok := r.typeOf(st.Results[0]).(*types.Tuple)
	if !ok || tuple.Len() != r.fn.sig.Results().Len() {
		return nil, false
	}
	needs := false
	for i := range tuple.Len() {
		needs = needs || r.conversion(tuple.At(i).Type(), r.fn.sig.Results().At(i).Type()) != asIs
	}
	if !needs {
		return nil, false
	}
	var names []string
	var values text
	for i := range tuple.Len() {
		name := r.temp("r")
		names = append(names, name)
		if i > 0 {
			values = values.add(r.made(st, ", "))
		}
		values = values.add(r.converted1(st, tuple.At(i).Type(), r.fn.sig.Results().At(i).Type(), func() text { return text{r.made(st, "%s", name)} })...)
	}
	return r.textf(st, "{ "+strings.Join(names, ", ")+" := %v; return %v }", st.Results[0], values), true
}

// methodSelection is the method that fun selects to be called, or nil.
func (r *renderer) methodSelection(fun ast.Expr) *types.Selection {
	x, ok := ast.Unparen(fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if s := r.info.Selections[x]; s != nil && s.Kind() == types.MethodVal {
		return s
	}
	return nil
}

// holder is the type that a selected method belongs to, embedded fields followed.
func holder(s *types.Selection) types.Type {
	t := s.Recv()
	index := s.Index()
	for _, i := range index[:len(index)-1] {
		t = structOf(t).Field(i).Type()
	}
	return t
}

// isFunctionCall says whether a call of the method is the call of a function.
func (r *renderer) isFunctionCall(s *types.Selection) bool {
	t := holder(s)
	if types.IsInterface(t) {
		m := s.Obj().(*types.Func)
		return r.e.real.Called(t, m) || r.e.real.Typed(m)
	}
	_, made := r.e.isMade(dereferenced(t))
	return made
}

func dereferenced(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// realMethodCall renders calls of methods.
func realMethodCall(r *renderer, n ast.Node) (text, bool) {
	c := n.(*ast.CallExpr)
	s := r.methodSelection(c.Fun)
	if s == nil {
		return nil, false
	}
	x := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	r.called[x] = true
	if inner, ok := ast.Unparen(x.X).(*ast.SelectorExpr); ok && r.stream(inner) != "" {
		return nil, false
	}
	if !r.isFunctionCall(s) {
		return nil, false
	}
	noteArgs(r, c)
	recv, t := r.receiver(x, s)
	args := list(r, c, ", ", c.Args)
	if c.Ellipsis.IsValid() {
		args = args.add(r.made(c, "..."))
	}
	at := ast.Node(c)
	if r.e.s.position(x.Sel.Pos()).Line != r.e.s.position(c.Pos()).Line {
		at = x.Sel // a chain of calls over several lines: there the compiler places the call
	}
	return r.invoke(at, recv, t, s.Obj().(*types.Func), args), true
}

// noteArgs is lowerResult for calls that are rendered here.
func noteArgs(r *renderer, c *ast.CallExpr) {
	for _, x := range c.Args {
		if call, ok := x.(*ast.CallExpr); ok && r.boxed[x] == nil {
			if i, ok := r.typeOf(call).Underlying().(*types.Interface); ok && i.NumMethods() > 0 {
				r.inParens[call] = true
			}
		}
	}
}

// invoke calls method m of a receiver of type t.
func (r *renderer) invoke(n ast.Node, recv text, t types.Type, m *types.Func, args text) text {
	f := r.functionName(n, t, m)
	if f == "" {
		return r.textf(n, "%v."+m.Name()+"(%v)", recv, args)
	}
	if len(args) > 0 {
		args = text{r.made(n, ", ")}.add(args...)
	}
	return r.textf(n, f+"(%v%v)", recv, args)
}

// functionName is the function that calls method m of a t, "" when the text calls
// the method.
func (r *renderer) functionName(n ast.Node, t types.Type, m *types.Func) string {
	if types.IsInterface(t) {
		if r.e.real.Called(t, m) {
			return r.callHelper(n, t, m)
		}
		if r.e.real.Typed(m) {
			return r.typedHelper(n, t, m)
		}
	} else if named, ok := r.e.isMade(dereferenced(t)); ok {
		return r.e.methodFunc(named, m.Name())
	}
	return ""
}

// callHelper is a function that calls a method of an interface type.
func (r *renderer) callHelper(n ast.Node, t types.Type, m *types.Func) string {
	h := r.symbol(n)(r.e.real.unit.Call(t, m))
	sig := m.Signature()
	params, args := r.paramList(n, sig)
	if sig.Variadic() {
		args[len(args)-1] = strings.TrimSuffix(args[len(args)-1], "...")
	}
	var vars, results strings.Builder
	var names []string
	for i := range sig.Results().Len() {
		name := fmt.Sprintf("rǃ%d", i)
		fmt.Fprintf(&vars, "var %s %s; ", name, r.typ(n, sig.Results().At(i).Type()))
		fmt.Fprintf(&results, ", &%s", name)
		names = append(names, name)
	}
	for _, a := range args {
		results.WriteString(", " + a)
	}
	ret := ""
	if len(names) > 0 {
		ret = "; return " + strings.Join(names, ", ")
	}
	return r.e.helper("call", h, "("+strings.Join(append([]string{"xǃ " + r.typ(n, t)}, params...), ", ")+")"+r.resultText(n, sig)+
		" { "+vars.String()+h+"(xǃ"+results.String()+")"+ret+" }")
}

// typedHelper is a function that calls a method of an interface type and gives
// its results the types that the text has for them.
func (r *renderer) typedHelper(n ast.Node, t types.Type, m *types.Func) string {
	params, args := r.paramList(n, m.Signature())
	typ := r.typ(n, t)
	return r.e.helper("call", typ+"."+m.Name(), "("+strings.Join(append([]string{"xǃ " + typ}, params...), ", ")+")"+r.resultText(n, m.Signature())+
		" { return xǃ."+m.Name()+"("+strings.Join(args, ", ")+") }")
}

// realMethodValue makes function literals of method values and expressions.
func realMethodValue(r *renderer, n ast.Node) (text, bool) {
	x := n.(*ast.SelectorExpr)
	s := r.info.Selections[x]
	if s == nil || s.Kind() == types.FieldVal || s.Kind() == types.MethodVal && r.called[x] {
		return nil, false
	}
	m := s.Obj().(*types.Func)
	sig := m.Signature()
	params, names := r.paramList(x, sig)
	args := text{r.made(x, "%s", strings.Join(names, ", "))}
	if len(names) == 0 {
		args = nil
	}
	results := r.resultText(x, sig)
	ret := ""
	if sig.Results().Len() > 0 {
		ret = "return "
	}
	self := text{r.made(x, "rǃ")}
	if s.Kind() == types.MethodExpr {
		recv, t := r.through(x, self, s.Recv(), s)
		if len(recv) > 1 && recv[0].s == "&" { // of a parameter
			recv = text{r.made(x, "(%s)", recv.String())}
		}
		params = append([]string{"rǃ " + r.typ(x, s.Recv())}, params...)
		return r.textf(x, "func("+strings.Join(params, ", ")+")"+results+" { "+ret+"%v }", r.invoke(x, recv, t, m, args)), true
	}
	recv, t := r.receiver(x, s)
	f := "func(" + strings.Join(params, ", ") + ")" + results
	check := ""
	if types.IsInterface(t) {
		check = "if rǃ == nil { " + r.e.host("NilDereference") + "() }; "
	}
	return r.textf(x, "func(rǃ "+r.typ(x, t)+") "+f+" { "+check+"return "+f+" { "+ret+"%v } }(%v)", r.invoke(x, self, t, m, args), recv), true
}

// realAssertion renders x.(T) and v, ok := x.(T).
func realAssertion(r *renderer, n ast.Node) (text, bool) {
	x := n.(*ast.TypeAssertExpr)
	if x.Type == nil {
		return nil, false
	}
	_, commaOk := r.info.Types[x].Type.(*types.Tuple)
	f := r.assertion(x, r.typeOf(x.Type), r.typeOf(x.X), commaOk)
	if f == "" {
		return r.textf(x, "%v.("+r.typ(x, r.typeOf(x.Type))+")", x.X), true
	}
	return r.textf(x, f+"(%v)", x.X), true
}

// assertion is the function that asserts a value of type from to be a t, "" when
// the interpreter can do it.
func (r *renderer) assertion(n ast.Node, t, from types.Type, commaOk bool) string {
	u := r.e.real.unit
	if i, ok := t.Underlying().(*types.Interface); ok {
		switch {
		case i.NumMethods() == 0 && commaOk:
			return r.e.helper("as", "any", "(x interface{}) (interface{}, bool) { return x, x != nil }")
		case i.NumMethods() == 0:
			return r.e.helper("must", "any", "(x interface{}) interface{} { if x == nil { return x.(interface{}) }; return x }")
		case commaOk:
			return r.symbol(n)(u.AssertInterfaceOK(t))
		}
		return r.symbol(n)(u.AssertInterface(t))
	}
	if i, ok := from.Underlying().(*types.Interface); ok && i.NumMethods() == 0 && !r.e.real.Asserted(t) {
		return "" // the interpreter does it, and is quicker
	}
	typ := r.typ(n, t)
	if commaOk {
		h := r.symbol(n)(u.AssertOK(t))
		return r.e.helper("as", h, "(x interface{}) ("+typ+", bool) { var v "+typ+"; ok := "+h+"(&v, x); return v, ok }")
	}
	h := r.symbol(n)(u.Assert(from, t))
	return r.e.helper("must", h, "(x interface{}) "+typ+" { var v "+typ+"; "+h+"(&v, x); return v }")
}

// realTypeSwitch makes a switch over the index of the type.
func realTypeSwitch(r *renderer, n ast.Node) (text, bool) {
	s := n.(*ast.TypeSwitchStmt)
	x, bound := typeSwitchOperand(s)
	from := r.typeOf(x)
	operand := r.temp("x")
	t := r.textf(s, "{ ")
	if s.Init != nil {
		t = t.add(r.textf(s, "%v; ", s.Init)...)
	}
	t = t.add(r.textf(s, operand+" := %v; ", x)...)
	var cases []types.Type
	var heads []string
	for _, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		var indexes []string
		for _, x := range c.List {
			indexes = append(indexes, fmt.Sprint(len(cases)))
			if r.info.Types[x].IsNil() {
				cases = append(cases, nil)
			} else {
				cases = append(cases, r.typeOf(x))
			}
		}
		heads = append(heads, strings.Join(indexes, ", "))
	}
	h := r.symbol(s)(r.e.real.unit.Switch(cases))
	t = t.add(r.made(s, "%sswitch %s(%s) { ", r.ownLabel(s), h, operand))
	for i, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		value := operand
		if c.List == nil {
			t = t.add(r.made(c, "default: { "))
		} else {
			t = t.add(r.made(c, "case %s: { ", heads[i]))
			if len(c.List) == 1 && !r.info.Types[c.List[0]].IsNil() && bound != nil {
				value = r.assertedCase(c.List[0], from, operand)
			}
		}
		t = t.add(r.clauseBody(c, value)...).add(r.made(c, "; %s }; ", r.noop()))
	}
	return t.add(r.made(s, "} }")), true
}

// assertedCase is the operand with the type of its case.
func (r *renderer) assertedCase(x ast.Expr, from types.Type, operand string) string {
	t := r.typeOf(x)
	if f := r.assertion(x, t, from, false); f != "" {
		return f + "(" + operand + ")"
	}
	if types.IsInterface(t) {
		return "interface{}(" + operand + ")"
	}
	return operand + ".(" + r.typ(x, t) + ")"
}

// realAppend appends values to a slice of a type that is a helper: the
// interpreter would append their elements.
func realAppend(r *renderer, n ast.Node) (text, bool) {
	c := n.(*ast.CallExpr)
	if r.builtin(c) != "append" || c.Ellipsis.IsValid() || !r.isSymbolic(r.typeOf(c)) {
		return nil, false
	}
	t := r.typ(c, r.typeOf(c))
	elem := r.typ(c, r.typeOf(c).Underlying().(*types.Slice).Elem())
	f := r.e.helper("append", t, "(s "+t+", v "+elem+") "+t+" { return append(s, "+t+"{v}...) }")
	out := r.node(c.Args[0])
	for _, x := range c.Args[1:] {
		out = r.textf(c, f+"(%v, %v)", out, x)
	}
	return out, true
}

// realSend sends to a channel whose type is a helper, which the interpreter
// can't.
func realSend(r *renderer, n ast.Node) (text, bool) {
	st := n.(*ast.SendStmt)
	t := r.typeOf(st.Chan)
	if !r.isSymbolic(t) {
		return nil, false
	}
	if r.inSelect[st] {
		r.e.refuse(st.Pos(), "a select case that sends to a channel of type "+types.TypeString(t, r.e.s.qualifier)+", which is made of itself")
	}
	name := r.temp("c")
	return r.textf(st, "{ "+name+" := ("+r.typ(st, t.Underlying())+")(%v); "+name+" <- %v }", st.Chan, st.Value), true
}

// realComparison compares interfaces.
func realComparison(r *renderer, n ast.Node) (text, bool) {
	b := n.(*ast.BinaryExpr)
	if b.Op != token.EQL && b.Op != token.NEQ {
		return nil, false
	}
	x, y := r.typeOf(b.X), r.typeOf(b.Y)
	delete(r.boxed, b.X)
	delete(r.boxed, b.Y)
	if !types.IsInterface(x) && !types.IsInterface(y) || r.info.Types[b.X].IsNil() || r.info.Types[b.Y].IsNil() {
		return nil, false
	}
	return r.textf(b, sign(b.Op)+r.symbol(b)(r.e.real.unit.Equal(), nil)+"(%v, %v)", r.comparand(b.X), r.comparand(b.Y)), true
}

// comparand is an operand of a comparison as an interface.
func (r *renderer) comparand(x ast.Expr) text {
	t := r.typeOf(x)
	if types.IsInterface(t) {
		return r.node(x)
	}
	value := func() text {
		if c := r.constantOperand(x); c != nil {
			return c
		}
		return r.node(x)
	}
	return r.converted1(x, t, emptyInterface, value)
}

var emptyInterface = types.NewInterfaceType(nil, nil)

// realCase compares the tag of a switch, which is in a variable, with a case.
func (r *renderer) realCase(tag, x ast.Expr, variable string) text {
	a, b := r.typeOf(tag), r.typeOf(x)
	v := func() text { return text{r.made(x, "%s", variable)} }
	switch {
	case r.info.Types[x].IsNil():
		return text{r.made(x, "%s == nil", variable)}
	case !types.IsInterface(a) && !types.IsInterface(b):
		left, right := r.sameType(a, v(), x, r.node(x))
		return r.textf(x, "%v == %v", left, right)
	}
	left := v()
	if !types.IsInterface(a) {
		left = r.converted1(x, a, emptyInterface, v)
	}
	return r.textf(x, r.symbol(x)(r.e.real.unit.Equal(), nil)+"(%v, %v)", left, r.comparand(x))
}
