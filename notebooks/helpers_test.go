package notebooks

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"interleave/notebooks/lesson"
)

var (
	sectionOf  = regexp.MustCompile(`^## ([a-z]+)\n`)
	tableRow   = regexp.MustCompile("(?m)^\\| ((?:`\\w+`(?:, )?)+) \\|")
	backticked = regexp.MustCompile("`(\\w+)`")
)

// TestHelpersPage: the page of the helpers has a section for each package that cells
// have without an import, with a cell that runs; and what its tables name exists.
func TestHelpersPage(t *testing.T) {
	for _, language := range lesson.Languages {
		sections := map[string]bool{}
		for _, c := range texts(t, language)["12-helpers.ipynb"] {
			m := sectionOf.FindStringSubmatch(c.Source)
			if m == nil {
				continue
			}
			sections[m[1]] = true
			exported := exportedBy(t, filepath.Join("..", "runtime", m[1]))
			rows := tableRow.FindAllStringSubmatch(c.Source, -1)
			if len(rows) == 0 {
				t.Errorf("%s: the section of %s has no table of functions", language, m[1])
			}
			for _, row := range rows {
				for _, name := range backticked.FindAllStringSubmatch(row[1], -1) {
					if !exported[name[1]] {
						t.Errorf("%s: %s.%s does not exist", language, m[1], name[1])
					}
				}
			}
		}
		// Packages that a student needs no page of: the ground the others stand on,
		// widgets and keyboard input.
		unlisted := map[string]bool{"bench": true, "cell": true, "comm": true, "input": true, "internal": true, "symbols": true}
		folders, err := os.ReadDir(filepath.Join("..", "runtime"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range folders {
			if f.IsDir() && !unlisted[f.Name()] && !sections[f.Name()] {
				t.Errorf("%s: package %s has no section", language, f.Name())
			}
		}
	}
}

// exportedBy are the package-level names of a folder's package.
func exportedBy(t *testing.T, dir string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	files, err := fs.Glob(os.DirFS(dir), "*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no Go files (%v)", dir, err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					names[d.Name.Name] = true
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						names[s.Name.Name] = true
					case *ast.ValueSpec:
						for _, n := range s.Names {
							names[n.Name] = true
						}
					}
				}
			}
		}
	}
	return names
}
