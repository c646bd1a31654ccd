package lang

import (
	"go/ast"
	"go/types"
	"strings"
)

// lowerInstance puts the names of instances in the place of generic functions
// and types.
func lowerInstance(r *renderer, n ast.Node) (text, bool) {
	x := n.(ast.Expr)
	if f := r.ofLibrary(x); f != nil {
		if in, err := r.e.funcInstance(x.Pos(), f, nil); err == nil {
			return text{r.made(x, "%s", in.emitted)}, true
		}
	}
	if len(r.info.Instances) == 0 {
		return nil, false
	}
	if tv := r.info.Types[x]; tv.IsType() {
		switch x.(type) {
		case *ast.IndexExpr, *ast.IndexListExpr:
			return text{r.made(x, "%s", r.typ(x, tv.Type))}, true
		}
		return nil, false
	}
	f, inst := r.instanceOf(x)
	if f == nil {
		return nil, false
	}
	name := r.instanceName(x, f, inst.TypeArgs)
	if !r.returned[x] {
		return text{r.made(x, "%s", name)}, true
	}
	delete(r.returned, x) // see lowerFuncValue
	sig := inst.Type.(*types.Signature)
	params, args := r.paramList(x, sig)
	ret := ""
	if sig.Results().Len() > 0 {
		ret = "return "
	}
	return text{r.made(x, "%s", "func("+strings.Join(params, ", ")+")"+r.resultText(x, sig)+" { "+ret+name+"("+strings.Join(args, ", ")+") }")}, true
}

// ofLibrary is the function of a library that is not generic and that x names:
// the source itself uses it, or it is exported by a shell.
func (r *renderer) ofLibrary(x ast.Expr) *types.Func {
	if _, ok := x.(*ast.Ident); ok && !r.src.library && len(r.e.s.library.shells) == 0 {
		return nil
	}
	id := funcName(x)
	if id == nil {
		return nil
	}
	f, ok := r.info.Uses[id].(*types.Func)
	if !ok || r.e.s.library.funcs[f] == nil || isGeneric(f) {
		return nil
	}
	return f
}

// instanceOf is the generic function that x names, with its type arguments.
func (r *renderer) instanceOf(x ast.Expr) (*types.Func, types.Instance) {
	id := funcName(x)
	if id == nil {
		return nil, types.Instance{}
	}
	inst, ok := r.info.Instances[id]
	if !ok {
		return nil, types.Instance{}
	}
	f, _ := r.info.Uses[id].(*types.Func)
	return f, inst
}

// funcName is the identifier by which x names a generic function.
func funcName(x ast.Expr) *ast.Ident {
	switch x := x.(type) {
	case *ast.IndexExpr:
		return funcName(ast.Unparen(x.X))
	case *ast.IndexListExpr:
		return funcName(ast.Unparen(x.X))
	case *ast.SelectorExpr:
		return x.Sel
	case *ast.Ident:
		return x
	}
	return nil
}

// instanceName is the name of an instance of f.
func (r *renderer) instanceName(n ast.Expr, f *types.Func, list *types.TypeList) string {
	if name := r.e.compiledInstance(f, list); name != "" {
		return name
	}
	in, err := r.e.funcInstance(n.Pos(), f, typeList(list))
	switch {
	case err != nil:
		r.e.refuse(n.Pos(), err.Error())
	case in == nil:
		r.e.refuse(n.Pos(), "the generic function "+f.Pkg().Name()+"."+f.Name())
	default:
		return in.emitted
	}
	return f.Name()
}

// lowerTypeName spells types in the copy of a generic function out, when a type
// parameter is in them.
func lowerTypeName(r *renderer, n ast.Node) (text, bool) {
	if r.concrete == nil {
		return nil, false
	}
	x := n.(ast.Expr)
	tv := r.info.Types[x]
	if !tv.IsType() {
		return nil, false
	}
	return text{r.made(x, "%s", r.typ(x, tv.Type))}, true
}

// lowerParamConversion puts parentheses around a type that a conversion in the
// copy of a generic function names by a type parameter.
func lowerParamConversion(r *renderer, n ast.Node) (text, bool) {
	c := n.(*ast.CallExpr)
	if r.concrete == nil || !r.info.Types[c.Fun].IsType() {
		return nil, false
	}
	id := identOf(c.Fun)
	if id == nil || r.concrete.names[r.info.Uses[id]] == "" || len(c.Args) != 1 {
		return nil, false
	}
	s := r.concrete.names[r.info.Uses[id]]
	if !strings.HasPrefix(s, "*") && !strings.HasPrefix(s, "func") && !strings.HasPrefix(s, "chan") && !strings.HasPrefix(s, "<-") {
		return nil, false
	}
	return r.textf(c, "("+s+")(%v)", c.Args[0]), true
}

// lowerHoisted leaves out the local types that are declared at package level,
// and constraints.
func lowerHoisted(r *renderer, n ast.Node) (text, bool) {
	d, ok := n.(*ast.DeclStmt).Decl.(*ast.GenDecl)
	if !ok {
		return nil, false
	}
	hoisted := false
	for _, sp := range d.Specs {
		if sp, ok := sp.(*ast.TypeSpec); ok {
			hoisted = hoisted || r.isHoisted(sp)
		}
	}
	if !hoisted {
		return nil, false
	}
	t := text{r.made(n, ";")}
	for _, sp := range d.Specs {
		if sp := sp.(*ast.TypeSpec); !r.isHoisted(sp) {
			t = t.add(r.textf(sp, "type %v; ", sp)...)
		}
	}
	return t, true
}

func (r *renderer) isHoisted(sp *ast.TypeSpec) bool {
	o := r.info.Defs[sp.Name]
	return o != nil && r.e.entity(o) != nil || isConstraint(r.info, sp)
}

// isConstraint says whether a type declaration declares nothing that values can
// have: a constraint, or a generic type.
func isConstraint(info *types.Info, sp *ast.TypeSpec) bool {
	if sp.TypeParams != nil {
		return true
	}
	t := info.TypeOf(sp.Type)
	if t == nil {
		return false
	}
	i, ok := t.Underlying().(*types.Interface)
	return ok && !i.IsMethodSet()
}

// lowerDeadCase leaves out the cases of a type switch that can't be chosen,
// because an earlier one is for the same type.
func lowerDeadCase(r *renderer, n ast.Node) (text, bool) {
	c := n.(*ast.CaseClause)
	if r.concrete == nil || len(r.concrete.dead) == 0 || c.List == nil {
		return nil, false
	}
	var live []ast.Expr
	for _, x := range c.List {
		if !r.concrete.dead[x] {
			live = append(live, x)
		}
	}
	switch {
	case len(live) == len(c.List):
		return nil, false
	case len(live) == 0:
		return text{r.made(c, " ")}, true
	}
	t := r.textf(c, "case %v: ", list(r, c, ", ", live))
	return t.add(r.statements(c.Body, c.Colon+1, c.End())...), true
}

// lowerImpossible does an assertion that no value can meet, which only type
// arguments make.
func lowerImpossible(r *renderer, n ast.Node) (text, bool) {
	x := n.(*ast.TypeAssertExpr)
	if r.concrete == nil || !r.concrete.dead[x] || x.Type == nil {
		return nil, false
	}
	from, to := r.typ(x, r.typeOf(x.X)), r.typ(x, r.typeOf(x.Type))
	if _, commaOk := r.info.Types[x].Type.(*types.Tuple); commaOk {
		return r.textf(x, r.e.helper("never", to+" of "+from, "(x "+from+") (r "+to+", ok bool) { return }")+"(%v)", x.X), true
	}
	body := "(x " + from + ") " + to + " { var y interface{} = x; return y.(" + to + ") }"
	return r.textf(x, r.e.helper("never", to+" must "+from, body)+"(%v)", x.X), true
}
