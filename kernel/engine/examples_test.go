package engine

import (
	"bytes"
	"go/ast"
	"go/doc"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"interleave/kernel/evaluator"
	"interleave/runtime/symbols"
)

// otherInCells lists examples of our packages that print something else in a cell,
// with the reason.
var otherInCells = map[string]string{
	"comm.Open":          "a cell has a frontend to talk to",
	"comm.OpenWith":      "as Open",
	"display.Progress":   "as Bar_Each",
	"display.Bar_Each":   "a bar in a cell says how long it took, and is updated in place",
	"display.Bar_Report": "as Bar_Each",
	"gil.Crash":          "the panic of a function of a cell is the cell's, at its line",
}

// TestExamplesAsCells runs the examples of all packages for cells, each as a cell, in
// one session a package. What they print and show is what the program prints.
// Declarations of a file of examples are a cell before them.
func TestExamplesAsCells(t *testing.T) {
	packages, total := 0, 0
	err := filepath.WalkDir("../../runtime", func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if slices.Contains([]string{"internal", "symbols", "bench", "testdata"}, d.Name()) {
			return filepath.SkipDir
		}
		files, err := filepath.Glob(filepath.Join(dir, "*example*_test.go"))
		if err != nil || len(files) == 0 {
			return err
		}
		packages++
		t.Run(filepath.Base(dir), func(t *testing.T) { total += runExamples(t, dir, files) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if packages < 4 || total < 20 {
		t.Errorf("only %d examples of %d packages were found", total, packages)
	}
}

func runExamples(t *testing.T, dir string, names []string) (count int) {
	out := &shownOutput{record: newRecord()}
	made, err := New(out, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { made.Close() })
	s := &session{t: t, e: made.(*Engine), out: out.record}
	fset := token.NewFileSet()
	for _, name := range names {
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if code := declarations(t, fset, f); code != "" {
			s.must(code)
		}
		for _, ex := range doc.Examples(f) {
			if ex.Output == "" && !ex.EmptyOutput {
				continue
			}
			count++
			key := filepath.Base(dir) + "." + ex.Name
			out.reset()
			r := s.run(body(t, fset, ex))
			got, want := strings.TrimSpace(out.text()), strings.TrimSpace(ex.Output)
			if ex.Unordered {
				got, want = sortedLines(got), sortedLines(want)
			}
			_, differs := otherInCells[key]
			switch same := got == want && r.Error == nil; {
			case !same && !differs:
				failed := ""
				if r.Error != nil {
					failed = "\n" + strip(strings.Join(r.Error.Traceback, "\n"))
				}
				t.Errorf("Example%s as a cell shows\n%s%s\nwant\n%s", ex.Name, got, failed, want)
			case same && differs:
				t.Errorf("Example%s is like the program: take it out of the list", ex.Name)
			}
		}
	}
	return count
}

// declarations is a cell with what stands beside the examples of a file: imports
// that cells do not have without asking, types, variables and functions.
func declarations(t *testing.T, fset *token.FileSet, f *ast.File) string {
	var b bytes.Buffer
	for _, im := range f.Imports {
		path := strings.Trim(im.Path.Value, `"`)
		if im.Name != nil || symbols.Preloaded()[symbols.Name(path)] != path && strings.Contains(path, "/") {
			b.WriteString("import " + sourceOf(t, fset, im) + "\n")
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && (strings.HasPrefix(d.Name.Name, "Example") || strings.HasPrefix(d.Name.Name, "Test")) {
				continue
			}
			b.WriteString(sourceOf(t, fset, d) + "\n")
		case *ast.GenDecl:
			if d.Tok != token.IMPORT {
				b.WriteString(sourceOf(t, fset, d) + "\n")
			}
		}
	}
	return b.String()
}

// body is the code of an example without its braces and its output.
func body(t *testing.T, fset *token.FileSet, ex *doc.Example) string {
	block, ok := ex.Code.(*ast.BlockStmt)
	if !ok {
		t.Fatalf("Example%s is a whole file", ex.Name)
	}
	code := strings.TrimSpace(sourceOf(t, fset, block))
	return strings.TrimSuffix(strings.TrimPrefix(code, "{"), "}")
}

func sourceOf(t *testing.T, fset *token.FileSet, n ast.Node) string {
	var b bytes.Buffer
	if err := format.Node(&b, fset, n); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func sortedLines(s string) string {
	lines := strings.Split(s, "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// shownOutput keeps what cells print and show, in its order, as a program
// prints it.
type shownOutput struct {
	*record
	lock  sync.Mutex // guards shown
	shown strings.Builder
}

func (o *shownOutput) Stream(cell evaluator.CellID, name string, text []byte) {
	o.lock.Lock()
	if name == "stdout" {
		o.shown.Write(text)
	}
	o.lock.Unlock()
	o.record.Stream(cell, name, text)
}

func (o *shownOutput) Display(cell evaluator.CellID, d evaluator.Display) {
	o.lock.Lock()
	if plain, _ := d.Data["text/plain"].(string); plain != "" {
		o.shown.WriteString(strings.TrimSuffix(plain, "\n") + "\n")
	}
	o.lock.Unlock()
	o.record.Display(cell, d)
}

func (o *shownOutput) reset() {
	o.lock.Lock()
	defer o.lock.Unlock()
	o.shown.Reset()
}

func (o *shownOutput) text() string {
	o.lock.Lock()
	defer o.lock.Unlock()
	return o.shown.String()
}
