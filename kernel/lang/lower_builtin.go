package lang

import (
	"go/ast"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// Builtin functions that the interpreter does not have or gets wrong.

// hostBuiltin is the host's function for a builtin, "" when the interpreter's
// own is used.
func hostBuiltin(name string) string {
	switch name {
	case "print":
		return "Print"
	case "println":
		return "Println"
	case "clear":
		return "Clear"
	}
	return ""
}

func lowerBuiltin(r *renderer, n ast.Node) (text, bool) {
	c := n.(*ast.CallExpr)
	name := r.builtin(c)
	if name == "" || r.info.Types[c].Value != nil {
		return nil, false
	}
	if len(c.Args) == 1 {
		if values, ok := r.typeOf(c.Args[0]).(*types.Tuple); ok {
			return r.builtinOfResults(c, name, values), true
		}
	}
	if h := hostBuiltin(name); h != "" {
		return r.textf(c, r.e.host(h)+"(%v)", list(r, c, ", ", c.Args)), true
	}
	switch name {
	case "min", "max":
		return r.extreme(c, name), true
	case "append":
		return r.appendOwn(c)
	case "make":
		if ch, ok := r.typeOf(c).Underlying().(*types.Chan); ok && ch.Dir() != types.SendRecv {
			both := r.typ(c, types.NewChan(types.SendRecv, ch.Elem()))
			size := list(r, c, "", c.Args[1:])
			if len(size) > 0 {
				size = text{r.made(c, ", ")}.add(size...)
			}
			return r.textf(c, "("+r.typ(c, r.typeOf(c))+")(make("+both+"%v))", size), true
		}
	case "len", "cap":
		if n := arrayLen(r.typeOf(c.Args[0])); n >= 0 { // of a nil pointer, too
			t := r.typ(c, r.typeOf(c.Args[0]))
			return r.textf(c, r.e.helper("len", t, "(x "+t+") int { return "+strconv.FormatInt(n, 10)+" }")+"(%v)", c.Args[0]), true
		}
	case "new":
		if !r.info.Types[c.Args[0]].IsType() {
			t := r.typ(c, r.typeOf(c).Underlying().(*types.Pointer).Elem())
			f := r.e.helper("new", t, "(v "+t+") *"+t+" { return &v }")
			return r.textf(c, f+"(%v)", c.Args[0]), true
		}
	case "recover":
		return text{r.made(c, "%s(recover())", r.e.host("Recovered"))}, true
	}
	return nil, false
}

// builtinOfResults calls a builtin with the several results of a call.
func (r *renderer) builtinOfResults(c *ast.CallExpr, name string, values *types.Tuple) text {
	if h := hostBuiltin(name); h != "" {
		return r.textf(c, r.e.host(h)+"(%v)", c.Args[0])
	}
	if name == "min" || name == "max" {
		r.e.refuse(c.Pos(), name+" of the results of a call")
	}
	var params, args []string
	for i := range values.Len() {
		t := values.At(i).Type()
		if s, ok := values.At(0).Type().Underlying().(*types.Slice); ok && name == "append" && i > 0 {
			t = s.Elem()
		}
		p := "p" + strconv.Itoa(i)
		params = append(params, p+" "+r.typ(c, t))
		args = append(args, p)
	}
	call := name + "(" + strings.Join(args, ", ") + ")"
	result := ""
	if name != "delete" {
		result, call = r.typ(c, r.typeOf(c))+" ", "return "+call
	}
	signature := "(" + strings.Join(params, ", ") + ") " + result
	return r.textf(c, "func"+signature+"{ "+call+" }(%v)", c.Args[0])
}

// appendOwn copies values that may be elements of what is appended to: the
// interpreter stores the first before it reads the second.
func (r *renderer) appendOwn(c *ast.CallExpr) (text, bool) {
	if len(c.Args) == 1 { // the interpreter takes the result for the elements of a call f(x...)
		return r.textf(c, "(%v)", c.Args[0]), true
	}
	if len(c.Args) < 3 || c.Ellipsis.IsValid() {
		return nil, false
	}
	elem := r.typeOf(c).Underlying().(*types.Slice).Elem()
	mayAlias := func(x ast.Expr) bool {
		tv := r.info.Types[x]
		return tv.Addressable() && identOf(x) == nil && types.Identical(tv.Type, elem)
	}
	if !slices.ContainsFunc(c.Args[2:], mayAlias) {
		return nil, false
	}
	t := r.typ(c, elem)
	copied := "func(v " + t + ") " + t + " { return v }" // no helper: the type may be a function's own
	out := r.textf(c, "%v(%v, %v", c.Fun, c.Args[0], c.Args[1])
	for _, x := range c.Args[2:] {
		if mayAlias(x) {
			out = out.add(r.textf(x, ", "+copied+"(%v)", x)...)
		} else {
			out = out.add(r.textf(x, ", %v", x)...)
		}
	}
	return out.add(r.made(c, ")")), true
}

// arrayLen is the length of an array, or of what a pointer to one points to; -1
// for other types.
func arrayLen(t types.Type) int64 {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if a, ok := t.Underlying().(*types.Array); ok {
		return a.Len()
	}
	return -1
}

// extreme lowers min and max, two operands at a time.
func (r *renderer) extreme(c *ast.CallExpr, name string) text {
	t := r.typ(c, r.typeOf(c))
	op := "<"
	if name == "max" {
		op = ">"
	}
	body := "if b " + op + " a { return b }; return a"
	if b, ok := r.typeOf(c).Underlying().(*types.Basic); ok && b.Info()&types.IsFloat != 0 {
		// not a number wins; of the zeros, the negative one is less
		body = "if a != a { return a }; if b != b { return b }; if b " + op + " a || b == a && 1/b " + op + " 1/a { return b }; return a"
	}
	f := r.e.helper(name, t, "(a, b "+t+") "+t+" { "+body+" }")
	out := r.node(c.Args[0])
	for _, x := range c.Args[1:] {
		out = r.textf(c, f+"(%v, %v)", out, x)
	}
	return out
}

// helper makes a function that lowered code calls, once per session, and
// returns its name. decl is what follows func and the name.
func (e *emitter) helper(kind, typ, decl string) string {
	key := kind + " " + typ
	if n := e.helperName(key); n != "" {
		return n
	}
	n := e.newHelper(key, kind+"ǃ")
	e.helpers = append(e.helpers, "func "+n+strings.ReplaceAll(decl, self, n))
	return n
}

// helperName is the name of a helper that exists, or "".
func (e *emitter) helperName(key string) string {
	if n := e.s.helpers[key]; n != "" {
		return n
	}
	return e.k.c.helpers[key]
}

// newHelper gives a helper its name.
func (e *emitter) newHelper(key, prefix string) string {
	n := e.s.newEmitted(prefix)
	e.k.c.helpers[key] = n
	return n
}

// self stands for its own name in the declaration of a helper.
const self = "ǃself"
