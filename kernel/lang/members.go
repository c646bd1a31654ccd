package lang

import (
	"go/token"
	"go/types"
)

// members lists the fields and methods that can be selected from a value of
// type t in package pkg, each name once, the shallowest first.
func members(t types.Type, pkg *types.Package) []types.Object {
	var list []types.Object
	seen := map[string]bool{}
	add := func(o types.Object) {
		if !seen[o.Name()] && o.Name() != "_" && (token.IsExported(o.Name()) || o.Pkg() == pkg) {
			if found, _, _ := types.LookupFieldOrMethod(t, true, o.Pkg(), o.Name()); found != nil {
				seen[o.Name()] = true
				list = append(list, o)
			}
		}
	}
	visited := map[types.Type]bool{}
	queue := []types.Type{t}
	for len(queue) > 0 {
		t := queue[0]
		queue = queue[1:]
		if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		t = types.Unalias(t)
		if visited[t] {
			continue
		}
		visited[t] = true
		if n, ok := t.(*types.Named); ok {
			for m := range n.Methods() {
				add(m)
			}
		}
		switch u := t.Underlying().(type) {
		case *types.Struct:
			for f := range u.Fields() {
				add(f)
				if f.Embedded() {
					queue = append(queue, f.Type())
				}
			}
		case *types.Interface:
			for m := range u.Methods() {
				add(m)
			}
		}
	}
	return list
}
