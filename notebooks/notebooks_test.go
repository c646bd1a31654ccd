package notebooks

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"interleave/install/testbin"
	"interleave/kernel/client"
	"interleave/kernel/notebook"
)

// read parses a bundled notebook.
func read(t *testing.T, name string) *notebook.Notebook {
	t.Helper()
	text, err := Files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	nb, err := notebook.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return nb
}

// session runs the cells of a notebook in a kernel of its own.
type session struct {
	t         *testing.T
	kernel    *client.Kernel
	collector *notebook.Collector
}

func newSession(t *testing.T, nb *notebook.Notebook) *session {
	t.Helper()
	k, err := client.Start(t.Context(), client.OwnAt(testbin.Path(t), "--history", "off"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := k.Close(); err != nil {
			t.Error(err)
		}
	})
	return &session{t, k, notebook.NewCollector(nb)}
}

// run executes a cell and returns its outputs as text, one line per output
// without its end.
func (s *session) run(c *notebook.Cell) string {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	s.collector.Start(c)
	_, err := s.kernel.Execute(ctx, client.Request{Code: c.Source, GoOn: true, Output: func(msgType string, content json.RawMessage) {
		if err := s.collector.Add(c, msgType, content); err != nil {
			s.t.Error(err)
		}
	}})
	if err != nil {
		s.t.Fatalf("cell %s: %v", c.ID, err)
	}
	return outputs(c)
}

func outputs(c *notebook.Cell) string {
	var lines []string
	for i := range c.Outputs {
		lines = append(lines, strings.TrimSuffix(c.Outputs[i].TextOf(), "\n"))
	}
	return strings.Join(lines, "\n")
}

func cellByID(t *testing.T, nb *notebook.Notebook, id string) *notebook.Cell {
	t.Helper()
	for _, c := range nb.Cells {
		if c.ID == id {
			return c
		}
	}
	t.Fatalf("there is no cell %q", id)
	return nil
}

// TestStart runs the first notebook in both languages and holds it to what its
// text says.
func TestStart(t *testing.T) {
	for _, language := range []string{"en", "pt"} {
		t.Run(language, func(t *testing.T) {
			nb := read(t, Start(language))
			s := newSession(t, nb)
			for _, step := range []struct{ id, want string }{
				{"hello", "Hello, Go!"},
				{"sum", "28"},
				{"square", "784"},
				{"start", ""},
				{"ask", `"7² = 49"`},
				{"close", "0² = 0\n1² = 1\n2² = 4\nfalse"},
			} {
				if got := s.run(cellByID(t, nb, step.id)); got != step.want {
					t.Errorf("cell %s says\n%s\nwant\n%s", step.id, got, step.want)
				}
			}
			checkPicture(t, s, nb)
			checkAdvice(t, s, nb)
		})
	}
}

var square = regexp.MustCompile(`<rect x="(\d+)" y="(\d+)"`)

// checkPicture: each job is drawn once, in the row of the worker that took it,
// and running the two cells again gives another picture sooner or later.
func checkPicture(t *testing.T, s *session, nb *notebook.Notebook) {
	t.Helper()
	work, draw := cellByID(t, nb, "work"), cellByID(t, nb, "draw")
	seen := map[string]bool{}
	for try := 0; try < 20 && len(seen) < 2; try++ {
		took := strings.Fields(strings.Trim(s.run(work), "[]"))
		if len(took) != 30 {
			t.Fatalf("the list of workers is %q", took)
		}
		s.run(draw)
		picture := picture(t, draw)
		seen[picture] = true
		var drawn []string
		for i, m := range square.FindAllStringSubmatch(picture, -1) {
			if want := fmt.Sprint(i*22 + 1); m[1] != want {
				t.Errorf("job %d is drawn at x = %s, want %s", i, m[1], want)
			}
			for worker := range 4 {
				if m[2] == fmt.Sprint(worker*22+1) {
					drawn = append(drawn, fmt.Sprint(worker))
				}
			}
		}
		if !cmp.Equal(drawn, took) {
			t.Errorf("drawn %v, taken by %v", drawn, took)
		}
	}
	if len(seen) < 2 {
		t.Error("twenty runs gave one and the same picture; the text says that it changes")
	}
}

func picture(t *testing.T, c *notebook.Cell) string {
	t.Helper()
	if len(c.Outputs) != 1 {
		t.Fatalf("the drawing cell has %d outputs: %s", len(c.Outputs), outputs(c))
	}
	svg, ok := c.Outputs[0].Data["image/svg+xml"].(string)
	if !ok {
		t.Fatalf("the drawing cell has no picture: %v", c.Outputs[0].Data)
	}
	return svg
}

// checkAdvice tries what the text invites the reader to.
func checkAdvice(t *testing.T, s *session, nb *notebook.Notebook) {
	t.Helper()
	sum := cellByID(t, nb, "sum")
	sum.Source = strings.Replace(sum.Source, "11}", "11, 13}", 1)
	if got := s.run(sum); got != "41" {
		t.Errorf("with 13 in the list the sum is %s", got)
	}
	if got := s.run(cellByID(t, nb, "square")); got != "1681" {
		t.Errorf("then its square is %s", got)
	}
	try := nb.Cells[0] // any cell will do
	try.Source = `panic("boom")`
	if got := s.run(try); !strings.Contains(got, "boom") || try.Failure() == nil {
		t.Errorf("the panic says %s", got)
	}
	try.Source = "sum"
	if got := s.run(try); got != "41" {
		t.Errorf("after the panic the sum is %s", got)
	}
	work := cellByID(t, nb, "work")
	for _, workers := range []string{"2", "1", "8"} {
		work.Source = regexp.MustCompile(`workers, jobs = \d+`).ReplaceAllString(work.Source, "workers, jobs = "+workers)
		if got := s.run(work); len(strings.Fields(got)) != 30 {
			t.Errorf("with %s workers: %s", workers, got)
		}
		s.run(cellByID(t, nb, "draw"))
		picture(t, cellByID(t, nb, "draw"))
	}
}

// TestLanguagesHaveTheSameCode: only the text is translated.
func TestLanguagesHaveTheSameCode(t *testing.T) {
	code := func(name string) (ids, sources []string) {
		for _, c := range read(t, name).Cells {
			ids = append(ids, c.Type+" "+c.ID)
			if c.Type == notebook.Code {
				sources = append(sources, c.Source)
			}
		}
		return ids, sources
	}
	enIDs, en := code(Start("en"))
	ptIDs, pt := code(Start("pt"))
	if diff := cmp.Diff(enIDs, ptIDs); diff != "" {
		t.Errorf("the cells differ (-en +pt)\n%s", diff)
	}
	if diff := cmp.Diff(en, pt); diff != "" {
		t.Errorf("the code differs (-en +pt)\n%s", diff)
	}
}

// TestStoredOutputs: the notebooks are stored as they were run: in order, whole, without an
// error, as our writer writes them.
func TestStoredOutputs(t *testing.T) {
	err := fs.WalkDir(Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".ipynb" {
			return err
		}
		nb := read(t, name)
		text, _ := Files.ReadFile(name)
		if diff := cmp.Diff(string(text), string(nb.JSON())); diff != "" {
			t.Errorf("%s is not in canonical form; `interleave run --inplace` writes it so (-stored +canonical)\n%s", name, diff)
		}
		for i, c := range nb.CodeCells() {
			if c.Count != i+1 || c.Failure() != nil {
				t.Errorf("%s, cell %s: stored with number %d, error %v; run it with --inplace", name, c.ID, c.Count, c.Failure())
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCopyNeverOverwrites(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mine")
	first, err := CopyTo(dir)
	if err != nil || first < 2 {
		t.Fatalf("copied %d: %v", first, err)
	}
	file := filepath.Join(dir, "en", "00-start.ipynb")
	if err := os.WriteFile(file, []byte("my work"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "pt", "00-inicio.ipynb")); err != nil {
		t.Fatal(err)
	}
	again, err := CopyTo(dir)
	if err != nil || again != 1 {
		t.Errorf("copied %d again: %v", again, err)
	}
	if text, _ := os.ReadFile(file); string(text) != "my work" {
		t.Errorf("it was overwritten: %.40s", text)
	}
}
