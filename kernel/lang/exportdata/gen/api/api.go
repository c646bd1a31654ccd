// Package api says which packages cells can import and describes a package's
// exported API as text. The generators of export data and symbols and the
// tests that find them stale share it.
package api

import (
	"fmt"
	"go/types"
	"sort"
	"strings"
)

// unavailable holds the public packages that cells cannot import, with the
// reason that the checker gives.
var unavailable = map[string]string{
	"plugin":       "plugins can't be loaded into the evaluator",
	"runtime/cgo":  "cells are interpreted, without cgo",
	"runtime/race": "it only links the race detector's runtime",
}

// Unavailable says why a public package can't be imported by cells, or "".
func Unavailable(path string) string { return unavailable[path] }

// Core reports whether a package is one that cells can't import, but the shells
// of our packages do: what those are thin wrappers of. There is export data and a
// table of symbols of it.
func Core(path string) bool { return strings.HasPrefix(path, "interleave/runtime/internal/") }

// Hidden reports whether a package found by the go command is not offered to
// cells: commands, vendored and internal ones, the symbol tables themselves.
func Hidden(path string) bool {
	if unavailable[path] != "" || path == "unsafe" {
		return true
	}
	for _, part := range strings.Split(path, "/") {
		switch part {
		case "internal", "vendor", "cmd":
			return true
		}
	}
	rest, ours := strings.CutPrefix(path, "interleave/runtime/")
	return ours && (rest == "symbols" || strings.HasPrefix(rest, "symbols/") || strings.HasPrefix(rest, "bench"))
}

// Describe lists everything a package exports: objects with their types,
// values of constants, exported fields and methods, a line each. Two packages
// with the same description check the same cells.
func Describe(p *types.Package) string {
	var b strings.Builder
	qualify := func(q *types.Package) string {
		if q == p {
			return ""
		}
		return q.Path()
	}
	for _, name := range p.Scope().Names() {
		obj := p.Scope().Lookup(name)
		if !obj.Exported() {
			continue
		}
		switch obj := obj.(type) {
		case *types.Const:
			fmt.Fprintf(&b, "%s = %s\n", types.ObjectString(obj, qualify), obj.Val().ExactString())
		case *types.TypeName:
			describeType(&b, obj, qualify)
		default:
			fmt.Fprintln(&b, types.ObjectString(obj, qualify))
		}
	}
	return b.String()
}

func describeType(b *strings.Builder, obj *types.TypeName, qualify types.Qualifier) {
	fmt.Fprintf(b, "type %s", obj.Name())
	if obj.IsAlias() {
		fmt.Fprintf(b, " = %s\n", types.TypeString(types.Unalias(obj.Type()), qualify))
		return
	}
	named, ok := obj.Type().(*types.Named)
	if !ok {
		fmt.Fprintln(b)
		return
	}
	for t := range named.TypeParams().TypeParams() {
		fmt.Fprintf(b, " [%s %s]", t, types.TypeString(t.Constraint(), qualify))
	}
	if s, ok := named.Underlying().(*types.Struct); ok {
		fmt.Fprint(b, " struct\n")
		for f := range s.Fields() {
			if f.Exported() {
				fmt.Fprintf(b, "\t%s %s\n", f.Name(), types.TypeString(f.Type(), qualify))
			}
		}
	} else {
		fmt.Fprintf(b, " %s\n", types.TypeString(named.Underlying(), qualify))
	}
	var methods []string
	for m := range named.Methods() {
		if m.Exported() {
			methods = append(methods, "\t"+types.ObjectString(m, qualify))
		}
	}
	sort.Strings(methods)
	for _, m := range methods {
		fmt.Fprintln(b, m)
	}
}
