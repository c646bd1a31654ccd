package symbols

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every exported function of a package for cells has an Example with output, every
// type and method a comment, every package a page.
func TestEverythingIsDocumented(t *testing.T) {
	kernels := map[string]bool{"cell.SetHost": true, "comm.Deliver": true, "comm.Unregister": true} // the kernel's side
	for _, path := range Preloaded() {
		dir := filepath.Join("..", strings.TrimPrefix(path, ours))
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		fset := token.NewFileSet()
		var files, tests []*ast.File
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".go") {
				continue
			}
			f, err := parser.ParseFile(fset, filepath.Join(dir, e.Name()), nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(e.Name(), "_test.go") {
				tests = append(tests, f)
			} else {
				files = append(files, f)
			}
		}
		have := map[string]bool{}
		for _, x := range doc.Examples(tests...) {
			name, _, _ := strings.Cut(x.Name, "_")
			have[name] = have[name] || x.Output != "" || x.EmptyOutput
		}
		p, err := doc.NewFromFiles(fset, files, path)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Doc) < 200 {
			t.Errorf("%s has no package comment to learn from", path)
		}
		functions := p.Funcs
		for _, typ := range p.Types {
			if typ.Doc == "" {
				t.Errorf("%s.%s has no comment", path, typ.Name)
			}
			functions = append(functions, typ.Funcs...)
			for _, m := range typ.Methods {
				if m.Doc == "" {
					t.Errorf("%s.%s.%s has no comment", path, typ.Name, m.Name)
				}
			}
		}
		for _, f := range functions {
			if f.Doc == "" {
				t.Errorf("%s.%s has no comment", path, f.Name)
			}
			if !have[f.Name] && !kernels[p.Name+"."+f.Name] {
				t.Errorf("%s.%s has no Example with output", path, f.Name)
			}
		}
	}
}
