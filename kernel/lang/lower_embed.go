package lang

import (
	"go/ast"
	"go/types"
	"strings"
)

// Selections through embedded fields are spelled out: the interpreter does not
// look for the shallowest.
func lowerPromoted(r *renderer, n ast.Node) (text, bool) {
	x := n.(*ast.SelectorExpr)
	s := r.info.Selections[x]
	if s == nil || len(s.Index()) < 2 || s.Kind() == types.MethodExpr {
		return nil, false
	}
	return r.textf(x, "%v."+r.path(s), x.X), true
}

// path is what stands behind the operand of a selection, embedded fields
// spelled out.
func (r *renderer) path(s *types.Selection) string {
	names := []string{}
	t := s.Recv()
	index := s.Index()
	for _, i := range index[:len(index)-1] {
		f := structOf(t).Field(i)
		names = append(names, r.nameOfField(f))
		t = f.Type()
	}
	if v, ok := s.Obj().(*types.Var); ok {
		return strings.Join(append(names, r.nameOfField(v)), ".")
	}
	return strings.Join(append(names, s.Obj().Name()), ".")
}

func (r *renderer) nameOfField(v *types.Var) string {
	if n := r.fieldName(v); n != "" {
		return n
	}
	return v.Name()
}
