package lang

import (
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
}

// refusals is all that is refused by what it looks like. Passes refuse more,
// where they find that they can't do a case.
var refusals = []refusal{
	{"generic type", (*refuser).genericType},
	{"generic function", (*refuser).genericFunc},
	{"constraint", (*refuser).constraint},
	{"use of a generic function or type", (*refuser).instance},
	{"unsafe", (*refuser).unsafe},
}

type refuser struct {
	e    *emitter
	info *types.Info
}

// refuseAll looks for what is refused in the cell and in what is linked again.
func (e *emitter) refuseAll() {
	r := &refuser{e, e.k.info}
	for _, d := range e.k.src.decls.Decls {
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
			if what := f.found(r, n); what != "" {
				r.e.refuse(n.Pos(), what)
				return false
			}
		}
		return true
	})
}

func (r *refuser) genericType(n ast.Node) string {
	if t, ok := n.(*ast.TypeSpec); ok && t.TypeParams != nil {
		return "the generic type " + t.Name.Name
	}
	return ""
}

func (r *refuser) genericFunc(n ast.Node) string {
	f, ok := n.(*ast.FuncDecl)
	switch {
	case !ok:
	case f.Type.TypeParams != nil:
		return "the generic function " + f.Name.Name
	case f.Recv != nil:
		if o, ok := r.info.Defs[f.Name].(*types.Func); ok && o.Signature().RecvTypeParams().Len() > 0 {
			return "the method " + f.Name.Name + " of a generic type"
		}
	}
	return ""
}

func (r *refuser) constraint(n ast.Node) string {
	if t, ok := n.(*ast.TypeSpec); ok {
		if i, ok := r.info.TypeOf(t.Type).Underlying().(*types.Interface); ok && !i.IsMethodSet() {
			return "the constraint " + t.Name.Name
		}
	}
	return ""
}

func (r *refuser) instance(n ast.Node) string {
	id, ok := n.(*ast.Ident)
	if !ok {
		return ""
	}
	if _, ok := r.info.Instances[id]; !ok {
		return ""
	}
	o := r.info.Uses[id]
	if o == nil {
		return ""
	}
	name := o.Name()
	if o.Pkg() != nil && o.Pkg() != r.e.s.pkg {
		name = o.Pkg().Name() + "." + name
	}
	if _, ok := o.(*types.TypeName); ok {
		return "the generic type " + name
	}
	return "the generic function " + name
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
	return ""
}
