package lang

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"interleave/kernel/lang/exportdata"
)

// importer imports packages for checks. A package of which Options.Generic has
// source, its shell, is made of two: what the shell declares, checked from the
// source, and everything else, from the export data. So a generic type is the
// same whether a cell, the shell, or another package's shell names it, and its
// instances have the fields and the methods of the source.
type importer struct {
	*exportdata.Importer
	s     *Session
	whole map[string]*types.Package // those with a shell, by path
}

// Import implements types.Importer.
func (im *importer) Import(path string) (*types.Package, error) {
	if p := im.whole[path]; p != nil {
		return p, nil
	}
	compiled, err := im.Importer.Import(path)
	if err != nil || im.s.opts.Generic == nil {
		return compiled, err
	}
	texts := im.s.opts.Generic(path)
	if len(texts) == 0 {
		return compiled, nil
	}
	im.whole[path] = compiled // to the shell itself
	p := im.s.library.loadShell(im.s, compiled, texts)
	im.whole[path] = p
	return p, nil
}

// loadShell checks a shell. What it uses of its package and does not declare is
// compiled, and known as if it were declared around it.
func (l *library) loadShell(s *Session, compiled *types.Package, texts []string) *types.Package {
	path := compiled.Path()
	p := types.NewPackage(path, "main") // as its files are parsed
	l.shells[p] = true
	around := types.NewScope(types.Universe, token.NoPos, token.NoPos, "compiled part of "+path)
	*p.Scope() = *types.NewScope(around, token.NoPos, token.NoPos, path)
	files, sources := l.parse(s, path, texts)
	declared := map[string]bool{}
	for _, f := range files {
		declaredNames(f.Decls, func(id *ast.Ident) { declared[id.Name] = true })
	}
	for _, name := range compiled.Scope().Names() {
		if !declared[name] {
			around.Insert(compiled.Scope().Lookup(name))
		}
	}
	info := newInfo()
	conf := types.Config{Importer: s.importer, Sizes: sizes, GoVersion: goVersion, Context: s.context}
	if err := types.NewChecker(&conf, s.fset, p, info).Files(files); err != nil {
		panic(fmt.Sprintf("lang: shell of %s: %v", path, err))
	}
	p.SetName(compiled.Name())
	for _, name := range p.Scope().Names() {
		l.paths[p.Scope().Lookup(name)] = path
	}
	for _, name := range compiled.Scope().Names() {
		if !declared[name] {
			p.Scope().Insert(compiled.Scope().Lookup(name))
		}
	}
	l.packages[path] = p.Scope()
	for i, f := range files {
		l.declare(sources[i], f, info)
	}
	return p
}

// interpreted says whether what p declares is emitted: in cells, and in shells.
func (s *Session) interpreted(p *types.Package) bool { return p == s.pkg || s.library.shells[p] }
