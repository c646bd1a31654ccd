package lang

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
)

// piece is a run of text with the place in a cell that it stands for.
type piece struct {
	s      string
	src    *source
	offset int
	exact  bool // a copy of the cell from offset on
}

// text is lowered text in pieces. Neighbours that belong together are joined.
type text []piece

func (t text) add(more ...piece) text {
	for _, p := range more {
		if p.s == "" {
			continue
		}
		if n := len(t) - 1; n >= 0 && p.exact && t[n].exact && t[n].src == p.src && t[n].offset+len(t[n].s) == p.offset {
			t[n].s += p.s
			continue
		}
		t = append(t, p)
	}
	return t
}

func (t text) String() string {
	s := ""
	for _, p := range t {
		s += p.s
	}
	return s
}

// renderer renders nodes of one checked piece of source. The maps are what
// passes tell each other.
type renderer struct {
	e    *emitter
	info *types.Info
	src  *source
	fn   *funcContext

	labels       map[ast.Stmt]string        // labels of statements
	rename       map[types.Object]string    // variables that have another name for now
	called       map[*ast.SelectorExpr]bool // selectors that are called
	converted    map[*ast.SelectorExpr]bool // selectors that become interface values
	unary        map[*ast.UnaryExpr]bool    // results of operators that become interface values
	bare         map[*ast.ParenExpr]bool    // around what is assigned to
	boxed        map[ast.Expr]types.Type    // values of cell types that become this interface
	unblanked    map[ast.Expr]types.Type    // operands and keys of types with blank fields
	nativeArgs   map[ast.Expr]bool          // arguments of compiled functions
	errorfArgs   map[ast.Expr]bool          // of fmt.Errorf: an error that it wraps is one
	wrapped      map[ast.Expr]*types.Func   // declared functions that become literals
	inParens     map[ast.Expr]bool          // calls that get parentheses
	hoisted      map[ast.Expr]string        // expressions that were evaluated before
	returned     map[ast.Expr]bool          // generic functions that become literals
	inSelect     map[ast.Stmt]bool          // communications of select statements
	structFields map[*ast.Field]bool        // fields of struct types
	params       map[*ast.FieldList]bool    // parameters of functions with bodies
	concrete     *concrete                  // the copy of a generic function that is rendered, or nil
}

func (e *emitter) renderer(src *source, info *types.Info) *renderer {
	return &renderer{
		e: e, info: info, src: src, fn: &funcContext{},
		labels:       map[ast.Stmt]string{},
		rename:       map[types.Object]string{},
		called:       map[*ast.SelectorExpr]bool{},
		converted:    map[*ast.SelectorExpr]bool{},
		unary:        map[*ast.UnaryExpr]bool{},
		bare:         map[*ast.ParenExpr]bool{},
		boxed:        map[ast.Expr]types.Type{},
		wrapped:      map[ast.Expr]*types.Func{},
		inParens:     map[ast.Expr]bool{},
		unblanked:    map[ast.Expr]types.Type{},
		nativeArgs:   map[ast.Expr]bool{},
		errorfArgs:   map[ast.Expr]bool{},
		hoisted:      map[ast.Expr]string{},
		returned:     map[ast.Expr]bool{},
		inSelect:     map[ast.Stmt]bool{},
		structFields: map[*ast.Field]bool{},
		params:       map[*ast.FieldList]bool{},
	}
}

// funcContext is the function that is being rendered.
type funcContext struct {
	outer  *funcContext
	sig    *types.Signature
	loops  []loop     // innermost last
	ranges *rangeFunc // innermost loop over a function
	defers bool       // there is a defer statement in it
}

// node renders n with the passes.
func (r *renderer) node(n ast.Node) text {
	if x, ok := n.(ast.Expr); ok {
		if name := r.hoisted[x]; name != "" {
			return text{r.made(n, "%s", name)}
		}
	}
	passes := passesOf
	if r.e.real != nil {
		passes = realPassesOf
		if x, ok := n.(ast.Expr); ok {
			if t, ok := r.realBoxed(x); ok {
				return t
			}
			if t := r.unblanked[x]; t != nil {
				delete(r.unblanked, x)
				return r.withoutBlank(x, t, r.node(x))
			}
		}
	}
	for _, lower := range passes[reflect.TypeOf(n)] {
		if t, ok := lower(r, n); ok {
			return t
		}
	}
	return r.children(n)
}

// children renders n as it stands, with the passes for what is in it.
func (r *renderer) children(n ast.Node) text {
	var out text
	at := n.Pos()
	for _, c := range childNodes(n) {
		out = out.add(r.copied(at, c.Pos()))
		out = out.add(r.node(c)...)
		at = c.End()
	}
	return out.add(r.copied(at, n.End()))
}

// childNodes lists the nodes directly below n in the order of their text.
func childNodes(n ast.Node) []ast.Node {
	if f, ok := n.(*ast.FuncDecl); ok {
		return funcDeclNodes(f)
	}
	var list []ast.Node
	ast.Inspect(n, func(c ast.Node) bool {
		switch c.(type) {
		case nil:
			return false
		case *ast.CommentGroup:
			return false
		}
		if c == n {
			return true
		}
		list = append(list, c)
		return false
	})
	return list
}

// funcDeclNodes leaves the FuncType out, which begins before receiver and name.
func funcDeclNodes(f *ast.FuncDecl) []ast.Node {
	var list []ast.Node
	if f.Recv != nil {
		list = append(list, f.Recv)
	}
	list = append(list, f.Name, f.Type.Params)
	if f.Type.Results != nil {
		list = append(list, f.Type.Results)
	}
	if f.Body != nil {
		list = append(list, f.Body)
	}
	return list
}

// copied is the text of the cell between two positions.
func (r *renderer) copied(from, to token.Pos) piece {
	a, b := r.e.s.offset(from), r.e.s.offset(to)
	if a >= b {
		return piece{}
	}
	return piece{r.src.cell.Code[a:b], r.src, a, true}
}

// made is text of ours that stands for n.
func (r *renderer) made(n ast.Node, format string, args ...any) piece {
	s := format
	if len(args) > 0 {
		s = fmt.Sprintf(format, args...)
	}
	return piece{s, r.src, r.e.s.offset(n.Pos()), false}
}

// textf builds text: each %v of format stands for the next argument, which is
// text, a node (rendered) or a string.
func (r *renderer) textf(n ast.Node, format string, args ...any) text {
	var out text
	for {
		i := indexVerb(format)
		if i < 0 {
			return out.add(r.made(n, "%s", format))
		}
		out = out.add(r.made(n, "%s", format[:i]))
		format = format[i+2:]
		switch a := args[0].(type) {
		case text:
			out = out.add(a...)
		case ast.Node:
			out = out.add(r.node(a)...)
		case string:
			out = out.add(r.made(n, "%s", a))
		default:
			panic(fmt.Sprintf("lang: textf of a %T", a))
		}
		args = args[1:]
	}
}

func indexVerb(s string) int {
	for i := range len(s) - 1 {
		if s[i] == '%' && s[i+1] == 'v' {
			return i
		}
	}
	return -1
}

// list renders nodes with a separator.
func list[N ast.Node](r *renderer, at ast.Node, sep string, nodes []N) text {
	var out text
	for i, n := range nodes {
		if i > 0 {
			out = out.add(r.made(at, "%s", sep))
		}
		out = out.add(r.node(n)...)
	}
	return out
}

// enter renders with fn as the current function.
func (r *renderer) enter(sig *types.Signature, body *ast.BlockStmt, f func() text) text {
	r.fn = &funcContext{outer: r.fn, sig: sig, defers: hasDefer(body)}
	defer func() { r.fn = r.fn.outer }()
	return f()
}

// typeOf is the type of an expression.
func (r *renderer) typeOf(e ast.Expr) types.Type { return r.info.TypeOf(e) }

// typ is the source text of a type. One that has no text is an error at n.
func (r *renderer) typ(n ast.Node, t types.Type) string {
	s, err := r.e.typeText(t)
	if err != nil {
		r.e.refuse(n.Pos(), err.Error())
	}
	return s
}

// temp makes a name that no cell can spell.
func (r *renderer) temp(prefix string) string {
	r.e.temps++
	return fmt.Sprintf("%sǃt%d", prefix, r.e.temps)
}

// builtin is the name of the builtin function that c calls, or "".
func (r *renderer) builtin(c *ast.CallExpr) string {
	if id, ok := ast.Unparen(c.Fun).(*ast.Ident); ok {
		if b, ok := r.info.Uses[id].(*types.Builtin); ok {
			return b.Name()
		}
	}
	return ""
}
