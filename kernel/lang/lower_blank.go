package lang

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// Blank fields of structs count for nothing in comparisons and as parts of keys,
// and literals leave them alone. To the interpreter they are fields like others,
// so copies without them are compared and are the keys of maps.

// noteBlank notes the expressions below root that are compared or are keys.
func (r *renderer) noteBlank(root ast.Node) {
	note := func(list ...ast.Expr) {
		for _, x := range list {
			if t := r.typeOf(x); t != nil && r.hasBlank(t) {
				r.unblanked[x] = t
			}
		}
	}
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if x, y := r.typeOf(n.X), r.typeOf(n.Y); (n.Op == token.EQL || n.Op == token.NEQ) && !types.IsInterface(x) && !types.IsInterface(y) {
				note(n.X, n.Y)
			}
		case *ast.SwitchStmt:
			if n.Tag != nil {
				note(n.Tag)
				for _, c := range n.Body.List {
					note(c.(*ast.CaseClause).List...)
				}
			}
		case *ast.IndexExpr:
			if t := r.typeOf(n.X); t != nil && isMap(t) {
				note(n.Index)
			}
		case *ast.CallExpr:
			if r.builtin(n) == "delete" && len(n.Args) == 2 {
				note(n.Args[1])
			}
		case *ast.CompositeLit:
			if t := r.typeOf(n); t != nil && isMap(t) {
				for _, x := range n.Elts {
					note(x.(*ast.KeyValueExpr).Key)
				}
			}
		}
		return true
	})
}

func isMap(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// hasBlank says whether values of type t have blank fields.
func (r *renderer) hasBlank(t types.Type) bool {
	if n, ok := types.Unalias(t).(*types.Named); ok {
		if _, made := r.e.isMade(n); !made {
			return false // compiled code compares them
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Array:
		return r.hasBlank(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			if f.Name() == "_" || r.hasBlank(f.Type()) {
				return true
			}
		}
	}
	return false
}

// withoutBlank is a copy of value, which has type t, in which blank fields are zero.
func (r *renderer) withoutBlank(n ast.Node, t types.Type, value text) text {
	if l, ok := n.(*ast.CompositeLit); ok && l.Type == nil {
		value = r.textf(n, r.typ(n, t)+"%v", value) // a key in a literal
	}
	return r.textf(n, r.blankCopier(n, t)+"(%v)", value)
}

// blankCopier is the function that makes the copy.
func (r *renderer) blankCopier(n ast.Node, t types.Type) string {
	typ := r.typ(n, t)
	if u, ok := t.Underlying().(*types.Array); ok {
		return r.e.helper("unblank", typ, "(v "+typ+") "+typ+" { for i := 0; i < "+strconv.FormatInt(u.Len(), 10)+"; i++ { v[i] = "+r.blankCopier(n, u.Elem())+"(v[i]) }; return v }")
	}
	var body strings.Builder
	for f := range t.Underlying().(*types.Struct).Fields() {
		name, value := f.Name(), "v."+f.Name()
		switch known := r.fieldName(f); {
		case name == "_":
			continue
		case known != "":
			name, value = known, "v."+known
		}
		if r.hasBlank(f.Type()) {
			value = r.blankCopier(n, f.Type()) + "(" + value + ")"
		}
		body.WriteString("c." + name + " = " + value + "; ")
	}
	return r.e.helper("unblank", typ, "(v "+typ+") "+typ+" { var c "+typ+"; "+body.String()+"return c }")
}

// lowerBlankValue leaves the values of blank fields out of a literal that lists
// values without names, when leaving them out is not seen.
func lowerBlankValue(r *renderer, n ast.Node) (text, bool) {
	l := n.(*ast.CompositeLit)
	t := r.typeOf(l)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem() // of an element of a literal
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok || len(l.Elts) != st.NumFields() || st.NumFields() == 0 {
		return nil, false
	}
	blank := false
	for i, x := range l.Elts {
		if _, keyed := x.(*ast.KeyValueExpr); keyed {
			return nil, false
		}
		if st.Field(i).Name() == "_" {
			blank = true
			if r.info.Types[x].Value == nil && !r.info.Types[x].IsNil() && identOf(x) == nil {
				return nil, false
			}
		}
	}
	if !blank {
		return nil, false
	}
	var out text
	if l.Type != nil {
		out = r.node(l.Type)
	}
	out = out.add(r.made(l, "{"))
	for i, x := range l.Elts {
		f := st.Field(i)
		if f.Name() == "_" {
			continue
		}
		name := f.Name()
		if known := r.fieldName(f); known != "" {
			name = known
		}
		out = out.add(r.textf(x, name+": %v, ", x)...)
	}
	return out.add(r.made(l, "}")), true
}
