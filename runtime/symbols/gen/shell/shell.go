// Package shell takes out of the packages for cells what is generic in them:
// compiled code has no generic functions to hand to a cell, so the front end
// instantiates their source. What it takes is the shell of a package; everything
// else of it stays compiled.
//
// The shell of a package is its generic functions and types, the functions
// whose signature has an instance of a generic type of these packages in it, and
// the unexported functions and constants that those use. [Of] says what a
// shell can't have, at the place where it stands.
package shell

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Ours is what the paths of the packages for cells begin with.
const Ours = "interleave/runtime/"

// Loader reads packages from source, with what they import as the compiler
// exported it.
type Loader struct {
	fset     *token.FileSet
	importer types.Importer
	dirs     map[string]string   // by import path
	files    map[string][]string // Go files of a package
}

// NewLoader asks the go command for our packages. It compiles what is not
// compiled yet.
func NewLoader() (*Loader, error) {
	cmd := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}\t{{.Dir}}\t{{range .GoFiles}}{{.}} {{end}}", Ours+"...")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list of our packages: %w", err)
	}
	l := &Loader{fset: token.NewFileSet(), dirs: map[string]string{}, files: map[string][]string{}}
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		exports[f[0]] = f[1]
		if strings.HasPrefix(f[0], Ours) {
			l.dirs[f[0]], l.files[f[0]] = f[2], strings.Fields(f[3])
		}
	}
	l.importer = importer.ForCompiler(l.fset, "gc", func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("there is no export data of %s", path)
		}
		return os.Open(exports[path])
	})
	return l, nil
}

// All are the shells of our packages that have one, by import path.
func All() (map[string]string, error) {
	l, err := NewLoader()
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	for path := range l.dirs {
		if rest := strings.TrimPrefix(path, Ours); strings.HasPrefix(rest, "symbols") || strings.HasPrefix(rest, "bench") {
			continue
		}
		text, err := l.Of(path)
		if err != nil {
			return nil, err
		}
		if text != "" {
			texts[path] = text
		}
	}
	return texts, nil
}

// Of is the text of the shell of a package, "" when nothing in it is generic.
func (l *Loader) Of(path string) (string, error) {
	var texts [][]byte
	for _, name := range l.files[path] {
		text, err := os.ReadFile(filepath.Join(l.dirs[path], name))
		if err != nil {
			return "", err
		}
		texts = append(texts, text)
	}
	return l.extract(path, l.files[path], texts)
}

// extract is Of a package with these files.
func (l *Loader) extract(path string, names []string, texts [][]byte) (string, error) {
	x := &extractor{l: l, texts: texts, chosen: map[types.Object]bool{}, decls: map[types.Object]piece{}}
	for i, text := range texts {
		f, err := parser.ParseFile(l.fset, names[i], text, parser.SkipObjectResolution)
		if err != nil {
			return "", err
		}
		x.files = append(x.files, f)
	}
	x.info = &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
	conf := types.Config{Importer: l.importer}
	var err error
	if x.pkg, err = conf.Check(path, l.fset, x.files, x.info); err != nil {
		return "", err
	}
	x.declarations()
	x.choose()
	if len(x.errs) > 0 {
		slices.Sort(x.errs)
		return "", fmt.Errorf("the shell of %s can't be taken out:\n\t%s", path, strings.Join(slices.Compact(x.errs), "\n\t"))
	}
	return x.text(), nil
}

// extractor is the work on one package.
type extractor struct {
	l      *Loader
	pkg    *types.Package
	files  []*ast.File
	texts  [][]byte
	info   *types.Info
	decls  map[types.Object]piece // package-level objects, methods of generic types
	order  []types.Object
	chosen map[types.Object]bool
	errs   []string
}

// piece is where an object is declared.
type piece struct {
	file int
	node ast.Node // *ast.FuncDecl or a spec
	tok  token.Token
}

// declarations finds everything that may become part of the shell.
func (x *extractor) declarations() {
	add := func(id *ast.Ident, p piece) {
		if o := x.info.Defs[id]; o != nil {
			x.decls[o] = p
			x.order = append(x.order, o)
		}
	}
	for i, f := range x.files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				add(d.Name, piece{i, d, token.FUNC})
			case *ast.GenDecl:
				for _, sp := range d.Specs {
					switch sp := sp.(type) {
					case *ast.TypeSpec:
						add(sp.Name, piece{i, sp, token.TYPE})
					case *ast.ValueSpec:
						for _, id := range sp.Names {
							add(id, piece{i, sp, d.Tok})
						}
					}
				}
			}
		}
	}
}

// choose begins with what is generic and goes on to what that uses.
func (x *extractor) choose() {
	for _, o := range x.order {
		switch o := o.(type) {
		case *types.Func:
			recv := receiver(o)
			switch {
			case recv == nil && (o.Signature().TypeParams().Len() > 0 || o.Exported() && mentionsOurs(o.Signature())):
				x.take(o)
			case recv != nil && recv.TypeParams().Len() > 0:
				x.take(o)
			case recv != nil && o.Exported() && mentionsOurs(o.Signature()):
				x.fail(o.Pos(), "method %s.%s has an instance of a generic type in its signature, but %s is not generic: make it a function", recv.Obj().Name(), o.Name(), recv.Obj().Name())
			}
		case *types.TypeName:
			if isGeneric(o) {
				x.take(o)
			} else if o.Exported() && o.Parent() == x.pkg.Scope() && exposes(o) {
				x.fail(o.Pos(), "type %s is not generic, but cells see an instance of a generic type in it", o.Name())
			}
		case *types.Var, *types.Const:
			if o.Exported() && o.Parent() == x.pkg.Scope() && mentionsOurs(o.Type()) {
				x.fail(o.Pos(), "%s has an instance of a generic type: make it a function", o.Name())
			}
		}
	}
}

func (x *extractor) fail(at token.Pos, format string, args ...any) {
	p := x.l.fset.Position(at)
	x.errs = append(x.errs, fmt.Sprintf("%s:%d:%d: %s", filepath.Base(p.Filename), p.Line, p.Column, fmt.Sprintf(format, args...)))
}

// take makes o and what it uses part of the shell.
func (x *extractor) take(o types.Object) {
	p, ok := x.decls[o]
	if !ok || x.chosen[o] {
		return
	}
	x.chosen[o] = true
	if p.tok == token.CONST {
		return // its value is enough
	}
	ast.Inspect(p.node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSpec:
			if n != p.node && n.TypeParams == nil {
				x.fail(n.Pos(), "generic code declares the type %s in a function, which cells can't have: declare it at package level, generic, or use a struct type without a name", n.Name.Name)
			}
		case *ast.SelectorExpr:
			x.selection(n)
		case *ast.Ident:
			x.use(n)
		}
		return true
	})
}

// use looks at a name in the shell.
func (x *extractor) use(id *ast.Ident) {
	o := origin(x.info.Uses[id])
	if o == nil || o.Pkg() != x.pkg || o.Parent() != x.pkg.Scope() {
		return
	}
	switch o := o.(type) {
	case *types.Func:
		if !o.Exported() {
			x.take(o)
		}
	case *types.Const:
		if !o.Exported() {
			x.take(o)
		}
	case *types.TypeName:
		if !isGeneric(o) && !o.Exported() {
			x.fail(id.Pos(), "generic code uses the type %s, which cells can't have: export it, move it to runtime/internal, or make it part of the generic type", o.Name())
		}
	case *types.Var:
		if !o.Exported() {
			x.fail(id.Pos(), "generic code uses the variable %s, which cells can't have: move it to runtime/internal", o.Name())
		}
	}
}

// selection refuses unexported fields and methods of compiled types.
func (x *extractor) selection(n *ast.SelectorExpr) {
	s := x.info.Selections[n]
	if s == nil || s.Obj().Exported() {
		return
	}
	t := s.Recv()
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if ok && named.TypeParams().Len() == 0 && named.Obj().Parent() == x.pkg.Scope() {
		x.fail(n.Sel.Pos(), "generic code uses %s.%s, which is not exported and which cells can't have: move what it does to runtime/internal", named.Obj().Name(), n.Sel.Name)
	}
}

// origin is the generic function that an instance is of.
func origin(o types.Object) types.Object {
	if f, ok := o.(*types.Func); ok {
		return f.Origin()
	}
	return o
}

func receiver(f *types.Func) *types.Named {
	recv := f.Signature().Recv()
	if recv == nil {
		return nil
	}
	t := types.Unalias(recv.Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	named, _ := t.(*types.Named)
	return named
}

func isGeneric(o *types.TypeName) bool {
	switch t := o.Type().(type) {
	case *types.Named:
		return t.TypeParams().Len() > 0
	case *types.Alias:
		return t.TypeParams().Len() > 0
	}
	return false
}

// text writes the shell in the order of the files.
func (x *extractor) text() string {
	if len(x.chosen) == 0 {
		return ""
	}
	var b, body bytes.Buffer
	imports := map[string]string{} // name to path
	for _, o := range x.order {
		if !x.chosen[o] {
			continue
		}
		p := x.decls[o]
		if p.tok == token.CONST {
			c := o.(*types.Const)
			fmt.Fprintf(&body, "\nconst %s%s = %s\n", c.Name(), constType(c), c.Val().ExactString())
			continue
		}
		ast.Inspect(p.node, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if q, ok := x.info.Uses[id].(*types.PkgName); ok {
					imports[q.Name()] = q.Imported().Path()
				}
			}
			return true
		})
		start, end := x.l.fset.Position(p.node.Pos()).Offset, x.l.fset.Position(p.node.End()).Offset
		if f, ok := p.node.(*ast.FuncDecl); ok {
			start = x.l.fset.Position(f.Type.Func).Offset
		}
		body.WriteString("\n")
		if p.tok == token.TYPE {
			body.WriteString("type ")
		}
		body.Write(x.texts[p.file][start:end])
		body.WriteString("\n")
	}
	fmt.Fprintf(&b, "package %s\n", x.pkg.Name())
	for _, name := range sortedKeys(imports) {
		fmt.Fprintf(&b, "\nimport %s %q", name, imports[name])
	}
	b.WriteString("\n")
	b.Write(body.Bytes())
	return b.String()
}

func constType(c *types.Const) string {
	t, ok := c.Type().(*types.Basic)
	if !ok {
		return " " + types.TypeString(c.Type(), func(*types.Package) string { return "" })
	}
	if t.Info()&types.IsUntyped != 0 {
		return ""
	}
	return " " + t.Name()
}

func sortedKeys(m map[string]string) []string {
	var list []string
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}
