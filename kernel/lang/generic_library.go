package lang

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"interleave/kernel/lang/generics"
)

// library is the generic source of compiled packages. To go/types cells use the
// real packages of the standard library; only the instances are made of what
// package generics has for them. Packages with a shell (Options.Generic) are
// that shell, see importer. Both may have functions of their own, but neither
// variables nor types that are not generic.
type library struct {
	packages map[string]*types.Scope // by import path; nil when there is none
	funcs    map[*types.Func]*generic
	methodOf map[*types.TypeName][]*generic
	paths    map[types.Object]string // of its own objects
	sources  map[*source]bool
	shells   map[*types.Package]bool // see importer
}

func newLibrary() library {
	return library{
		packages: map[string]*types.Scope{},
		funcs:    map[*types.Func]*generic{},
		methodOf: map[*types.TypeName][]*generic{},
		paths:    map[types.Object]string{},
		sources:  map[*source]bool{},
		shells:   map[*types.Package]bool{},
	}
}

func (l *library) owns(src *source) bool { return l.sources[src] }

// methods lists the methods of a type of the library.
func (l *library) methods(tn *types.TypeName) []*generic { return l.methodOf[tn] }

// function is the source of a generic function of a compiled package, or of one
// that such a source uses.
func (l *library) function(s *Session, o *types.Func) *generic {
	if g := l.funcs[o]; g != nil {
		return g
	}
	if o.Pkg() == nil || o.Pkg() == s.pkg {
		return nil
	}
	own, _ := l.lookup(s, o).(*types.Func)
	return l.funcs[own]
}

// typeName is the type of the library that tn is, or whose place it takes, and
// the import path that it is known by.
func (l *library) typeName(s *Session, tn *types.TypeName) (own *types.TypeName, path string) {
	if p := l.paths[tn]; p != "" {
		return tn, p
	}
	if tn.Pkg() == nil || tn.Pkg() == s.pkg {
		return nil, ""
	}
	own, _ = l.lookup(s, tn).(*types.TypeName)
	return own, l.paths[own]
}

// lookup finds what takes the place of o.
func (l *library) lookup(s *Session, o types.Object) types.Object {
	path := o.Pkg().Path()
	scope, ok := l.packages[path]
	if !ok {
		scope = l.load(s, path)
		l.packages[path] = scope
	}
	if scope == nil {
		return nil
	}
	return scope.Lookup(o.Name())
}

// load checks the source of a package as package main, so that its instances may
// use what is not exported.
func (l *library) load(s *Session, path string) *types.Scope {
	texts := generics.Source(path)
	if len(texts) == 0 {
		return nil
	}
	info := newInfo()
	files, sources := l.parse(s, path, texts)
	*s.pkg.Scope() = *types.NewScope(types.Universe, token.NoPos, token.NoPos, path)
	conf := types.Config{Importer: s.importer, Sizes: sizes, GoVersion: goVersion, Context: s.context}
	if err := types.NewChecker(&conf, s.fset, s.pkg, info).Files(files); err != nil {
		panic(fmt.Sprintf("lang: source of %s: %v", path, err))
	}
	scope := types.NewScope(nil, token.NoPos, token.NoPos, path)
	for _, name := range s.pkg.Scope().Names() {
		o := s.pkg.Scope().Lookup(name)
		scope.Insert(o)
		l.paths[o] = path
	}
	for i, f := range files {
		l.declare(sources[i], f, info)
	}
	return scope
}

func (l *library) parse(s *Session, path string, texts []string) (files []*ast.File, sources []*source) {
	for _, text := range texts {
		src := &source{cell: Cell{Code: text}, library: true}
		l.sources[src] = true
		f, errs := s.parseFile(src, declPrelude+withoutPackage(text))
		if len(errs) > 0 {
			panic(fmt.Sprintf("lang: source of %s: %v", path, errs))
		}
		files, sources = append(files, f), append(sources, src)
	}
	return files, sources
}

// declare notes the functions of a file.
func (l *library) declare(src *source, f *ast.File, info *types.Info) {
	for _, d := range f.Decls {
		d, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		o := info.Defs[d.Name].(*types.Func)
		g := &generic{object: o, src: src, decl: d, info: info}
		l.funcs[o] = g
		if tn := g.receiver(); tn != nil {
			l.methodOf[tn] = append(l.methodOf[tn], g)
		}
	}
}

// withoutPackage blanks the package clause of a file, and what stands before.
func withoutPackage(text string) string {
	items, _ := split(text)
	i := slices.IndexFunc(items, func(it item) bool { return it.kind == packageItem })
	if i < 0 {
		return text
	}
	return strings.Repeat(" ", items[i].end) + text[items[i].end:]
}
