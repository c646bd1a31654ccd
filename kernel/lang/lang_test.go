package lang

import (
	"fmt"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// parses fails the test when the text of u is no Go file.
func parses(t testing.TB, u *Unit) {
	t.Helper()
	if u.Text == "" {
		return
	}
	if _, err := parser.ParseFile(token.NewFileSet(), "unit.go", u.Text, parser.SkipObjectResolution); err != nil {
		t.Errorf("the text of cell %q does not parse: %v\n%s", u.Cell.Code, err, u.Text)
	}
}

func TestPositionsLeadBackToTheCell(t *testing.T) {
	s := NewSession(Options{})
	commit(t, s, 1, "limit := 2\nfunc check(xs []int) int {\n\treturn xs[limit]\n}")
	code := "fmt.Println(\"a\")\nlimit := 3\nfor i := range limit {\n\tdefer func() { println(i) }()\n\tcheck([]int{i})\n}"
	u := commit(t, s, 2, code)
	at := func(part string) Position {
		i := strings.Index(u.Text, part)
		if i < 0 {
			t.Fatalf("%q is not in\n%s", part, u.Text)
		}
		return u.Position(i)
	}
	for _, c := range []struct {
		part string
		want Position
	}{
		{`"a"`, Position{2, 1, 13}},
		{"([]int{", Position{2, 5, 7}},
		{"xs[limit", Position{1, 3, 9}}, // linked again
	} {
		if got := at(c.part); got != c.want {
			t.Errorf("position of %q is %+v, want %+v in\n%s", c.part, got, c.want, u.Text)
		}
	}
}

func TestUncommittedUnitsLeaveNoTrace(t *testing.T) {
	s := NewSession(Options{})
	commit(t, s, 1, "type T struct{}\nx := 1\nfunc f() int { return x }")
	u, err := s.Compile(Cell{2, "x := \"text\"\nfunc (T) M() {}\nfunc g() {}\nimport m \"math\"\nT{}.M()"})
	if err != nil {
		t.Fatal(err)
	}
	if len(u.Declared) == 0 {
		t.Error("the unit declares nothing")
	}
	for _, code := range []string{"x + 1", "f() + x"} {
		if _, err := s.Compile(Cell{3, code}); err != nil {
			t.Errorf("%q after a unit that was not committed: %v", code, err)
		}
	}
	for _, code := range []string{"T{}.M()", "g()", "m.Pi"} {
		if _, err := s.Compile(Cell{3, code}); err == nil {
			t.Errorf("%q compiles, though its declaration was not committed", code)
		}
	}
}

func TestIsComplete(t *testing.T) {
	s := NewSession(Options{})
	for _, c := range []struct{ code, status, indent string }{
		{"x := 1", "complete", ""},
		{"", "complete", ""},
		{"func f() {", "incomplete", "\t"},
		{"func f() {\n\tif true {", "incomplete", "\t\t"},
		{"func f() {\n}", "complete", ""},
		{"x := 1 +", "incomplete", ""},
		{"f(1,", "incomplete", "\t"},
		{"x := `raw", "incomplete", ""},
		{"/* comment", "incomplete", ""},
		{"x := \"open", "invalid", ""},
		{"}", "invalid", ""},
		{"f(]", "invalid", ""},
		{"x := = 1", "invalid", ""},
		{"for i := 0; i < 3; i++", "incomplete", ""},
		{"type T", "incomplete", ""},
		{"// only a comment", "complete", ""},
		{"a.", "incomplete", ""},
		{"import", "incomplete", ""},
		{"x := []int{\n1,\n}", "complete", ""},
		{"return", "complete", ""},
		{"i++", "complete", ""},
		{"undefined_is_fine(3)", "complete", ""},
	} {
		status, indent := s.IsComplete(c.code)
		if status != c.status || indent != c.indent {
			t.Errorf("IsComplete(%q) = %q, %q, want %q, %q", c.code, status, indent, c.status, c.indent)
		}
	}
}

func TestNames(t *testing.T) {
	s := NewSession(Options{})
	commit(t, s, 1, "import \"strings\"\nx := 1\ntype T int\nconst k = 2\nfunc f(s string) int { return 0 }")
	commit(t, s, 2, "x := \"again\"")
	got := ""
	for _, d := range s.Names() {
		got += fmt.Sprintf("%s %s %s %q %d\n", d.Name, d.Emitted, d.Kind, d.Type, d.Cell)
	}
	want := `T T type "T" 1
f f function "func(s string) int" 1
k k constant "untyped int" 1
strings  package "strings" 1
x xǃ2 variable "string" 2
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if e, ok := s.Emitted("x"); !ok || e != "xǃ2" {
		t.Errorf("Emitted(x) = %q, %v", e, ok)
	}
}

// A long session: a cell costs the same and the file set does not keep what is
// not declared.
func TestManyCells(t *testing.T) {
	s := NewSession(Options{})
	for n := 1; n <= 500; n++ {
		commit(t, s, n, fmt.Sprintf("v%d := %d\nfunc f%d() int { return v%d }", n, n, n, n))
		commit(t, s, n, fmt.Sprintf("f%d() + v%d", n, n/2+1))
	}
	if len(s.sources) > 1500 {
		t.Errorf("%d parsed files are kept after 1000 cells, of which 500 declare functions", len(s.sources))
	}
}

func BenchmarkCompile(b *testing.B) {
	for _, c := range []struct{ name, code string }{
		{"expression", "1 + 1"},
		{"call", "fmt.Println(total, f(3))"},
		{"variable", "y := total * 2"},
		{"function", "func g(n int) int {\n\tsum := 0\n\tfor i := 0; i < n; i++ {\n\t\tif i%2 == 0 {\n\t\t\tsum += f(i)\n\t\t}\n\t}\n\treturn sum\n}\ng(10)"},
		{"goroutines", "var wg sync.WaitGroup\nch := make(chan int)\nfor i := range 3 {\n\twg.Go(func() { ch <- i })\n}\ngo func() { wg.Wait(); close(ch) }()\nfor v := range ch {\n\tfmt.Println(v)\n}"},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := NewSession(Options{})
			for n, code := range []string{"import \"fmt\"\ntotal := 3\nfunc f(n int) int { return n + total }", c.code} {
				if u, err := s.Compile(Cell{n, code}); err != nil {
					b.Fatal(err)
				} else if n == 0 {
					s.Commit(u)
				}
			}
			for b.Loop() {
				if _, err := s.Compile(Cell{2, c.code}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkComplete(b *testing.B) {
	s := NewSession(Options{})
	code := "for i := 0; i < 3; i++ {\n\tstrings.ToUp"
	for b.Loop() {
		s.Complete(code, len(code))
	}
}

func BenchmarkFirstHTTP(b *testing.B) {
	for b.Loop() {
		s := NewSession(Options{})
		if _, err := s.Compile(Cell{1, "http.StatusText(404)"}); err != nil {
			b.Fatal(err)
		}
	}
}
