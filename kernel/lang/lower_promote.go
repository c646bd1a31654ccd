package lang

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// maxPromoted is how many promoted methods of a compiled type are written out.
const maxPromoted = 24

// promoted writes promoted methods of a struct type out: those of compiled
// types, without which the interpreter does not let the struct implement an
// interface, and those for which it does not find the shallowest.
func (e *emitter) promoted(r *renderer, spec *ast.TypeSpec) text {
	tn, ok := r.info.Defs[spec.Name].(*types.TypeName)
	if !ok || tn.IsAlias() || isGeneric(tn) || tn.Name() == "_" {
		return nil
	}
	return e.promotedOf(r, spec, tn.Type(), e.entity(tn).emitted)
}

// promotedOf is promoted for type t, which is emitted under that name.
func (e *emitter) promotedOf(r *renderer, spec ast.Node, t types.Type, emitted string) text {
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	var out text
	value := types.NewMethodSet(t)
	set := types.NewMethodSet(types.NewPointer(t))
	for i := range set.Len() {
		s := set.At(i)
		m := s.Obj().(*types.Func)
		if len(s.Index()) < 2 || !m.Exported() && m.Pkg() != e.s.pkg {
			continue
		}
		native := m.Pkg() != e.s.pkg && set.Len() <= maxPromoted && e.printable(m.Signature())
		if !native && !ambiguous(st, m.Name(), s.Index()) {
			continue
		}
		recv := "*"
		if value.Lookup(m.Pkg(), m.Name()) != nil {
			recv = ""
		}
		out = out.add(r.made(spec, "%s", e.promotedMethod(r, spec, emitted, s, recv)))
		if n, ok := t.(*types.Named); ok {
			tn := n.Origin().Obj()
			e.k.c.promoted[tn] = append(e.k.c.promoted[tn], m.Name())
		}
	}
	return out
}

// printable says whether the text can name all types of a signature.
func (e *emitter) printable(sig *types.Signature) bool {
	p := typePrinter{e: e}
	p.signature(sig)
	return p.err == nil
}

func (e *emitter) promotedMethod(r *renderer, n ast.Node, emitted string, s *types.Selection, pointer string) string {
	m := s.Obj().(*types.Func)
	params, args := r.paramList(n, m.Signature())
	path := r.path(s)
	ret := ""
	if m.Signature().Results().Len() > 0 {
		ret = "return "
	}
	results := r.resultText(n, m.Signature())
	return fmt.Sprintf("; func (rǃ %s%s) %s(%s)%s { %srǃ.%s(%s) }",
		pointer, emitted, m.Name(), strings.Join(params, ", "), results, ret, path, strings.Join(args, ", "))
}

// ambiguous says whether an embedded field of st has a field or method called
// name elsewhere than where index leads: the interpreter may find that one.
func ambiguous(st *types.Struct, name string, index []int) bool {
	for i := range st.NumFields() {
		if f := st.Field(i); f.Embedded() && i != index[0] && hasDeep(f.Type(), name, map[types.Type]bool{}) {
			return true
		}
	}
	return false
}

// hasDeep looks for name at any depth of t.
func hasDeep(t types.Type, name string, seen map[types.Type]bool) bool {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	t = types.Unalias(t)
	if seen[t] {
		return false
	}
	seen[t] = true
	if n, ok := t.(*types.Named); ok {
		for m := range n.Methods() {
			if m.Name() == name {
				return true
			}
		}
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if f.Name() == name || f.Embedded() && hasDeep(f.Type(), name, seen) {
			return true
		}
	}
	return false
}
