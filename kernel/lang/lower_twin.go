package lang

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// A value of a cell type that is no pointer can't be found again behind an
// interface of a compiled package, such as error. So what goes there is a
// pointer to its twin, a struct that holds the value and has its methods.

// form is a way to ask for a type: v, ok := x.(typ), then value is what was
// asked for.
type form struct{ typ, value string }

// forms are the ways in which a value of type t can be in an interface of type
// from.
func (r *renderer) forms(n ast.Node, t, from types.Type) []form {
	if !r.hasTwin(t, from) {
		return []form{{r.typ(n, t), "v"}}
	}
	r.twin(n, t)
	typ := r.typ(n, t)
	var list []form
	for _, name := range slices.Concat(r.e.s.twins[typ], r.e.k.c.twins[typ]) {
		list = append(list, form{"*" + name, "v.v"})
	}
	return list
}

// hasTwin says whether values of t go into interfaces of type from as twins.
func (r *renderer) hasTwin(t, from types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() == r.e.s.pkg && !types.IsInterface(n) && types.NewMethodSet(n).Len() > 0 && r.isCompiled(from)
}

// isCompiled says whether t is an interface with methods that no cell declared.
func (r *renderer) isCompiled(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	if !ok || i.NumMethods() == 0 {
		return false
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != r.e.s.pkg
}

// twin is the name of the twin of a type, with the methods that the type has
// now.
func (r *renderer) twin(n ast.Node, t types.Type) string {
	typ := r.typ(n, t)
	set := types.NewMethodSet(t)
	key := "twin " + typ
	for i := range set.Len() {
		key += " " + set.At(i).Obj().Name()
	}
	if name := r.e.helperName(key); name != "" {
		return name
	}
	name := r.e.newHelper(key, typ+"ǃtwin")
	var b strings.Builder
	fmt.Fprintf(&b, "type %s struct { v %s }", name, typ)
	for i := range set.Len() {
		s := set.At(i)
		sig := s.Obj().(*types.Func).Signature()
		if !r.e.printable(sig) {
			continue
		}
		params, args := r.paramList(n, sig)
		ret := ""
		if sig.Results().Len() > 0 {
			ret = "return "
		}
		fmt.Fprintf(&b, "; func (rǃ *%s) %s(%s)%s { %srǃ.v.%s(%s) }", name, s.Obj().Name(), strings.Join(params, ", "),
			r.resultText(n, sig), ret, r.path(s), strings.Join(args, ", "))
	}
	r.e.helpers = append(r.e.helpers, b.String())
	r.e.k.c.twins[typ] = append(r.e.k.c.twins[typ], name)
	return name
}
