package engine

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"interleave/kernel/evaluator"
)

// TestCases runs a folder of cases from elsewhere, named by
// INTERLEAVE_CASES, and counts how many are right; what is not right
// has to be in testdata/known.txt with its reason.
// A case is a sequence of cells, the stdout of all of them together, and
// perhaps a sentence that has to be in the error of one of them:
//
//	-- in 1 --  …  -- out --  …  -- error --
func TestCases(t *testing.T) {
	dir := os.Getenv("INTERLEAVE_CASES")
	if dir == "" {
		t.Skip("INTERLEAVE_CASES names no folder")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.txt"))
	verdicts := map[string][]string{}
	for _, f := range files {
		v := judge(t, f)
		verdicts[v] = append(verdicts[v], strings.TrimSuffix(filepath.Base(f), ".txt"))
	}
	known := knownDifferences(t)
	t.Logf("%d cases: %d right", len(files), len(verdicts["right"]))
	for v, names := range verdicts {
		if v != "right" {
			t.Logf("%d %s: %s", len(names), v, strings.Join(names, " "))
		}
		for _, n := range names {
			if (v == "right") == known[n] {
				t.Errorf("%s is %s, which testdata/known.txt does not say", n, v)
			}
		}
	}
}

// knownDifferences are the names in testdata/known.txt.
func knownDifferences(t *testing.T) map[string]bool {
	text, err := os.ReadFile("testdata/known.txt")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for l := range strings.Lines(string(text)) {
		name, reason, ok := strings.Cut(strings.TrimSpace(l), ": ")
		switch {
		case l == "\n" || strings.HasPrefix(l, "#"):
		case !ok || reason == "":
			t.Errorf("testdata/known.txt: %q is no \"name: reason\"", l)
		default:
			known[name] = true
		}
	}
	return known
}

// judge says whether a case is right, refused, wrong, or does not end.
func judge(t *testing.T, file string) string {
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	e, out := newEngine(t, Options{})
	cells, want, sentence := caseOf(a)
	failed := ""
	ended := make(chan string, 1)
	go func() {
		for _, c := range cells {
			if r := e.Execute(context.Background(), c); r.Error != nil {
				failed += r.Error.Name + ": " + r.Error.Value + "\n"
			}
		}
		ended <- failed
	}()
	select {
	case failed = <-ended:
	case <-time.After(*patience):
		return "without end"
	}
	got := ""
	for _, c := range cells {
		got += out.stream(c.ID, "stdout")
	}
	switch {
	case got == want && sentence == "" && failed == "", sentence != "" && strings.Contains(failed, sentence) && got == want:
		return "right"
	case strings.Contains(failed, "not supported") || strings.Contains(failed, evaluator.ErrorInterpreter):
		t.Logf("%s: %s", filepath.Base(file), failed)
		return "refused"
	}
	t.Logf("%s: wrong\n%s\ngot:\n%swant:\n%s%s", filepath.Base(file), failed, got, want, sentence)
	return "wrong"
}

// caseOf takes a case apart: its cells, their output, the sentence of the error.
func caseOf(a *txtar.Archive) (cells []evaluator.Cell, out, sentence string) {
	for _, f := range a.Files {
		switch f.Name {
		case "out":
			out = string(f.Data)
		case "error":
			sentence = strings.TrimSpace(string(f.Data))
		default:
			n := len(cells) + 1
			cells = append(cells, evaluator.Cell{ID: evaluator.CellID(n), Number: n, Code: string(f.Data)})
		}
	}
	return cells, out, sentence
}
