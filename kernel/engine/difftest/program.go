package difftest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"interleave/kernel/lang/exportdata"
)

// packages are those that programs use, by name.
var packages = []string{"cmp", "errors", "fmt", "io", "maps", "slices", "sort", "strings", "sync"}

// imports is the import declaration of a program with this text.
func imports(text string) string {
	var list []string
	for _, p := range packages {
		if strings.Contains(text, p+".") {
			list = append(list, fmt.Sprintf("import %q\n", p))
		}
	}
	return strings.Join(list, "")
}

// function is the declaration of the function that runs the program.
func (p program) function() string {
	return fmt.Sprintf("func %smain() {\n%s}\n", p.name, p.body)
}

// declarations is the program without imports.
func (p program) declarations() string {
	return strings.Join(p.decls, "\n\n") + "\n\n" + p.function()
}

// file is the program as a file of package main, without helpers, with a function
// NAMEmain.
func (p program) file() string { return p.fileAfter("") }

// fileAfter is file with one more declaration, before the others.
func (p program) fileAfter(first string) string {
	text := p.declarations()
	return "package main\n\n" + imports(text) + "\n" + first + text
}

// helpersFile is the file that all programs of a binary share.
func helpersFile() string {
	text := strings.Join(helpers, "\n\n") + "\n"
	return "package main\n\n" + imports(text) + "\n" + text
}

// whole is the program as one cell.
func (p program) whole() []string {
	text := p.withHelpers()
	return []string{imports(text) + "\n" + text + "\n" + refuel(text) + p.name + "main()"}
}

// split is the program as a cell for each declaration, a type with its methods
// counting as one; its statements are a cell of their own.
func (p program) split() []string {
	text := p.withHelpers()
	used := helpersOf(p.declarations())
	cells := []string{imports(text) + strings.Join(used, "\n\n")}
	cells = append(cells, p.decls...)
	return append(cells, refuel(strings.Join(cells, ""))+p.body)
}

// refuel is a statement that a program without fuel doesn't need.
func refuel(text string) string {
	if !strings.Contains(text, "zfuel") {
		return ""
	}
	return "zfuel = " + fuel + "\n"
}

// withHelpers is the program with those helpers that it uses.
func (p program) withHelpers() string {
	text := p.declarations()
	return strings.Join(append(helpersOf(text), text), "\n\n")
}

// parsed is the checked file of a program, for those who want to change it.
type parsed struct {
	fset *token.FileSet
	file *ast.File
}

// checker type-checks programs. It is for one goroutine.
type checker struct {
	fset     *token.FileSet
	importer *exportdata.Importer
	helpers  *ast.File
}

func newChecker() *checker {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "helpers.go", helpersFile(), parser.SkipObjectResolution)
	if err != nil {
		panic(err) // they are a constant
	}
	return &checker{fset: fset, importer: exportdata.NewImporter(fset), helpers: f}
}

// check says why the text of a file is no program.
func (c *checker) check(text string) (parsed, error) {
	f, err := parser.ParseFile(c.fset, "program.go", text, parser.SkipObjectResolution)
	if err != nil {
		return parsed{}, err
	}
	conf := types.Config{Importer: c.importer, GoVersion: "go1.26", Sizes: types.SizesFor("gc", "amd64")}
	_, err = conf.Check("main", c.fset, []*ast.File{c.helpers, f}, nil)
	return parsed{c.fset, f}, err
}

// valid makes programs from seed on until one is well-typed, and returns it with
// the seed after it.
func (c *checker) valid(seed uint64) (program, uint64, error) {
	var last error
	for range 20 {
		p := generate(seed, fmt.Sprintf("A%06d", seed))
		seed++
		_, err := c.check(p.file())
		if err == nil {
			return p, seed, nil
		}
		last = err
	}
	return program{}, seed, fmt.Errorf("twenty programs are wrong, the last says: %w", last)
}

// sorted are the keys of m in order.
func sorted[V any](m map[string]V) []string {
	var list []string
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}
