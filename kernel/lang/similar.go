package lang

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"interleave/kernel/lang/exportdata"
)

// hintName offers what an undefined name may have meant.
func (k *check) hintName(name string, pos token.Pos) string {
	if cell, ok := k.s.lost[name]; ok {
		return fmt.Sprintf("lost when the evaluator restarted; run In[%d] again", cell)
	}
	if f := k.s.funcs[name]; f != nil && f.object == nil {
		return k.s.waitsFor(f)
	}
	best := newNearest(name)
	for scope := k.innermost(pos); scope != nil; scope = scope.Parent() {
		for _, n := range scope.Names() {
			best.offer(n)
		}
	}
	for n := range k.s.scope {
		best.offer(n)
	}
	for _, e := range k.c.entities {
		best.offer(e.name)
	}
	for n := range k.s.opts.Preloaded {
		best.offer(n)
	}
	if best.found == "" && len(name) > 2 {
		for _, p := range exportdata.Packages() {
			best.offer(path.Base(p))
		}
	}
	return best.question("")
}

// waitsFor says which lost variable a function needs.
func (s *Session) waitsFor(f *function) string {
	for _, n := range f.names {
		if cell, ok := s.lost[n]; ok {
			return fmt.Sprintf("%s of In[%d] needs %s, which was lost when the evaluator restarted; run In[%d] again", f.key, f.src.cell.Number, n, cell)
		}
	}
	return fmt.Sprintf("%s of In[%d] needs what was lost when the evaluator restarted", f.key, f.src.cell.Number)
}

// hintPackageMember offers members of a package.
func (k *check) hintPackageMember(pkg, name string) string {
	p, ok := k.object(pkg).(*types.PkgName)
	var scope *types.Scope
	if ok {
		scope = p.Imported().Scope()
	} else if path := k.s.implicitPackage(pkg); path != "" {
		if imported, err := k.s.importer.Import(path); err == nil {
			scope = imported.Scope()
		}
	}
	if scope == nil {
		return ""
	}
	best := newNearest(name)
	for _, n := range scope.Names() {
		if token.IsExported(n) {
			best.offer(n)
		}
	}
	return best.question(pkg + ".")
}

// hintMember offers fields and methods of the selected expression's type.
func (k *check) hintMember(name string, pos token.Pos) string {
	var t types.Type
	for x, tv := range k.info.Types {
		_, call := x.(*ast.CallExpr)
		if !call && x.End()+1 == pos || x.End() == pos-1 {
			t = tv.Type
		}
	}
	if t == nil {
		return ""
	}
	best := newNearest(name)
	for _, m := range members(t, k.s.pkg) {
		best.offer(m.Name())
	}
	return best.question("")
}

// innermost is the smallest scope that pos is in, or nil.
func (k *check) innermost(pos token.Pos) *types.Scope {
	var best *types.Scope
	for _, s := range k.info.Scopes {
		if s.Contains(pos) && (best == nil || s.End()-s.Pos() < best.End()-best.Pos()) {
			best = s
		}
	}
	return best
}

// nearest finds the name that a misspelt one may have meant.
type nearest struct {
	name, found string
	distance    int
}

func newNearest(name string) *nearest {
	// one slip in a short name, two in a longer one
	return &nearest{name: name, distance: 2 + min(len(name)/6, 1)}
}

func (n *nearest) offer(candidate string) {
	if candidate == n.name || candidate == "_" || strings.Contains(candidate, "ǃ") || len(candidate) < 2 {
		return
	}
	d := levenshtein.ComputeDistance(n.name, candidate)
	if strings.EqualFold(n.name, candidate) {
		d = 0
	} else if d >= len(n.name) || len(n.name) > 2 && transposed(n.name, candidate) {
		d = max(1, d-1)
	}
	if len(n.name) <= 2 && d > 0 {
		return
	}
	if d < n.distance || d == n.distance && n.found != "" && candidate < n.found {
		n.found, n.distance = candidate, d
	}
}

// transposed says whether two neighbouring letters are swapped.
func transposed(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) - 1 {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		}
	}
	return false
}

func (n *nearest) question(prefix string) string {
	if n.found == "" {
		return ""
	}
	return "did you mean " + prefix + n.found + "?"
}

// missingPackage is the go command's sentence for a package that is not there.
func (s *Session) missingPackage(path string) string {
	if why := exportdata.Unavailable(path); why != "" {
		return fmt.Sprintf("package %s can't be imported in a cell: %s", path, why)
	}
	return fmt.Sprintf("package %s is not in std", path)
}

// similarPackage offers the package with the most similar path or last element.
func (s *Session) similarPackage(path string) string {
	best := newNearest(path)
	for _, p := range exportdata.Packages() {
		best.offer(p)
	}
	if best.found != "" {
		return fmt.Sprintf("did you mean %q?", best.found)
	}
	if i := slices.IndexFunc(exportdata.Packages(), func(p string) bool { return strings.HasSuffix(p, "/"+path) }); i >= 0 {
		return fmt.Sprintf("did you mean %q?", exportdata.Packages()[i])
	}
	return "cells can import the standard library, golang.org/x/sync and the kernel's own packages"
}
