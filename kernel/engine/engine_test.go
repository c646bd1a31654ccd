package engine

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"interleave/kernel/evaluator"
	"interleave/runtime/comm"
)

func TestUserExpressions(t *testing.T) {
	e, _ := newEngine(t, Options{})
	r := e.Execute(context.Background(), evaluator.Cell{ID: 1, Number: 1, Code: "x := 20", Expressions: map[string]string{
		"good": "x + 1", "undefined": "y", "panics": "[]int{}[x]", "declares": "func z() {}",
	}})
	if r.Error != nil {
		t.Fatalf("the cell failed: %+v", r.Error)
	}
	if got := r.Expressions["good"]; got.Error != nil || got.Display.Data["text/plain"] != "21" {
		t.Errorf("good: %+v", got)
	}
	if got := r.Expressions["undefined"]; got.Error == nil || got.Error.Name != evaluator.ErrorCompile {
		t.Errorf("undefined: %+v", got)
	}
	if got := r.Expressions["panics"]; got.Error == nil || got.Error.Name != evaluator.ErrorPanic {
		t.Errorf("panics: %+v", got)
	}
	if r = e.Execute(context.Background(), evaluator.Cell{ID: 2, Number: 2, Code: "z()"}); r.Error == nil {
		t.Error("an expression has declared a name")
	}
	r = e.Execute(context.Background(), evaluator.Cell{ID: 3, Number: 3, Code: "panic(1)", Expressions: map[string]string{"x": "x"}})
	if r.Expressions != nil {
		t.Errorf("expressions of a cell that failed: %+v", r.Expressions)
	}
}

func TestDeclaredAfterCheck(t *testing.T) {
	s := newSession(t)
	for _, c := range []struct {
		code     string
		declared bool
	}{
		{"func f() {}", true},
		{"panic(1)", true},
		{"undefined()", false},
		{"%pwd", false},
	} {
		if r := s.run(c.code); r.Declared != c.declared {
			t.Errorf("%q: declared is %v", c.code, r.Declared)
		}
	}
}

// What the front knows after a crash is the text of the cells that were
// declared; the new engine has to go on from it.
func TestReplay(t *testing.T) {
	e, out := newEngine(t, Options{})
	e.Replay(context.Background(), []evaluator.Cell{
		{ID: 1, Number: 1, Code: "import str \"strings\"\nold := 1"},
		{ID: 2, Number: 2, Code: "%reset"},
		{ID: 3, Number: 3, Code: "import str \"strings\"\nconst limit = 3\ntype point struct{ X int }\nfunc shout(s string) string { return str.ToUpper(s) }\nfmt.Println(\"not again\")"},
		{ID: 4, Number: 4, Code: "lost := 5"},
	})
	run := func(n int, code string) evaluator.Result {
		return e.Execute(context.Background(), evaluator.Cell{ID: evaluator.CellID(n), Number: n, Code: code})
	}
	r := run(5, "shout(\"a\") + fmt.Sprint(point{limit})")
	if r.Error != nil || text(r) != `"A{3}"` {
		t.Errorf("declarations: %+v, %s", r.Error, text(r))
	}
	r = run(6, "lost + 1")
	if r.Error == nil || !strings.Contains(strip(strings.Join(r.Error.Traceback, "\n")), "In[4]") {
		t.Errorf("a lost variable: %+v", r.Error)
	}
	if r = run(7, "old"); r.Error == nil {
		t.Error("a name from before %reset is known")
	}
	if s := out.stream(3, "stdout"); s != "" {
		t.Errorf("a statement ran again and printed %q", s)
	}
}

func TestIntrospectionWhileCellRuns(t *testing.T) {
	s := newSession(t)
	s.must("answer := 41\nfunc double(n int) int { return 2 * n }")
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan evaluator.Result)
	go func() {
		done <- s.e.Execute(ctx, evaluator.Cell{ID: 9, Number: 9, Code: "fmt.Println(\"running\")\nfor {\n}"})
	}()
	if !s.out.wait(func() bool { return s.out.stream(9, "stdout") != "" }) {
		t.Fatal("the cell does not start")
	}
	if c := s.e.Complete(ctx, "ans", 3); len(c.Matches) == 0 || c.Matches[0].Text != "answer" {
		t.Errorf("completing: %+v", c)
	}
	if in := s.e.Inspect(ctx, "double", 3, 0); !in.Found || !strings.Contains(fmt.Sprint(in.Data), "double(n int) int") {
		t.Errorf("inspecting: %+v", in)
	}
	if c := s.e.IsComplete(ctx, "for {"); c.Status != "incomplete" {
		t.Errorf("completeness: %+v", c)
	}
	cancel()
	if r := <-done; r.Error == nil || r.Error.Name != evaluator.ErrorInterrupted {
		t.Errorf("the cell ended with %+v", r.Error)
	}
}

func TestInspectShowsValue(t *testing.T) {
	s := newSession(t)
	s.must("names := []string{\"a\", \"b\"}")
	in := s.e.Inspect(context.Background(), "names", 2, 0)
	if text, _ := in.Data["text/plain"].(string); !strings.Contains(text, "[]string") || !strings.Contains(text, `["a" "b"]`) {
		t.Errorf("got %q", text)
	}
	in = s.e.Inspect(context.Background(), "%time", 3, 0)
	if text, _ := in.Data["text/plain"].(string); !strings.Contains(text, "how long it took") {
		t.Errorf("a magic: %q", text)
	}
	if in = s.e.Inspect(context.Background(), "", 0, 0); in.Found {
		t.Errorf("nothing is described as %v", in.Data)
	}
}

func TestIsComplete(t *testing.T) {
	e, _ := newEngine(t, Options{})
	for code, want := range map[string]string{
		"x := 1":               "complete",
		"for {":                "incomplete",
		"fmt.Println(1,":       "incomplete",
		"":                     "complete",
		"%who":                 "complete",
		"%time f(":             "complete",
		"%nosuch":              "invalid",
		"%%time\nfor {":        "incomplete",
		"%%sh\nfor x in 1; do": "complete",
		"strings.ToUpper?":     "complete",
		"x := )":               "invalid",
	} {
		if got := e.IsComplete(context.Background(), code); got.Status != want {
			t.Errorf("%q is %s, want %s", code, got.Status, want)
		}
	}
}

func TestDocOpensPager(t *testing.T) {
	s := newSession(t)
	for _, code := range []string{"%doc strings.ToUpper", "strings.ToUpper?"} {
		r := s.must(code)
		if len(r.Payload) != 1 || r.Payload[0]["source"] != "page" || r.Payload[0]["start"] != 0 {
			t.Fatalf("%s: payload is %v", code, r.Payload)
		}
		data, _ := r.Payload[0]["data"].(map[string]any)
		if text, _ := data["text/plain"].(string); !strings.Contains(text, "ToUpper(s string) string") {
			t.Errorf("%s: the page is %v", code, data)
		}
	}
}

func TestComm(t *testing.T) {
	s := newSession(t)
	t.Cleanup(func() { comm.Unregister("echo") })
	s.must(`comm.Register("echo", func(c *comm.Comm, m comm.Message) {
	fmt.Println("opened with", m.Data["n"])
	c.OnMessage(func(m comm.Message) {
		if m.Data["bad"] != nil {
			panic("bad message")
		}
		c.Send(m.Data)
	})
})`)
	ctx := context.Background()
	s.e.Comm(ctx, evaluator.CommMessage{Cell: 50, Type: "comm_open", ID: "c1", Target: "echo", Data: map[string]any{"n": 1}})
	s.e.Comm(ctx, evaluator.CommMessage{Cell: 51, Type: "comm_msg", ID: "c1", Data: map[string]any{"x": "y"}})
	s.e.Comm(ctx, evaluator.CommMessage{Cell: 52, Type: "comm_msg", ID: "c1", Data: map[string]any{"bad": true}})
	s.e.Comm(ctx, evaluator.CommMessage{Cell: 53, Type: "comm_open", ID: "c2", Target: "nobody"})
	if got := s.out.stream(50, "stdout"); got != "opened with 1\n" {
		t.Errorf("the handler printed %q", got)
	}
	if got := strip(s.out.stream(52, "stderr")); !strings.Contains(got, "panic: bad message") || !strings.Contains(got, "In[1]:5:4") {
		t.Errorf("the panic of a handler is reported as %q", got)
	}
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	if len(s.out.comms) != 2 {
		t.Fatalf("the frontend got %+v", s.out.comms)
	}
	if m := s.out.comms[0]; m.Type != "comm_msg" || m.ID != "c1" || m.Cell != 51 || m.Data["x"] != "y" {
		t.Errorf("the echo is %+v", m)
	}
	if m := s.out.comms[1]; m.Type != "comm_close" || m.ID != "c2" || m.Cell != 53 {
		t.Errorf("the answer to an unknown target is %+v", m)
	}
}

func TestClearOutput(t *testing.T) {
	s := newSession(t)
	s.must("display.Clear()")
	if s.out.cleared[1] != 1 {
		t.Errorf("cleared %d times", s.out.cleared[1])
	}
}

func TestAtEndRunsAfterCell(t *testing.T) {
	s := newSession(t)
	s.must(`cell.AtEnd(func() { fmt.Println("second") })
cell.AtEnd(func() { fmt.Println("first") })
fmt.Println("body")`)
	if got := s.out.stream(1, "stdout"); got != "body\nfirst\nsecond\n" {
		t.Errorf("printed %q", got)
	}
}

func TestPanicAtEndFailsCell(t *testing.T) {
	s := newSession(t)
	r := s.run(`cell.AtEnd(func() { fmt.Println("still called") })
cell.AtEnd(func() { panic("at the end") })`)
	if r.Error == nil || r.Error.Value != "at the end" {
		t.Errorf("the error is %+v", r.Error)
	}
	if got := s.out.stream(1, "stdout"); got != "still called\n" {
		t.Errorf("printed %q", got)
	}
}

// Without hooks (decision 14) cells run as well; only an interrupt needs the
// supervisor, and lines are coarser.
func TestPlainFallback(t *testing.T) {
	t.Setenv("INTERLEAVE_NOHOOKS", "1")
	s := newSession(t)
	if s.e.machine.Hooked() {
		t.Fatal("INTERLEAVE_NOHOOKS=1 has no effect")
	}
	if r := s.must("x := 1\nfunc f(n int) int { return n + x }"); r.Notes == nil || !strings.Contains(r.Notes.Data["text/plain"].(string), "without its hooks (switched off by INTERLEAVE_NOHOOKS=1)") {
		t.Errorf("the first cell notes %+v", r.Notes)
	}
	if r := s.must("x := 10\nf(1)"); text(r) != "11" {
		t.Errorf("the result is %s", text(r))
	}
	s.must("done := make(chan bool)\ngo func() { fmt.Println(\"late\"); done <- true }()\n<-done;")
	if got := s.out.stream(3, "stdout"); got != "late\n" {
		t.Errorf("a goroutine printed %q", got)
	}
	r := s.run("var m map[string]int\nm[\"a\"] = 1")
	if r.Error == nil || r.Error.Name != evaluator.ErrorPanic || !strings.Contains(r.Error.Value, "nil map") {
		t.Errorf("a panic: %+v", r.Error)
	}
	if r := s.must("1 + 1"); text(r) != "2" {
		t.Errorf("after a panic: %s", text(r))
	}
}

// Cells are compiled and run while goroutines of earlier cells use the
// variables, functions and closures of the session.
func TestCellsWhileGoroutinesRun(t *testing.T) {
	s := newSession(t)
	s.must(`var mu sync.Mutex
shared := 0
step := func(n int) int { return n + 1 }
func add() { mu.Lock(); defer mu.Unlock(); shared = step(shared) }
stop := make(chan bool)
var wg sync.WaitGroup
rounds := make([]int, 4)
for i := 0; i < 4; i++ {
	wg.Add(1)
	go func() {
		defer wg.Done()
		for {
			select {
			case <-stop:
				return
			default:
				add()
				f := func() int { return i }
				rounds[f()]++
			}
		}
	}()
}`)
	cells := 200
	if testing.Short() {
		cells = 50
	}
	for i := range cells {
		s.must(fmt.Sprintf("v%d, w%d := %d, \"x\"\nfunc g%d() int { return v%d }\nmu.Lock()\nshared += g%d() - v%d\nmu.Unlock()", i, i, i, i, i, i, i))
	}
	r := s.must("close(stop)\nwg.Wait()\nsum := 0\nfor _, n := range rounds { sum += n }\nsum == shared && sum > 0")
	if text(r) != "true" {
		t.Errorf("%s: goroutines lost steps", text(r))
	}
}

func TestEnginesAreApart(t *testing.T) {
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			s := newSession(t)
			s.must(fmt.Sprintf("x := %d", i))
			for range 20 {
				s.must("fmt.Println(x)")
			}
			for n := 2; n <= 21; n++ {
				if got := s.out.stream(evaluator.CellID(n), "stdout"); got != fmt.Sprintln(i) {
					t.Errorf("engine %d, cell %d printed %q", i, n, got)
				}
			}
		})
	}
	wg.Wait()
}

func TestTimeMagic(t *testing.T) {
	s := newSession(t)
	measured := regexp.MustCompile(`^wall time [0-9.]+(ns|µs|ms|s), CPU time [0-9.]+(ns|µs|ms|s)\n$`)
	s.must("%time x := 20")
	if got := s.out.stream(1, "stdout"); !measured.MatchString(got) {
		t.Errorf("printed %q", got)
	}
	if r := s.must("%%time\ny := x + 1\ny"); text(r) != "21" || !measured.MatchString(s.out.stream(2, "stdout")) {
		t.Errorf("the result is %s, printed %q", text(r), s.out.stream(2, "stdout"))
	}
	if r := s.run("\n%time undefined1"); r.Error == nil || r.Error.Value != "In[3]:2:7: undefined: undefined1" {
		t.Errorf("an error: %+v", r.Error)
	}
	if r := s.run("%time"); r.Error == nil || r.Error.Name != evaluator.ErrorMagic {
		t.Errorf("nothing to run: %+v", r.Error)
	}
	if r := s.must("%time x++\nx"); text(r) != "21" {
		t.Errorf("code after it: %s", text(r))
	}
}
