package lang

import (
	"fmt"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/tools/go/analysis"
)

// Passes may panic because of what we give them, but not silently. The package
// satisfy of x/tools v0.52.0 does it on its own account, in go vet as well.
func init() {
	vetPanicked = func(a *analysis.Analyzer, cause any) {
		if !strings.Contains(string(debug.Stack()), "x/tools/refactor/satisfy.(*Finder)") {
			panic(fmt.Sprintf("pass %s: %v", a.Name, cause))
		}
	}
}

// TestVet plays the notebooks of testdata/vet: every cell ("in 1") passes its
// check and is followed by the notes about it ("note 1"), if there are any.
func TestVet(t *testing.T) {
	forEachArchive(t, "vet", func(t *testing.T, in []txtar.File) []txtar.File {
		s := NewSession(Options{})
		var out []txtar.File
		for _, f := range in {
			var n int
			if _, err := fmt.Sscanf(f.Name, "in %d", &n); err != nil {
				continue
			}
			u := commit(t, s, n, strings.TrimSuffix(string(f.Data), "\n"))
			s.Vet(u)
			out = append(out, f)
			if notes := notesText(u); notes != "" {
				out = append(out, txtar.File{Name: fmt.Sprintf("note %d", n), Data: []byte(notes)})
			}
		}
		return out
	})
}

// vetSeeds are cells that compile: those of the session and vet archives.
func vetSeeds(f *testing.F) (cells []string) {
	for _, dir := range []string{"session", "vet"} {
		files, err := filepath.Glob(filepath.Join("testdata", dir, "*.txtar"))
		if err != nil || len(files) == 0 {
			f.Fatalf("testdata/%s holds no archives (%v)", dir, err)
		}
		for _, file := range files {
			a, err := txtar.ParseFile(file)
			if err != nil {
				f.Fatal(err)
			}
			for _, s := range a.Files {
				if strings.HasPrefix(s.Name, "in ") {
					cells = append(cells, string(s.Data))
				}
			}
		}
	}
	return cells
}

// FuzzVet: no cell makes a pass panic, and every note is about a place in its
// cell. Random text hardly ever compiles, so cells are put together from the
// declarations and statements of known ones: a byte stands for one of them,
// zero ends a cell.
func FuzzVet(f *testing.F) {
	var parts []string
	for n, cell := range vetSeeds(f) {
		f.Add(cell, []byte{byte(n + 1), byte(n + 2), 0, byte(n + 1), byte(2 * n)})
		items, _ := split(cell)
		for _, it := range items {
			parts = append(parts, cell[it.start:it.end])
		}
	}
	f.Fuzz(func(t *testing.T, code string, choices []byte) {
		s := NewSession(Options{})
		cells := []string{code, ""}
		for i, c := range choices {
			if c == 0 {
				cells = append(cells, "")
				continue
			}
			cells[len(cells)-1] += parts[(int(c)*7+i)%len(parts)] + "\n"
		}
		for i, code := range cells {
			u, err := s.Compile(Cell{i + 1, code})
			if err != nil {
				continue
			}
			s.Commit(u)
			s.Vet(u)
			for _, n := range u.Notes {
				if n.Cell == i+1 && (n.Line < 1 || n.Line > strings.Count(code, "\n")+1 || n.Column < 1 || n.Text == "") {
					t.Errorf("cell %q: note %+v", code, n)
				}
			}
		}
	})
}

// BenchmarkVet is what notes cost after a cell has run.
func BenchmarkVet(b *testing.B) {
	for name, code := range map[string]string{
		"expression": `1 + 1`,
		"small":      "x := []int{1, 2, 3}\nfor i, n := range x {\n\tfmt.Printf(\"%d: %d\\n\", i, n)\n}\nlen(x)",
		"goroutines": `
var wg sync.WaitGroup
var mu sync.Mutex
total := 0
work := func(ctx context.Context, n int) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	default:
		mu.Lock()
		defer mu.Unlock()
		total += n
		return nil
	}
}
ctx, cancel := context.WithTimeout(context.Background(), time.Second)
for i := range 10 {
	wg.Go(func() {
		if err := work(ctx, i); err != nil {
			fmt.Printf("%d: %v\n", i, err)
		}
	})
}
wg.Wait()
cancel()
total`,
	} {
		b.Run(name, func(b *testing.B) {
			s := NewSession(Options{})
			u, err := s.Compile(Cell{1, code})
			if err != nil {
				b.Fatal(err)
			}
			s.Commit(u)
			for b.Loop() {
				s.Vet(u)
			}
			if len(u.Notes) > 0 {
				b.Fatal(notesText(u))
			}
		})
	}
}

// These make satisfy panic.
func TestVetSurvivesSatisfy(t *testing.T) {
	for _, code := range []string{
		"func f() ([]byte, string) { return nil, \"\" }\nfmt.Sprint(1)\nn := copy(f())",
		"func f() { (_) = 0 }\nfmt.Sprint(1)",
	} {
		s := NewSession(Options{})
		u, err := s.Compile(Cell{1, code})
		if err != nil {
			t.Errorf("cell %q: %v", code, err)
			continue
		}
		s.Commit(u)
		s.Vet(u)
		if want := "result of fmt.Sprint call not used"; strings.Contains(code, "copy") && !strings.Contains(notesText(u), want) {
			t.Errorf("cell %q: notes %q, want one of another pass: %s", code, notesText(u), want)
		}
	}
}

// TestVetSurvivesAPass: when a pass panics, there is no note, and the others
// go on.
func TestVetSurvivesAPass(t *testing.T) {
	passes, report := vetPasses, vetPanicked
	t.Cleanup(func() { vetPasses, vetPanicked = passes, report })
	var told string
	vetPanicked = func(a *analysis.Analyzer, cause any) { told = fmt.Sprint(a.Name, ": ", cause) }
	broken := &analysis.Analyzer{Name: "broken", Run: func(p *analysis.Pass) (any, error) {
		p.Reportf(p.Files[0].Pos(), "half of a finding")
		panic("too bad")
	}}
	vetPasses = append([]vetPass{{analyzer: broken}}, vetPasses...)
	s := NewSession(Options{})
	u := commit(t, s, 1, "fmt.Printf(\"%d\", \"x\")")
	s.Vet(u)
	if want := "In[1]:1:13: fmt.Printf format %d has arg \"x\" of wrong type string\n"; notesText(u) != want {
		t.Errorf("notes %q, want %q", notesText(u), want)
	}
	if told != "broken: too bad" {
		t.Errorf("reported %q", told)
	}
}
