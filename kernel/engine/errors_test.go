package engine

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"interleave/kernel/engine/hooks"
	"interleave/kernel/evaluator"
	"interleave/kernel/lang"
)

// What the interpreter refuses is shown at its place in the cell.
func TestRefusedByInterpreter(t *testing.T) {
	e, _ := newEngine(t, Options{})
	e.codes[7] = "x := 1\nx + 2"
	unit, err := e.session.Compile(lang.Cell{Number: 7, Code: e.codes[7]})
	if err != nil {
		t.Fatal(err)
	}
	line := 1 + strings.Count(unit.Text[:strings.Index(unit.Text, "x + 2")], "\n")
	col := strings.Index(strings.Split(unit.Text, "\n")[line-1], "x + 2") + 1
	for _, err := range []error{
		errors.New(lowered(line, col) + "no such thing"),
		&hooks.BrokenError{Value: lowered(line, col) + "CFG post-order panic: " + lowered(line, col) + "no such thing"},
	} {
		got := e.compileError(7, e.codes[7], &unitError{unit, err})
		if got.Name != evaluator.ErrorInterpreter || !strings.Contains(got.Value, "no such thing") || strings.Contains(got.Value, "cell9.go") {
			t.Errorf("%s: %s", got.Name, got.Value)
		}
		if tb := strip(strings.Join(got.Traceback, "\n")); !strings.HasPrefix(tb, "In[7]:2:1: ") || !strings.Contains(tb, "2 | x + 2") {
			t.Errorf("the traceback is\n%s", tb)
		}
	}
}

func TestPanicOfKernelIsInternalError(t *testing.T) {
	e, _ := newEngine(t, Options{})
	e.session = nil // whatever goes wrong in the kernel
	r := (&session{t: t, e: e}).run("1 + 1")
	if r.Error == nil || r.Error.Name != evaluator.ErrorInternal || r.Declared {
		t.Fatalf("got %+v", r)
	}
	if tb := strings.Join(r.Error.Traceback, "\n"); !strings.Contains(tb, "at interleave/kernel/") {
		t.Errorf("the traceback does not say where:\n%s", tb)
	}
}

func TestPanicText(t *testing.T) {
	for _, c := range []struct {
		value any
		want  string
	}{
		{"text", "text"},
		{errors.New("an error"), "an error"},
		{3, "3"},
		{1.5, "1.5"},
		{[]int{1}, "[1]"},
		{struct{ X int }{2}, "{X:2}"},
		{panicky{}, "engine.panicky (its text can't be had: it panics with no text)"},
	} {
		if got := panicText(c.value); got != c.want {
			t.Errorf("%v: got %q, want %q", c.value, got, c.want)
		}
	}
}

func lowered(line, col int) string { return fmt.Sprintf("cell9.go:%d:%d: ", line, col) }
