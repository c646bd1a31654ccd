package lang

import (
	"go/ast"
	"go/types"
	"strings"
)

// A go statement starts its goroutine through the host, with the function, the
// receiver and the arguments as they are when the statement runs.
func lowerGo(r *renderer, n ast.Node) (text, bool) {
	g := n.(*ast.GoStmt)
	start := r.e.host("Go")
	if lit, ok := ast.Unparen(g.Call.Fun).(*ast.FuncLit); ok && lit.Type.Results == nil && lit.Type.Params.NumFields() == 0 {
		// compiled code must not get the literal itself: it would see variables
		// as they are later
		f := r.temp("g")
		return r.textf(g, "{ "+f+" := %v; "+start+"("+f+") }", lit), true
	}
	f := r.freeze(g.Call)
	if len(f.params) == 0 {
		return r.textf(g, start+"(func() { %v })", f.call), true
	}
	return r.textf(g, start+"(func("+strings.Join(f.params, ", ")+") func() { return func() { %v } }(%v))", f.call, f.values), true
}

// frozen is a call whose operands are evaluated before: the values are passed
// to a function with the params, which does the call.
type frozen struct {
	params []string // "name type"
	values text
	call   text
}

// freeze takes the operands of a call apart. Constants, nil, types and functions
// that are declared stay in the call.
func (r *renderer) freeze(c *ast.CallExpr) frozen {
	var f frozen
	keep := func(x ast.Expr, t types.Type, value text) text {
		name := r.temp("a")
		f.params = append(f.params, name+" "+r.typ(x, t))
		if len(f.values) > 0 {
			f.values = f.values.add(r.made(x, ", "))
		}
		f.values = f.values.add(value...)
		return text{r.made(x, "%s", name)}
	}
	f.call = r.frozenCall(c, keep)
	return f
}

// frozenCall renders a call with the names that keep gives to its operands.
func (r *renderer) frozenCall(c *ast.CallExpr, keep keeper) text {
	t, recv := r.frozenFun(c, keep)
	t = t.add(r.made(c, "(")).add(recv...)
	sig, _ := r.typeOf(c.Fun).Underlying().(*types.Signature)
	packed := -1 // the first argument of a slice; the interpreter does not make it in a call of a deferred literal
	if _, ok := ast.Unparen(c.Fun).(*ast.FuncLit); ok && sig.Variadic() && !c.Ellipsis.IsValid() && !r.isTuple(c.Args) {
		packed = sig.Params().Len() - 1
	}
	for i, x := range c.Args {
		if i > 0 || len(recv) > 0 {
			t = t.add(r.made(c, ", "))
		}
		if i == packed {
			t = t.add(r.made(c, "%s{", r.typ(c, sig.Params().At(i).Type())))
		}
		t = t.add(r.frozenArg(x, sig, keep)...)
	}
	end := ")"
	switch {
	case packed >= 0 && packed < len(c.Args):
		end = "}...)"
	case c.Ellipsis.IsValid() || packed >= 0:
		end = "...)"
	}
	if packed >= len(c.Args) && packed >= 0 {
		if packed > 0 {
			t = t.add(r.made(c, ", "))
		}
		t = t.add(r.made(c, "%s(nil)", r.typ(c, sig.Params().At(packed).Type())))
	}
	return t.add(r.made(c, "%s", end))
}

// isTuple reports whether the arguments are the several results of one call.
func (r *renderer) isTuple(args []ast.Expr) bool {
	if len(args) != 1 {
		return false
	}
	_, ok := r.typeOf(args[0]).(*types.Tuple)
	return ok
}

// keeper gives an operand, its type and its rendered value a name.
type keeper func(x ast.Expr, t types.Type, value text) text

// frozenFun renders the function, and the receiver when it is the function of
// a method.
func (r *renderer) frozenFun(c *ast.CallExpr, keep keeper) (f, recv text) {
	fun := ast.Unparen(c.Fun)
	switch x := fun.(type) {
	case *ast.Ident:
		switch o := r.info.Uses[x].(type) {
		case *types.Builtin:
			if name := hostBuiltin(o.Name()); name != "" {
				return text{r.made(x, "%s", r.e.host(name))}, nil
			}
			return text{r.copied(x.Pos(), x.End())}, nil
		case *types.Func:
			return r.node(x), nil
		}
	case *ast.SelectorExpr:
		s := r.info.Selections[x]
		if s == nil { // of a package
			if _, ok := r.info.Uses[x.Sel].(*types.Func); ok {
				return r.node(x), nil
			}
			break
		}
		if s.Kind() == types.MethodVal {
			recv, t := r.receiver(x, s)
			m := s.Obj().(*types.Func)
			if r.e.real != nil && r.isFunctionCall(s) {
				return text{r.made(x, "%s", r.functionName(x, t, m))}, keep(x, t, recv)
			}
			return keep(x, t, recv).add(r.made(x, ".%s", x.Sel.Name)), nil
		}
	}
	return keep(fun, r.typeOf(fun), r.node(fun)), nil
}

func (r *renderer) frozenArg(x ast.Expr, sig *types.Signature, keep keeper) text {
	tv := r.info.Types[x]
	if tv.Value != nil || tv.IsNil() || tv.IsType() {
		return r.node(x)
	}
	tuple, ok := tv.Type.(*types.Tuple)
	if !ok {
		if t := r.boxed[x]; t != nil && r.e.real != nil {
			return keep(x, t, r.node(x))
		}
		delete(r.boxed, x) // it gets a variable of its own
		return keep(x, types.Default(tv.Type), r.node(x))
	}
	var out text // f(g()): one value, several parameters
	for i := range tuple.Len() {
		value := text{}
		if i == 0 {
			value = r.node(x)
		}
		if i > 0 {
			out = out.add(r.made(x, ", "))
		}
		kept := keep(x, tuple.At(i).Type(), value)
		if r.e.real != nil && sig != nil {
			kept = r.converted1(x, tuple.At(i).Type(), paramType(sig, i), func() text { return kept })
		}
		out = out.add(kept...)
	}
	return out
}

// receiver renders the receiver that the method selected by x gets, a pointer
// where the method wants one, with its type.
func (r *renderer) receiver(x *ast.SelectorExpr, s *types.Selection) (text, types.Type) {
	return r.through(x, r.node(x.X), r.typeOf(x.X), s)
}

// through follows embedded fields from out, of type t, to the receiver of the
// method that s selects.
func (r *renderer) through(x *ast.SelectorExpr, out text, t types.Type, s *types.Selection) (text, types.Type) {
	path := s.Index()
	for _, i := range path[:len(path)-1] {
		f := structOf(t).Field(i)
		name := f.Name()
		if n := r.fieldName(f); n != "" {
			name = n
		}
		out, t = out.add(r.made(x, ".%s", name)), f.Type()
	}
	if types.IsInterface(t) {
		return out, t
	}
	_, wantsPointer := s.Obj().(*types.Func).Signature().Recv().Type().Underlying().(*types.Pointer)
	p, isPointer := types.Unalias(t).Underlying().(*types.Pointer)
	switch {
	case wantsPointer && !isPointer && len(path) == 1 && isStar(x.X):
		return r.node(ast.Unparen(x.X).(*ast.StarExpr).X), types.NewPointer(t)
	case wantsPointer && !isPointer:
		return text{r.made(x, "&")}.add(out...), types.NewPointer(t)
	case !wantsPointer && isPointer:
		return text{r.made(x, "*")}.add(out...), p.Elem()
	}
	return out, t
}

func isStar(x ast.Expr) bool {
	_, ok := ast.Unparen(x).(*ast.StarExpr)
	return ok
}

func structOf(t types.Type) *types.Struct {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	return t.Underlying().(*types.Struct)
}
