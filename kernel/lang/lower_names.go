package lang

import (
	"go/ast"
	"go/types"
)

// Names of the session become their emitted names, names of packages those of
// the unit's imports.
func lowerName(r *renderer, n ast.Node) (text, bool) {
	id := n.(*ast.Ident)
	o := r.info.Uses[id]
	if o == nil {
		o = r.info.Defs[id]
	}
	if o == nil || o.Name() == "_" {
		return nil, false
	}
	name := r.rename[o]
	if name == "" && r.before(id, o) {
		name = r.e.k.c.entity(r.e.s, o).emitted
	}
	if name == "" {
		name = r.nameOf(o)
	}
	if name == "" || name == id.Name {
		return nil, false
	}
	return text{r.made(id, "%s", name)}, true
}

// before says whether id, in a statement of the cell, calls a function that is
// linked again for a variable that a later statement declares: it still means
// the old function.
func (r *renderer) before(id *ast.Ident, o types.Object) bool {
	x := r.e.k.c.relinked[o]
	stmts := r.e.k.src.stmts
	return x != nil && stmts != nil && stmts.Pos() <= id.Pos() && id.Pos() < x.since
}

// nameOf is how the text calls an object, "" when as the cell does.
func (r *renderer) nameOf(o types.Object) string {
	if p, ok := o.(*types.PkgName); ok {
		return r.e.importName(p.Imported().Path())
	}
	if t, ok := o.(*types.TypeName); ok && t.IsAlias() {
		if n, ok := types.Unalias(t.Type()).(*types.Named); ok && n.TypeArgs().Len() > 0 {
			if in, _ := r.e.typeInstance(n); in != nil {
				return in.emitted // the interpreter would not find its methods
			}
		}
	}
	if x := r.e.entity(o); x != nil {
		return x.emitted
	}
	if v, ok := o.(*types.Var); ok && v.IsField() {
		return r.fieldName(v)
	}
	if o.Pkg() != nil && o.Pkg() != r.e.s.pkg && o.Parent() == o.Pkg().Scope() {
		return r.e.importName(o.Pkg().Path()) + "." + o.Name() // of a dot import
	}
	return ""
}

// fieldName is the name of a field: an embedded one is called as its type is
// emitted.
func (r *renderer) fieldName(v *types.Var) string {
	if r.e.real != nil {
		return r.e.s.fields[v]
	}
	if !v.Embedded() {
		return ""
	}
	t := v.Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && n.TypeArgs().Len() > 0 {
		if in, _ := r.e.typeInstance(n); in != nil {
			return in.emitted
		}
	}
	if n, ok := t.(interface{ Obj() *types.TypeName }); ok {
		if x := r.e.entity(n.Obj()); x != nil {
			return x.emitted
		}
	}
	return ""
}

// lowerMember leaves the names of a package's members alone. A variable of a
// basic type, which the interpreter takes for a constant, is read and written
// through its address.
func lowerMember(r *renderer, n ast.Node) (text, bool) {
	s := n.(*ast.SelectorExpr)
	t := r.member(s)
	switch {
	case t == nil:
		return nil, false
	case isBasicVar(r.info.Uses[s.Sel]):
		return r.textf(s, "(*(&%v))", t), true
	}
	return t, true
}

// member is the text of a package's member, nil when s is none.
func (r *renderer) member(s *ast.SelectorExpr) text {
	if id, ok := s.X.(*ast.Ident); ok {
		if _, ok := r.info.Uses[id].(*types.PkgName); ok {
			return r.node(id).add(r.copied(id.End(), s.End()))
		}
	}
	return nil
}

// isBasicVar says whether o is a variable of a basic type.
func isBasicVar(o types.Object) bool {
	v, ok := o.(*types.Var)
	if !ok {
		return false
	}
	_, ok = v.Type().Underlying().(*types.Basic)
	return ok
}
