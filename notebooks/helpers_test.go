package notebooks

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"interleave/kernel/notebook"
	"interleave/notebooks/lesson"
	"interleave/runtime/symbols"
)

var (
	helperHeading = regexp.MustCompile(`^## ([a-z]+)\n`)
	helperRow     = regexp.MustCompile("(?m)^\\|((?: *`[^`]*`,?)+) *\\|")
	helperName    = regexp.MustCompile("`([^`]*)`")
	helperLink    = regexp.MustCompile(`(?m)^\| \[(\w+)\]\(#(\w+)\) \|`)
)

// helpersOf are the sections of the page of the helpers, by package: the names in the
// first columns of their tables. listed are the packages of the table at its top.
func helpersOf(t *testing.T, language string) (sections map[string][]string, listed []string) {
	t.Helper()
	sections = map[string][]string{}
	for _, c := range read(t, language+"/12-helpers.ipynb").Cells {
		if c.Type != notebook.Markdown {
			continue
		}
		if strings.HasPrefix(c.Source, "# ") {
			for _, m := range helperLink.FindAllStringSubmatch(c.Source, -1) {
				if m[1] != m[2] {
					t.Errorf("%s: %s is linked to the section of %s", language, m[1], m[2])
				}
				listed = append(listed, m[1])
			}
		}
		m := helperHeading.FindStringSubmatch(c.Source)
		if m == nil {
			continue
		}
		if _, ok := sections[m[1]]; ok {
			t.Errorf("%s: %s has two sections", language, m[1])
		}
		sections[m[1]] = nil
		for _, row := range helperRow.FindAllStringSubmatch(c.Source, -1) {
			for _, name := range helperName.FindAllStringSubmatch(row[1], -1) {
				sections[m[1]] = append(sections[m[1]], name[1])
			}
		}
	}
	return sections, listed
}

// TestHelpersPage: the page of the helpers has a section for each package that cells can
// use without an import, and a line at its top; the tables name what exists, every
// function among it, and the same in both languages.
func TestHelpersPage(t *testing.T) {
	// Functions that no cell calls: the kernel's side, and a shell's.
	internal := map[string]bool{"cell.SetHost": true, "comm.Deliver": true, "shared.StatsOf": true}
	tables := map[string]map[string][]string{}
	for _, language := range lesson.Languages {
		sections, listed := helpersOf(t, language)
		tables[language] = sections
		for name := range sections {
			if symbols.Preloaded()[name] == "" {
				t.Errorf("%s: there is a section %s and no such package in cells", language, name)
			}
		}
		for name := range symbols.Preloaded() {
			names, ok := sections[name]
			if !ok {
				t.Errorf("%s: package %s has no section", language, name)
				continue
			}
			if !slices.Contains(listed, name) {
				t.Errorf("%s: package %s is not in the table at the top", language, name)
			}
			exported, functions := declaredBy(t, filepath.Join("..", "runtime", name))
			for i, n := range names {
				if !exported[n] {
					t.Errorf("%s: the table of %s has %q, which does not exist", language, name, n)
				}
				if slices.Contains(names[:i], n) {
					t.Errorf("%s: the table of %s has %s twice", language, name, n)
				}
			}
			for _, f := range functions {
				if !slices.Contains(names, f) && !internal[name+"."+f] {
					t.Errorf("%s: the table of %s lacks %s", language, name, f)
				}
			}
		}
	}
	for _, language := range lesson.Languages[1:] {
		if diff := cmp.Diff(tables[lesson.Languages[0]], tables[language]); diff != "" {
			t.Errorf("the tables differ (-%s +%s)\n%s", lesson.Languages[0], language, diff)
		}
	}
}

// declaredBy are the exported names of the package in a folder, methods as Type.Method,
// and its functions.
func declaredBy(t *testing.T, dir string) (exported map[string]bool, functions []string) {
	t.Helper()
	names, err := fs.Glob(os.DirFS(dir), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	p, err := doc.NewFromFiles(fset, files, dir)
	if err != nil {
		t.Fatal(err)
	}
	exported = map[string]bool{}
	values := func(list []*doc.Value) {
		for _, v := range list {
			for _, n := range v.Names {
				exported[n] = ast.IsExported(n)
			}
		}
	}
	funcs := func(list []*doc.Func) {
		for _, f := range list {
			exported[f.Name] = true
			functions = append(functions, f.Name)
		}
	}
	values(p.Consts)
	values(p.Vars)
	funcs(p.Funcs)
	for _, typ := range p.Types {
		exported[typ.Name] = true
		values(typ.Consts)
		values(typ.Vars)
		funcs(typ.Funcs)
		for _, m := range typ.Methods {
			exported[typ.Name+"."+m.Name] = true
		}
	}
	if len(functions) == 0 {
		t.Fatalf("%s declares no function", dir)
	}
	return exported, functions
}
