package lang

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

// seeds are the cells of all session files and some broken text.
func seeds(f *testing.F) []string {
	list := []string{
		"", ";", "}", "{", "(", "\"", "`", "/*", "func", "func (", "func f(", "x :=", "a.", "a.b.", "for", "switch x := y.(type) {",
		"select {\ncase", "type T struct {", "import \"", "import (", "package", "go", "defer", "x[", "x[1:", "map[", "[]int{", "\x00", "ǃ", "func() {}()", "L:",
		"L: for { break L }", "if x := 1; x > 0 {", "var (", "const (\na = iota", "x, y = 1", "return", "goto L", "a := a", "type A B; type B A",
		"type T struct{ T }", "func f() { f := f }", "var x = x", "import . \"fmt\"; Println()", "1 +", "🎉", "x.\n", "func (t T) m() {}", "for range 3 {}", "x := y; y := x",
	}
	for _, pattern := range []string{"testdata/session/*.txtar", "testdata/complete/*.txtar"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			for _, x := range txtar.Parse(data).Files {
				if strings.HasPrefix(x.Name, "in ") || strings.HasPrefix(x.Name, "complete") {
					list = append(list, string(x.Data))
				}
			}
		}
	}
	return list
}

// within fails the test when f takes longer than any machine needs.
func within(t *testing.T, what string, f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatalf("%s does not end", what)
	}
}

// FuzzCompile: no text makes the front end panic, and what it emits can be
// parsed; every offset of it has a position in a cell.
func FuzzCompile(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		within(t, "Compile", func() {
			s := NewSession(Options{})
			for n := 1; n <= 2; n++ { // the second time everything is declared again
				u, err := s.Compile(Cell{n, code})
				if err != nil {
					if es, ok := err.(Errors); !ok || len(es) == 0 || len(es) > maxErrors {
						t.Errorf("Compile(%q): error %#v", code, err)
					}
					return
				}
				parses(t, u)
				for off := range len(u.Text) {
					if p := u.Position(off); p != (Position{}) && (p.Line < 1 || p.Column < 1) {
						t.Fatalf("position of offset %d of %q: %+v", off, u.Text, p)
					}
				}
				s.Commit(u)
			}
		})
	})
}

// FuzzIntrospection: complete, inspect and is-complete never panic, at any
// offset.
func FuzzIntrospection(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s, len(s))
		f.Add(s, len(s)/2)
	}
	f.Fuzz(func(t *testing.T, code string, cursor int) {
		within(t, "introspection", func() {
			s := NewSession(Options{})
			c := s.Complete(code, cursor)
			if c.Start < 0 || c.Start > c.End || c.End > len(code) {
				t.Errorf("Complete(%q, %d) replaces %d:%d", code, cursor, c.Start, c.End)
			}
			s.Inspect(code, cursor, 1)
			switch status, _ := s.IsComplete(code); status {
			case "complete", "incomplete", "invalid":
			default:
				t.Errorf("IsComplete(%q) = %q", code, status)
			}
		})
	})
}
