//go:build unix

package evaluator

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for what must happen.
const patience = 30 * time.Second

// listener is a Handler that keeps what it is told.
type listener struct {
	mu        sync.Mutex // guards what follows
	text      map[string]*strings.Builder
	displays  []Display
	clears    int
	comms     []CommMessage
	restarts  []Crash
	input     func(ctx context.Context, prompt string) (string, error)
	restarted chan Crash
	gate      chan struct{} // not nil: Stream waits for it to be closed
}

func newListener() *listener {
	return &listener{text: map[string]*strings.Builder{}, restarted: make(chan Crash, 1000)}
}

func (l *listener) Stream(cell CellID, name string, text []byte) {
	l.mu.Lock()
	gate := l.gate
	l.mu.Unlock()
	if gate != nil {
		<-gate
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	key := fmt.Sprintf("%d %s", cell, name)
	if l.text[key] == nil {
		l.text[key] = &strings.Builder{}
	}
	l.text[key].Write(text)
}

func (l *listener) Display(_ CellID, d Display) {
	l.mu.Lock()
	l.displays = append(l.displays, d)
	l.mu.Unlock()
}

func (l *listener) ClearOutput(CellID, bool) {
	l.mu.Lock()
	l.clears++
	l.mu.Unlock()
}

func (l *listener) Comm(m CommMessage) {
	l.mu.Lock()
	l.comms = append(l.comms, m)
	l.mu.Unlock()
}

func (l *listener) Input(ctx context.Context, _ CellID, prompt string, _ bool) (string, error) {
	return l.input(ctx, prompt)
}

func (l *listener) Restarted(c Crash) {
	l.mu.Lock()
	l.restarts = append(l.restarts, c)
	l.mu.Unlock()
	l.restarted <- c
}

// got is the text of a stream so far.
func (l *listener) got(key string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.text[key] == nil {
		return ""
	}
	return l.text[key].String()
}

// allText is the text of all streams, for failures.
func (l *listener) allText() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var b strings.Builder
	for key, t := range l.text {
		fmt.Fprintf(&b, "%s: %.2000q\n", key, t.String())
	}
	return b.String()
}

// kernel is a supervisor under test with counters for cells.
type kernel struct {
	*Supervisor
	t      testing.TB
	heard  *listener
	number int
}

// childOptions make the test binary the evaluator, in the given mode.
func childOptions(mode string, l *listener) Options {
	o := Options{Command: []string{os.Args[0]}, Env: append(os.Environ(), childVariable+"="+mode, "GORACE=atexit_sleep_ms=0 exitcode=0")}
	if l != nil {
		o.Events = l
	}
	return o
}

func startKernel(t testing.TB, change ...func(*Options)) *kernel {
	t.Helper()
	l := newListener()
	o := childOptions("engine", l)
	for _, f := range change {
		f(&o)
	}
	s, err := Start(context.Background(), o)
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	t.Cleanup(func() { s.Close() })
	return &kernel{Supervisor: s, t: t, heard: l}
}

// run executes one cell with a generous limit.
func (k *kernel) run(lines ...string) Result {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r := k.runContext(ctx, lines...)
	if ctx.Err() != nil {
		k.t.Fatalf("cell %q did not end within %v; heard:\n%s", lines, patience, k.heard.allText())
	}
	return r
}

func (k *kernel) runContext(ctx context.Context, lines ...string) Result {
	k.number++
	return k.Execute(ctx, Cell{ID: CellID(k.number), Number: k.number, Code: strings.Join(lines, "\n"), AllowInput: true})
}

// value runs one cell that must succeed and returns its text value.
func (k *kernel) value(lines ...string) string {
	k.t.Helper()
	r := k.run(lines...)
	if r.Error != nil {
		k.t.Fatalf("cell %q: %+v", lines, r.Error)
	}
	if r.Value == nil {
		return ""
	}
	return r.Value.Data["text/plain"].(string)
}

// eventually polls a condition.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

func TestExecuteDeliversOutputBeforeResult(t *testing.T) {
	k := startKernel(t)
	if got := k.value("print a", "eprint b", "fd1 c", "fd2 d", "value 42"); got != "42" {
		t.Errorf("value %q, want 42", got)
	}
	for key, want := range map[string]string{"1 stdout": "a\n", "1 stderr": "b\n", "0 stdout": "c\n", "0 stderr": "d\n"} {
		if got := k.heard.got(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}

func TestManyLinesArriveWholeAndInOrder(t *testing.T) {
	k := startKernel(t)
	k.run("lines 100000")
	var want strings.Builder
	for i := range 100000 {
		fmt.Fprintf(&want, "line %d\n", i)
	}
	if k.heard.got("1 stdout") != want.String() {
		t.Errorf("100000 lines came back different: %d bytes, want %d", len(k.heard.got("1 stdout")), want.Len())
	}
}

func TestBigOutputs(t *testing.T) {
	k := startKernel(t)
	k.run("bytes 52428800", "display 8000000", "clear", "comm c1")
	if n := len(k.heard.got("1 stdout")); n != 52428800 {
		t.Errorf("%d bytes of text, want 52428800", n)
	}
	l := k.heard
	if len(l.displays) != 1 || l.clears != 1 || len(l.comms) != 1 {
		t.Fatalf("%d displays, %d clears, %d comms, want 1 of each", len(l.displays), l.clears, len(l.comms))
	}
	d := l.displays[0]
	if b, _ := d.Data["image/png"].([]byte); len(b) != 8000000 || d.ID != "d1" || d.Data["text/plain"] != "picture" {
		t.Errorf("display came back different: png %T of %d bytes, id %q, text %v", d.Data["image/png"], len(b), d.ID, d.Data["text/plain"])
	}
	if got := fmt.Sprintf("%s", d.Data["application/json"]); got != `{"n":9007199254740993}` {
		t.Errorf("JSON part %s", got)
	}
	if c := l.comms[0]; fmt.Sprint(c.Buffers) != "[[1] [] [2 3]]" || c.ID != "c1" || c.Cell != 1 {
		t.Errorf("comm message came back different: %+v", c)
	}
}

func TestLateOutputKeepsItsCell(t *testing.T) {
	k := startKernel(t)
	k.run("late afterwards")
	k.run("print b")
	eventually(t, "late output of cell 1", func() bool { return k.heard.got("1 stdout") == "afterwards\n" })
}

func TestIntrospectionWhileACellRuns(t *testing.T) {
	k := startKernel(t)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan Result)
	go func() { ended <- k.runContext(ctx, "print begun", "sleep") }()
	eventually(t, "cell begins", func() bool { return k.heard.got("1 stdout") != "" })
	bg := context.Background()
	if c := k.Complete(bg, "fmt.Pr", 6); len(c.Matches) != 1 || c.Matches[0].Text != "fmt.Pr!" || c.End != 6 {
		t.Errorf("Complete: %+v", c)
	}
	if c := k.Complete(bg, "panic", 2); len(c.Matches) != 0 {
		t.Errorf("Complete with a panicking engine: %+v", c)
	}
	if i := k.Inspect(bg, "x", 1, 1); !i.Found || i.Data["text/plain"] != "x1" {
		t.Errorf("Inspect: %+v", i)
	}
	if c := k.IsComplete(bg, "x"); c.Status != "complete" {
		t.Errorf("IsComplete: %+v", c)
	}
	if err := k.Comm(bg, CommMessage{Type: "comm_msg", ID: "w", Data: map[string]any{}, Buffers: [][]byte{[]byte("b")}}); err != nil {
		t.Errorf("Comm: %v", err)
	}
	eventually(t, "echo of the comm message", func() bool {
		k.heard.mu.Lock()
		defer k.heard.mu.Unlock()
		return len(k.heard.comms) == 1 && k.heard.comms[0].Data["echo"] == true && string(k.heard.comms[0].Buffers[0]) == "b"
	})
	k.Interrupt()
	if r := <-ended; r.Error == nil || r.Error.Name != ErrorInterrupted {
		t.Errorf("interrupted cell: %+v", r)
	}
	cancel()
	if got := k.value("state"); got != "ran 1,2 replayed " {
		t.Errorf("after an obeyed interrupt: %q, want the same evaluator", got)
	}
}

func TestInterruptThatIsIgnoredReplacesTheEvaluator(t *testing.T) {
	for _, how := range []string{"hang", "stop"} {
		t.Run(how, func(t *testing.T) {
			k := startKernel(t, func(o *Options) { o.InterruptGrace = 50 * time.Millisecond; o.Spare = true })
			k.run("declare")
			ended := make(chan Result, 1)
			go func() { ended <- k.runContext(context.Background(), "print begun", "clear", how, "hang") }()
			eventually(t, "cell begins", func() bool { return k.heard.got("2 stdout") != "" })
			k.Interrupt()
			r := <-ended
			want := "the cell did not stop within 50ms of the interrupt; evaluator restarted; variables of In[1]-In[2] are gone; functions, types and imports were declared again"
			if r.Error == nil || r.Error.Name != ErrorInterrupted || r.Error.Value != want {
				t.Errorf("got  %+v\nwant %s", r.Error, want)
			}
			if got := k.value("state"); got != "ran 3 replayed 1" {
				t.Errorf("new evaluator: %q", got)
			}
		})
	}
}

func TestInterruptReachesChildProcessesOfTheCell(t *testing.T) {
	for command, grace := range map[string]time.Duration{"wait": 2 * patience, "waitdeaf": 4 * time.Second} {
		t.Run(command, func(t *testing.T) {
			k := startKernel(t, func(o *Options) { o.InterruptGrace = grace })
			k.run("children") // of an earlier cell: to be left alone
			pid := k.value("pid")
			eventually(t, "sh and its children of the earlier cell", func() bool { return k.Usage().Processes == 4 })
			time.Sleep(50 * time.Millisecond) // start times of processes have a grain of 10 ms
			before := k.Usage().Processes
			ended := make(chan Result, 1)
			go func() { ended <- k.runContext(context.Background(), "print begun", command, "value ended") }()
			eventually(t, "child of the cell", func() bool { return k.Usage().Processes > before })
			k.Interrupt()
			if r := <-ended; r.Error != nil || r.Value == nil {
				t.Errorf("cell whose child was interrupted: %+v", r)
			}
			if got := k.value("pid"); got != pid {
				t.Errorf("evaluator %s was replaced by %s", pid, got)
			}
			if after := k.Usage().Processes; after != before {
				t.Errorf("%d processes, want the %d of the earlier cell", after, before)
			}
		})
	}
}

// TestRepliesOvertakeOutput: while the frontend takes no output, completion
// works, and an interrupted cell that prints without end stops.
func TestRepliesOvertakeOutput(t *testing.T) {
	k := startKernel(t, func(o *Options) { o.InterruptGrace = patience })
	pid := k.value("pid")
	gate := make(chan struct{})
	k.heard.mu.Lock()
	k.heard.gate = gate
	k.heard.mu.Unlock()
	ended := make(chan Result, 1)
	go func() { ended <- k.runContext(context.Background(), "bytes 100000000") }()
	for k.Complete(context.Background(), "x", 1).Matches == nil {
		t.Error("no completion while output waits")
	}
	k.Interrupt()
	k.Complete(context.Background(), "x", 1) // asked after the interrupt, so that it has arrived
	close(gate)
	<-ended
	if n := len(k.heard.got("2 stdout")); n > 10<<20 {
		t.Errorf("%d bytes of an interrupted print arrived", n)
	}
	if got := k.value("pid"); got != pid {
		t.Errorf("evaluator %s was replaced by %s", pid, got)
	}
}

func TestInterruptDuringReplayKeepsDeclarations(t *testing.T) {
	k := startKernel(t, func(o *Options) { o.InterruptGrace = 200 * time.Millisecond })
	k.run("declare slowreplay")
	k.run("exit 1")
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan Result, 1)
	go func() { ended <- k.runContext(ctx, "value 1") }()
	eventually(t, "the cell waits for the replay", func() bool {
		k.mu.Lock()
		defer k.mu.Unlock()
		return k.atWork != nil && k.atWork.replaying.Load() != 0 && k.atWork.running.Load() != nil
	})
	cancel()
	if r := <-ended; r.Error == nil || r.Error.Value != "interrupted before the cell began" {
		t.Errorf("got %+v", r.Error)
	}
	if got := k.value("state"); got != "ran 4 replayed 1" {
		t.Errorf("next cell: %q", got)
	}
}

func TestInputRoundTrips(t *testing.T) {
	k := startKernel(t)
	k.heard.input = func(_ context.Context, prompt string) (string, error) { return "to " + prompt, nil }
	if got := k.value("input name?"); got != `"to name?" <nil>` {
		t.Errorf("got %s", got)
	}
	for _, err := range []error{ErrInputRefused, context.Canceled} {
		k.heard.input = func(context.Context, string) (string, error) { return "", err }
		if got, want := k.value("input x"), fmt.Sprintf(`"" %v`, err); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	r := k.Execute(context.Background(), Cell{ID: 99, Number: 99, Code: "input x"})
	if got := r.Value.Data["text/plain"]; got != fmt.Sprintf(`"" %v`, ErrInputRefused) {
		t.Errorf("cell without AllowInput: %v", got)
	}
}

func TestInterruptCancelsInput(t *testing.T) {
	k := startKernel(t)
	asked, canceled := make(chan bool), make(chan bool)
	k.heard.input = func(ctx context.Context, _ string) (string, error) {
		asked <- true
		<-ctx.Done()
		close(canceled)
		return "", ctx.Err()
	}
	ended := make(chan Result, 1)
	go func() { ended <- k.runContext(context.Background(), "input x") }()
	<-asked
	k.Interrupt()
	if r := <-ended; r.Value == nil || r.Value.Data["text/plain"] != `"" context canceled` {
		t.Errorf("cell: %+v", r)
	}
	<-canceled
}

func TestEnginePanicAndGoexitAreInternalErrors(t *testing.T) {
	k := startKernel(t)
	for _, command := range []string{"enginepanic boom", "goexit"} {
		if r := k.run(command); r.Error == nil || r.Error.Name != ErrorInternal {
			t.Errorf("%s: %+v", command, r)
		}
	}
	if got := k.value("state"); got != "ran 1,2,3 replayed " {
		t.Errorf("afterwards: %q, want the same evaluator", got)
	}
}

func TestStartFailuresSayWhy(t *testing.T) {
	for mode, want := range map[string]string{
		"nostart":  "exit status 7 before it was ready; its last words: no engine today",
		"noengine": "no engine in the box",
	} {
		t.Run(mode, func(t *testing.T) {
			l := newListener()
			s, err := Start(context.Background(), childOptions(mode, l))
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			if err := s.Ready(ctx); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("Ready: %v, want something with %q", err, want)
			}
			if r := s.Execute(ctx, Cell{ID: 1, Number: 1}); r.Error == nil || !strings.Contains(r.Error.Value, want) {
				t.Errorf("Execute: %+v", r.Error)
			}
		})
	}
	if !raceEnabled {
		k := startKernel(t, func(o *Options) { o.Memory = 1 << 20 })
		r := k.run("oom")
		if r.Error == nil || !strings.Contains(r.Error.Value, "out of memory (the evaluator's limit is 1024 KiB)") {
			t.Errorf("with next to no memory: %+v", r.Error)
		}
	}
	if _, err := Start(context.Background(), Options{Command: []string{"/nonexistent/evaluator"}}); err == nil {
		t.Error("Start of a missing program succeeded")
	}
}

func TestCloseWhileACellRuns(t *testing.T) {
	for _, command := range []string{"sleep", "hang"} {
		k := startKernel(t, func(o *Options) { o.Spare = true; o.CloseGrace = 50 * time.Millisecond })
		ended := make(chan Result, 1)
		go func() { ended <- k.runContext(context.Background(), "print begun", command) }()
		eventually(t, "cell begins", func() bool { return k.heard.got("1 stdout") != "" })
		k.Close()
		if r := <-ended; r.Error == nil {
			t.Errorf("%s: %+v", command, r)
		}
		if r := k.run("value 1"); r.Error == nil || !strings.Contains(r.Error.Value, "shutting down") {
			t.Errorf("cell after Close: %+v", r)
		}
	}
}
