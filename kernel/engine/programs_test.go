package engine

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"interleave/kernel/evaluator"
)

// TestPrograms runs whole programs as people write them, as one cell and split
// into as many cells as their declarations allow. name.out is what the compiled
// program prints, which is checked when there is a toolchain.
func TestPrograms(t *testing.T) {
	files, _ := filepath.Glob("testdata/programs/*.go")
	if len(files) == 0 {
		t.Fatal("testdata/programs holds no programs")
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out, err := os.ReadFile(strings.TrimSuffix(file, ".go") + ".out")
		if err != nil {
			t.Fatalf("%v; make it with: go run %s", err, file)
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".go"), func(t *testing.T) {
			t.Run("compiled", func(t *testing.T) {
				if _, err := exec.LookPath("go"); err != nil || testing.Short() {
					t.Skip("-short, or no go command to compare with")
				}
				got, err := exec.Command("go", "run", file).Output()
				if err != nil {
					t.Fatal(err)
				}
				compareOutput(t, string(out), string(got))
			})
			t.Run("one cell", func(t *testing.T) { compareOutput(t, string(out), printed(t, []string{string(text)})) })
			t.Run("cells", func(t *testing.T) {
				cells := splitProgram(t, string(text))
				if len(cells) < 10 {
					t.Errorf("split into %d cells only", len(cells))
				}
				compareOutput(t, string(out), printed(t, cells))
			})
		})
	}
}

func compareOutput(t *testing.T, want, got string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
}

// printed runs cells and is what they print together.
func printed(t *testing.T, cells []string) string {
	s := newSession(t)
	var b strings.Builder
	for _, c := range cells {
		s.must(c)
	}
	for i := range cells {
		b.WriteString(s.out.stream(evaluator.CellID(i+1), "stdout"))
	}
	return b.String()
}

// splitProgram makes a cell of each declaration, with the methods of a type and
// with the declarations that need each other, after those that it needs.
func splitProgram(t *testing.T, text string) []string {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "program.go", text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var imports strings.Builder
	var units []*programUnit
	byName := map[string]*programUnit{}
	source := func(n ast.Node) string {
		return text[fset.Position(n.Pos()).Offset:fset.Position(n.End()).Offset]
	}
	add := func(d ast.Decl, names ...string) {
		u := byName[names[0]]
		if u == nil {
			u = &programUnit{uses: map[string]bool{}}
			units = append(units, u)
		}
		for _, n := range names {
			byName[n] = u
		}
		u.text += source(d) + "\n\n"
		ast.Inspect(d, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				u.uses[id.Name] = true
			}
			return true
		})
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			if d.Recv != nil {
				name = receiverName(d.Recv.List[0].Type)
			}
			add(d, name)
		case *ast.GenDecl:
			if d.Tok == token.IMPORT {
				imports.WriteString(source(d) + "\n")
				continue
			}
			var names []string
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					names = append(names, s.Name.Name)
				case *ast.ValueSpec:
					for _, n := range s.Names {
						names = append(names, n.Name)
					}
				}
			}
			add(d, names...)
		}
	}
	reach := func(from *programUnit) map[*programUnit]bool {
		seen := map[*programUnit]bool{}
		var walk func(u *programUnit)
		walk = func(u *programUnit) {
			for name := range u.uses {
				if v := byName[name]; v != nil && !seen[v] {
					seen[v] = true
					walk(v)
				}
			}
		}
		walk(from)
		return seen
	}
	needs := map[*programUnit]map[*programUnit]bool{}
	for _, u := range units {
		needs[u] = reach(u)
	}
	cells := []string{imports.String()}
	done := map[*programUnit]bool{}
	for len(done) < len(units) {
		before := len(done)
		for _, u := range units {
			if done[u] {
				continue
			}
			var together []*programUnit
			ready := true
			for _, v := range units {
				switch {
				case v == u || needs[u][v] && needs[v][u]:
					together = append(together, v)
				case needs[u][v] && !done[v]:
					ready = false
				}
			}
			if !ready {
				continue
			}
			var b strings.Builder
			for _, v := range together {
				done[v] = true
				b.WriteString(v.text)
			}
			cells = append(cells, b.String())
		}
		if len(done) == before {
			t.Fatal("declarations that wait for each other")
		}
	}
	return cells // the one with main runs it
}

// programUnit is a declaration, with the methods of its types.
type programUnit struct {
	text string
	uses map[string]bool
}

func receiverName(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.StarExpr:
		return receiverName(x.X)
	case *ast.IndexExpr:
		return receiverName(x.X)
	case *ast.IndexListExpr:
		return receiverName(x.X)
	}
	return x.(*ast.Ident).Name
}
