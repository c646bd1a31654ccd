// Package langtest runs Go programs and notebooks through the whole engine: what
// kernel/lang emits must do in the interpreter what the Go toolchain does.
package langtest

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"interleave/kernel/engine"
	"interleave/kernel/evaluator"
)

var update = flag.Bool("update", false, "rewrite testdata: programs' output from go run, sessions' from what happens")

// notebook is an engine and what its cells say.
type notebook struct {
	engine evaluator.Engine
	mu     sync.Mutex // guards out
	out    strings.Builder
	n      int
}

func newNotebook(t testing.TB) *notebook { return openNotebook(t, engine.Options{NoNotes: true}) }

func openNotebook(t testing.TB, o engine.Options) *notebook {
	nb := &notebook{}
	e, err := engine.New(nb, o)
	if err != nil {
		t.Fatal(err)
	}
	nb.engine = e
	t.Cleanup(func() { e.Close() })
	return nb
}

func (nb *notebook) Stream(_ evaluator.CellID, name string, text []byte) {
	nb.mu.Lock()
	defer nb.mu.Unlock()
	nb.out.Write(text)
}
func (nb *notebook) Display(evaluator.CellID, evaluator.Display) {}
func (nb *notebook) ClearOutput(evaluator.CellID, bool)          {}
func (nb *notebook) Comm(evaluator.CommMessage)                  {}
func (nb *notebook) Input(context.Context, evaluator.CellID, string, bool) (string, error) {
	return "", io.EOF
}

// run executes a cell and returns what it printed, its result and its error as
// text.
func (nb *notebook) run(code string) (out, errText string) {
	nb.n++
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r := nb.engine.Execute(ctx, evaluator.Cell{ID: evaluator.CellID(nb.n), Number: nb.n, Code: code})
	nb.mu.Lock()
	out = nb.out.String()
	nb.out.Reset()
	nb.mu.Unlock()
	if r.Value != nil {
		out += fmt.Sprintf("= %v\n", r.Value.Data["text/plain"])
	}
	if r.Error != nil {
		errText = r.Error.Name + ": " + r.Error.Value + "\n"
	}
	return out, errText
}

// TestPrograms runs testdata/programs as one cell each. The outputs beside them
// are those of the Go toolchain; -update makes them.
func TestPrograms(t *testing.T) {
	files, err := filepath.Glob("testdata/programs/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs (%v)", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".go"), func(t *testing.T) {
			code, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(file, ".go") + ".out"
			if *update {
				want, err := exec.Command("go", "run", file).CombinedOutput()
				if err != nil {
					t.Fatalf("go run %s: %v\n%s", file, err, want)
				}
				if err := os.WriteFile(golden, want, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			got, errText := newNotebook(t).run(string(code))
			if diff := cmp.Diff(string(want), got+errText); diff != "" {
				t.Errorf("%s (-toolchain +cell):\n%s", file, diff)
			}
		})
	}
}

// TestWithoutTypes runs the programs as processors run them that have no real
// types; realtypes.go is about those.
func TestWithoutTypes(t *testing.T) {
	files, err := filepath.Glob("testdata/programs/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs (%v)", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".go")
		if name == "realtypes" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			code, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(strings.TrimSuffix(file, ".go") + ".out")
			if err != nil {
				t.Fatal(err)
			}
			got, errText := openNotebook(t, engine.Options{NoNotes: true, NoTypes: true}).run(string(code))
			if diff := cmp.Diff(string(want), got+errText); diff != "" {
				t.Errorf("%s without real types (-toolchain +cell):\n%s", file, diff)
			}
		})
	}
}

// TestSessions runs testdata/sessions: cells, each followed by its output and
// its error, if any.
func TestSessions(t *testing.T) {
	files, err := filepath.Glob("testdata/sessions/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no sessions (%v)", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := string(txtar.Format(&txtar.Archive{Files: a.Files}))
			nb := newNotebook(t)
			var got []txtar.File
			for _, f := range a.Files {
				if !strings.HasPrefix(f.Name, "in ") {
					continue
				}
				out, errText := nb.run(string(f.Data))
				got = append(got, f)
				for name, text := range map[string]string{"out": out, "error": errText} {
					if text != "" {
						got = append(got, txtar.File{Name: name, Data: []byte(text)})
					}
				}
			}
			a.Files = got
			if *update {
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, string(txtar.Format(&txtar.Archive{Files: got}))); diff != "" {
				t.Errorf("%s (-want +got):\n%s\nif this is right: go test ./kernel/engine/langtest -run '%s' -update", file, diff, t.Name())
			}
		})
	}
}
