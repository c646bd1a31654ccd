package process

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func needs(t *testing.T, programs ...string) {
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skip(err)
		}
	}
}

func TestRunSaysWhatWentWrong(t *testing.T) {
	needs(t, "sh")
	var e *Error
	if _, err := Run("no-such-program-here"); !errors.Is(err, exec.ErrNotFound) || !errors.As(err, &e) || e.Code != -1 {
		t.Errorf("no program: %v", err)
	}
	_, err := Run("sh", "-c", "i=0; while [ $i -lt 2000 ]; do echo line $i >&2; i=$((i+1)); done; exit 9")
	if !errors.As(err, &e) || e.Code != 9 || len(e.Stderr) > tailSize || !strings.HasSuffix(e.Stderr, "line 1999\n") {
		t.Errorf("a long text on standard error: %v", err)
	}
	defer func() {
		if r := recover(); r != "process: the name of the program is empty" {
			t.Errorf("panic %v", r)
		}
	}()
	Run("")
}

func TestChildrenKeepTheirLines(t *testing.T) {
	needs(t, "cat")
	c, err := Start("cat")
	if err != nil {
		t.Fatal(err)
	}
	const lines = 500
	go func() {
		for i := range lines {
			c.Send(fmt.Sprint("line ", i))
		}
		c.Close()
	}()
	for i := range lines {
		if line, err := c.Receive(); line != fmt.Sprint("line ", i) || err != nil {
			t.Fatalf("line %d is %q, %v", i, line, err)
		}
	}
	if _, err := c.Receive(); err != io.EOF {
		t.Errorf("after the last line: %v", err)
	}
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
	if err := c.Send("more"); err == nil {
		t.Error("sending to one that has ended")
	}
	c.Kill() // and again does no harm
}

func TestTreeShowsItself(t *testing.T) {
	root := &Info{PID: 10, Name: "kernel", NThreads: 3, Memory: 5e6, Children: []*Info{
		{PID: 11, Name: "evaluator", Threads: []int{11, 12}, NThreads: 2, Memory: 42e6, Self: true, Command: "evaluate <1>"},
	}}
	want := "kernel, PID 10, 3 threads, 5 MB\n  evaluator, PID 11, 2 threads, 42 MB (this one)"
	if got := root.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if text := root.Figure().String(); !strings.Contains(text, "kernel 10") || !strings.Contains(text, "evaluator 11") {
		t.Error(text)
	}
	if page := root.HTML(); !strings.Contains(page, "<svg") || !strings.Contains(page, "evaluate &lt;1&gt;") {
		t.Error(page)
	}
}

func TestBirthTable(t *testing.T) {
	table := BirthTable{
		{"goroutine", 50000, 400 * time.Nanosecond, 300 * time.Nanosecond, 500 * time.Nanosecond},
		{"process", 100, time.Millisecond, 900 * time.Microsecond, 1234567},
	}
	want := "kind       median  quartiles        of the first\n" +
		"goroutine  400ns   300ns to 500ns   1\n" +
		"process    1ms     900µs to 1.23ms  2.5e+03"
	if got := table.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if !strings.Contains(table.HTML(), "<svg") || !strings.Contains(table.Figure().String(), "process") {
		t.Error(table.Figure().String())
	}
	if !strings.Contains(This().String(), "core") {
		t.Error(This())
	}
}
