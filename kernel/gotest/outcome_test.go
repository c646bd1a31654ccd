package gotest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"interleave/kernel/client"
)

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		name         string
		reply        client.Reply
		output, want string
		class        Class
		detail       string
	}{
		{"same", client.Reply{Status: "ok"}, "a\n", "a\n", Passed, ""},
		{"other line", client.Reply{Status: "ok"}, "a\nb\n", "a\nc\n", OutputDiffers, `line 2 is "b" instead of "c"`},
		{"line missing", client.Reply{Status: "ok"}, "a\n", "a\nc\n", OutputDiffers, `line 2 is nothing instead of "c"`},
		{"no output", client.Reply{Status: "ok"}, "", "a", OutputDiffers, `line 1 is nothing instead of "a"`},
		{"invalid UTF-8", client.Reply{Status: "ok"}, "a\uFFFDb", "a\xffb", Passed, ""},
		{"refused", client.Reply{Status: "error", Ename: "compile error", Evalue: "In[7]:3:1: not supported\nIn[7]:4:1: more"}, "", "", Refused, "3:1: not supported"},
		{"exit", client.Reply{Status: "error", Ename: "exit", Evalue: "exit status 1"}, "x\nwant 1 got 2\n", "", WrongResult, "exit status 1: want 1 got 2"},
		{"exit with success", client.Reply{Status: "error", Ename: "exit", Evalue: "exit status 0"}, "a", "a", Passed, ""},
		{"exit with success too early", client.Reply{Status: "error", Ename: "exit", Evalue: "exit status 0"}, "a", "b", OutputDiffers, `line 1 is "a" instead of "b"`},
		{"own panic", client.Reply{Status: "error", Ename: "panic", Evalue: "fail"}, "", "", WrongResult, "panic: fail"},
		{"panic of the runtime", client.Reply{Status: "error", Ename: "panic", Evalue: "reflect: call of nil"}, "", "", Panicked, "reflect: call of nil"},
		{"interpreter", client.Reply{Status: "error", Ename: "interpreter error", Evalue: "no"}, "", "", Interpreter, "interpreter error: no"},
		{"crash", client.Reply{Status: "error", Ename: "fatal error", Evalue: "killed"}, "", "", Crashed, "fatal error: killed"},
		{"aborted", client.Reply{Status: "aborted"}, "", "", Crashed, "the kernel answers with status aborted"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, want := judge(c.reply, c.output, c.want), (Outcome{Class: c.class, Detail: c.detail}); got != want {
				t.Errorf("got %v, %q; want %v, %q", got.Class, got.Detail, want.Class, want.Detail)
			}
		})
	}
}

func TestDetailsAreTheSameEverywhere(t *testing.T) {
	for line, want := range map[string]string{
		"BUG in /usr/local/go/src/fmt/x.go:3\tmain":               "BUG in x.go:3 main",
		"2026/11/26 02:51:12 did not panic":                       "did not panic",
		"BUG 0x1d3110cbd080":                                      "BUG 0x...",
		"a/b 1/2 0xff /one":                                       "a/b 1/2 0xff /one",
		"at github.com/x/y@v0.1/z.go /home/me/m@v1.2/pkg/a.go:12": "at github.com/x/y@v0.1/z.go a.go:12",
	} {
		if got := steady(line); got != want {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
}

func TestEndedAtALimit(t *testing.T) {
	for _, c := range []struct {
		err  error
		want Outcome
	}{
		{errCPU, Outcome{Class: TimedOut, Detail: "out of CPU time"}},
		{errors.Join(errCPU, client.ErrStuck), Outcome{Class: TimedOut, Detail: "out of CPU time, and can't be interrupted"}},
		{errWall, Outcome{Class: TimedOut, Detail: "out of time, though not of CPU time"}},
		{errStuck, Outcome{Class: Hung, Detail: errStuck.Error()}},
		{fmt.Errorf("%w (killed)", client.ErrDied), Outcome{Class: Crashed, Detail: "the kernel died (killed)"}},
	} {
		if got := ended(client.Reply{}, c.err, "", ""); got != c.want {
			t.Errorf("%v: got %+v, want %+v", c.err, got, c.want)
		}
	}
}

func TestKinds(t *testing.T) {
	for source, want := range map[string]string{
		"package p\nvar c chan int":                             "channels",
		"package p\nfunc f() { <-c }":                           "channels",
		"package p\nfunc f() { select {} }":                     "select",
		"package p\nfunc f() { go g() }":                        "go",
		"package p\nfunc f() { defer func() {}() }":             "defer closures",
		"package p\ntype T[P any] struct{}":                     "generics",
		"package p\nfunc f[P any]() {}":                         "generics",
		"package p\nfunc f() { x := a[1]; _ = x; _ = *p * *p }": "",
		"not Go": "",
	} {
		if got := strings.Join(kindsOf(source), " "); got != want {
			t.Errorf("%q: got kinds %q, want %q", source, got, want)
		}
	}
}

func TestBareDirective(t *testing.T) {
	for text, want := range map[string]bool{
		"// run\n\npackage main\n":      true,
		"// run  \npackage main\n":      true,
		"// run -race\npackage main\n":  false,
		"// rundir\npackage main\n":     false,
		"// errorcheck\npackage main\n": false,
		"":                              false,
	} {
		if got := bareRun(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func TestTableKeepsWhatItIsTold(t *testing.T) {
	file := filepath.Join(t.TempDir(), "known.txt")
	before := Table{
		"a.go":   {Class: Refused, Detail: "3:1: no generics, \"so\""},
		"b/c.go": {Class: OutputDiffers, Detail: "line 1 is \"x\" instead of nothing"},
	}
	if err := before.Write(file, "two\nlines\n"); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(file)
	if !strings.HasPrefix(string(text), "# two\n# lines\na.go\trefused\t3:1: no") {
		t.Errorf("the file is\n%s", text)
	}
	after, err := ReadTable(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("-written +read:\n%s", diff)
	}
}

func TestTableSaysWhatIsWrongWithIt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "known.txt")
	for text, want := range map[string]string{
		"a.go refused no tabs\n": "expected a name, a class and a detail",
		"\na.go\tlost\tx\n":      "known.txt:2: unknown class \"lost\"",
	} {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadTable(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want it to say %q", text, err, want)
		}
	}
}

func TestChangesAndUpdate(t *testing.T) {
	table := Table{
		"better.go":    {Class: WrongResult, Detail: "w"},
		"gone.go":      {Class: Refused, Detail: "r"},
		"same.go":      {Class: Refused, Detail: "r"},
		"chance.go":    {Class: Hung, Detail: unsteady + "h"},
		"unvisited.go": {Class: Crashed, Detail: "c"},
	}
	found := Table{
		"better.go": {Class: Refused, Detail: "r"},
		"gone.go":   {},
		"same.go":   {Class: Refused, Detail: "another sentence"},
		"chance.go": {},
		"new.go":    {Class: Panicked, Detail: "p"},
	}
	better, worse := table.Changes(found)
	if want := []string{"better.go: refused: r, was wrong result: w", "gone.go: passed, was refused: r"}; !slices.Equal(better, want) {
		t.Errorf("better: %q, want %q", better, want)
	}
	if want := []string{"new.go: panic: p, was passed"}; !slices.Equal(worse, want) {
		t.Errorf("worse: %q, want %q", worse, want)
	}
	table.Update(found)
	want := Table{
		"better.go":    found["better.go"],
		"same.go":      found["same.go"],
		"chance.go":    {Class: Hung, Detail: unsteady + "h"},
		"unvisited.go": {Class: Crashed, Detail: "c"},
		"new.go":       found["new.go"],
	}
	if diff := cmp.Diff(want, table); diff != "" {
		t.Errorf("after the update (-want +got):\n%s", diff)
	}
}

func TestSampleIsSpreadAndQuick(t *testing.T) {
	var programs []*Program
	found := Table{}
	for i := range 400 {
		p := &Program{Name: fmt.Sprintf("p%d.go", i)}
		if i%2 == 0 {
			p.Kinds = []string{kinds[i/2%len(kinds)].name}
		}
		programs = append(programs, p)
		found[p.Name] = Outcome{CPU: time.Duration(i%5) * 200 * time.Millisecond}
		if i%7 == 0 {
			found[p.Name] = Outcome{Class: Refused}
		}
	}
	sample := Sample(programs, found)
	if want := 9 * (len(kinds) + 1); len(sample) != want {
		t.Errorf("%d programs, want %d: %v", len(sample), want, sample)
	}
	for _, name := range sample {
		if o := found[name]; o.Class != Passed || o.CPU >= 500*time.Millisecond {
			t.Errorf("%s: %v, takes %v", name, o.Class, o.CPU)
		}
	}
	if again := Sample(programs, found); !slices.Equal(sample, again) {
		t.Errorf("another sample each time:\n%v\n%v", sample, again)
	}
}
