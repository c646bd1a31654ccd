package engine

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"interleave/kernel/lang"
)

// FuzzLowered: a cell that the front end lets pass is one that the interpreter
// takes. What it does not take would be an error message about text that the
// user never wrote. Nothing runs.
func FuzzLowered(f *testing.F) {
	for k, s := range cellTexts(f) {
		if k%5 == 0 || !testing.Short() {
			f.Add(s)
		}
	}
	e, _ := newEngine(f, Options{NoNotes: true})
	f.Fuzz(func(t *testing.T, code string) {
		if err := e.reset(); err != nil {
			t.Fatal(err)
		}
		for n := 1; n <= 2; n++ { // the second time everything is declared again
			unit, _, err := e.compileLocked(n, code, true)
			var refused *unitError
			if errors.As(err, &refused) {
				t.Errorf("the interpreter refuses what the front end made of a cell: %v\nthe cell:\n%s\nlowered:\n%s", refused.err, code, refused.unit.Text)
			}
			var es lang.Errors
			if err != nil && refused == nil && !errors.As(err, &es) {
				t.Errorf("%v, of the cell:\n%s", err, code)
			}
			if unit == nil {
				break
			}
		}
	})
}

// cellTexts are the cells of all sessions and the programs of testdata.
func cellTexts(t testing.TB) (list []string) {
	for _, pattern := range []string{"testdata/cells/*.txtar", "../lang/testdata/session/*.txtar", "langtest/testdata/*/*.txtar", "testdata/go/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no files (%v)", pattern, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(file, ".go") {
				list = append(list, string(data))
				continue
			}
			for _, x := range txtar.Parse(data).Files {
				if strings.HasPrefix(x.Name, "in ") {
					list = append(list, string(x.Data))
				}
			}
		}
	}
	return list
}
