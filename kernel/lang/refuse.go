package lang

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/types"
	"sort"
)

// A refusal is a construct that the interpreter can't run as the compiler would.
// The cell fails with a sentence that names it before anything runs.
type refusal struct {
	construct string
	// found describes the construct when n is one, and is "" otherwise.
	found func(r *refuser, n ast.Node) string
	// unreal ones are not refused when cells have real types.
	unreal bool
}

// refusals is all that is refused by what it looks like. Passes refuse more,
// where they find that they can't do a case.
var refusals = []refusal{
	{"unsafe", (*refuser).unsafe, true},
	{"encoding of a type that reflection sees differently", (*refuser).encoding, true},
	{"assertion to a type that can't be told from another", (*refuser).assertion, true},
}

type refuser struct {
	e    *emitter
	info *types.Info
}

// refuseAll looks for what is refused in the cell and in what is linked again.
func (e *emitter) refuseAll() {
	r := &refuser{e, e.k.info}
	for _, d := range e.k.src.decls.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && r.info.Defs[f.Name] != nil && isGeneric(r.info.Defs[f.Name]) {
			continue // its instances are looked at
		}
		r.visit(d)
	}
	if e.k.src.stmts != nil {
		r.visit(e.k.src.stmts.Body)
	}
	sort.SliceStable(e.errs, func(i, j int) bool { return e.errs[i].Line < e.errs[j].Line })
}

func (r *refuser) visit(root ast.Node) {
	ast.Inspect(root, func(n ast.Node) bool {
		if n == nil {
			return false
		}
		for _, f := range refusals {
			if f.unreal && r.e.real != nil {
				continue
			}
			if what := f.found(r, n); what != "" {
				r.e.refuse(n.Pos(), what)
				return false
			}
		}
		return true
	})
}

func (r *refuser) unsafe(n ast.Node) string {
	x, ok := n.(ast.Expr)
	if !ok {
		return ""
	}
	tv := r.info.Types[x]
	if b, ok := tv.Type.(*types.Basic); ok && b.Kind() == types.UnsafePointer && tv.Value == nil {
		return "unsafe.Pointer"
	}
	if c, ok := x.(*ast.CallExpr); ok && tv.Value == nil {
		if name := unsafeBuiltin(r.info, c); name != "" {
			return "unsafe." + name
		}
	}
	return ""
}

// encoding finds arguments of the encoding packages that look different to
// reflection than in a compiled program: there unexported fields have an
// exported name, embedded fields a name, and cell types no methods.
func (r *refuser) encoding(n ast.Node) string {
	c, ok := n.(*ast.CallExpr)
	if !ok {
		return ""
	}
	s, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	f, ok := r.info.Uses[s.Sel].(*types.Func)
	if !ok || f.Pkg() == nil {
		return ""
	}
	switch f.Pkg().Path() {
	case "encoding/json", "encoding/xml", "encoding/gob":
	default:
		return ""
	}
	for _, x := range c.Args {
		if why := r.unfaithful(r.info.TypeOf(x), map[types.Type]bool{}); why != "" {
			return f.Pkg().Path() + " of " + why
		}
	}
	return ""
}

// unfaithful says what in t reflection sees differently, "" when nothing.
func (r *refuser) unfaithful(t types.Type, seen map[types.Type]bool) string {
	if t == nil || seen[t] {
		return ""
	}
	seen[t] = true
	if named, ok := types.Unalias(t).(*types.Named); ok {
		if named.Obj().Pkg() != r.e.s.pkg {
			return ""
		}
		for m := range named.Methods() {
			switch m.Name() {
			case "MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText", "MarshalXML", "UnmarshalXML", "GobEncode", "GobDecode", "MarshalBinary", "UnmarshalBinary":
				return fmt.Sprintf("the type %s, which has the method %s", named.Obj().Name(), m.Name())
			}
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return r.unfaithful(u.Elem(), seen)
	case *types.Slice:
		return r.unfaithful(u.Elem(), seen)
	case *types.Array:
		return r.unfaithful(u.Elem(), seen)
	case *types.Map:
		return cmp.Or(r.unfaithful(u.Key(), seen), r.unfaithful(u.Elem(), seen))
	case *types.Struct:
		for f := range u.Fields() {
			if f.Embedded() {
				return "a struct with the embedded field " + f.Name()
			}
			if !f.Exported() {
				return "a struct with the unexported field " + f.Name()
			}
			if why := r.unfaithful(f.Type(), seen); why != "" {
				return why
			}
		}
	}
	return ""
}

// assertion finds assertions, also in type switches, to types of cells without
// methods: behind an interface only their structure is known.
func (r *refuser) assertion(n ast.Node) string {
	switch n := n.(type) {
	case *ast.TypeAssertExpr:
		if n.Type != nil {
			return r.indistinct(n.Type)
		}
	case *ast.TypeSwitchStmt:
		for _, c := range n.Body.List {
			for _, x := range c.(*ast.CaseClause).List {
				if why := r.indistinct(x); why != "" {
					return why
				}
			}
		}
	}
	return ""
}

func (r *refuser) indistinct(x ast.Expr) string {
	t := types.Unalias(r.info.TypeOf(x))
	named, ok := t.(*types.Named)
	if !ok || named.Obj().Pkg() != r.e.s.pkg || types.IsInterface(named) || types.NewMethodSet(types.NewPointer(named)).Len() > 0 {
		return ""
	}
	what := fmt.Sprintf("an assertion to %s, a type without methods, which can't be told from ", named.Obj().Name())
	if _, ok := named.Underlying().(*types.Struct); !ok {
		return what + types.TypeString(named.Underlying(), r.e.s.qualifier)
	}
	for _, other := range r.e.cellTypes() {
		if other != named.Obj() && types.Identical(other.Type().Underlying(), named.Underlying()) && other.Name() != named.Obj().Name() {
			return what + other.Name()
		}
	}
	return ""
}
