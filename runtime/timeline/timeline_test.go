package timeline

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/trace"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"interleave/runtime/internal/event"
)

// The framework of virtual time stays for the next run.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("interleave/runtime/vtime.init.func1.1"))
}

func mustTrace(t *testing.T, f func()) *Timeline {
	t.Helper()
	tl, err := Trace(f)
	if err != nil {
		t.Fatal(err)
	}
	return tl
}

// TestTraceKeepsWhatTheFunctionStarted has goroutines of before, of the test and
// of the tracer beside those of the function.
func TestTraceKeepsWhatTheFunctionStarted(t *testing.T) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() { // was there before
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				runtime.Gosched()
			}
		}
	}()
	tl := mustTrace(t, func() {
		var wg, all sync.WaitGroup
		all.Add(4)
		for range 4 {
			wg.Go(func() {
				all.Done()
				all.Wait() // all four are alive together
			})
		}
		wg.Wait()
	})
	close(stop)
	<-stopped
	if tl.Goroutines() != 5 || tl.Alive() != 5 || tl.Lanes() != 5 {
		t.Errorf("%d goroutines, %d alive at once, %d lanes; want 5 of each:\n%s", tl.Goroutines(), tl.Alive(), tl.Lanes(), tl)
	}
	if p := tl.RunningAtOnce(); p < 1 || p > float64(runtime.GOMAXPROCS(0)) {
		t.Errorf("%.2f running at once with GOMAXPROCS %d", p, runtime.GOMAXPROCS(0))
	}
	births := 0
	for _, m := range tl.messages {
		if m.birth && m.from == 0 {
			births++
		}
	}
	if births != 4 {
		t.Errorf("%d births by main, want 4", births)
	}
}

func TestOneProcessorRunsOneAtOnce(t *testing.T) {
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	tl := mustTrace(t, func() {
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				for x := range 2_000_000 {
					_ = x * x
				}
			})
		}
		wg.Wait()
	})
	if tl.Alive() != 4 || tl.RunningAtOnce() > 1.0001 {
		t.Errorf("%d alive, %.4f running at once; want 4 and 1", tl.Alive(), tl.RunningAtOnce())
	}
	// The picture has the processors of then, whenever it is drawn.
	then := tl.SVG()
	runtime.GOMAXPROCS(8)
	if tl.SVG() != then {
		t.Error("with other processors the picture is another one")
	}
}

// untilStacksSay waits until there are goroutines of this package's tests in all
// of these states.
func untilStacksSay(states ...string) {
	buf := make([]byte, 1<<16)
	for {
		text := string(buf[:runtime.Stack(buf, true)])
		missing := false
		for _, s := range states {
			found := false
			for stack := range strings.SplitSeq(text, "\n\n") {
				found = found || strings.Contains(stack, s) && strings.Contains(stack, "TestReasonsOfWaiting")
			}
			missing = missing || !found
		}
		if !missing {
			return
		}
		runtime.Gosched()
	}
}

func TestReasonsOfWaiting(t *testing.T) {
	tl := mustTrace(t, func() {
		var mu sync.Mutex
		var wg sync.WaitGroup
		c := make(chan int)
		mu.Lock()
		wg.Go(func() { mu.Lock(); defer mu.Unlock() })
		wg.Go(func() { <-c })
		wg.Go(func() {
			untilStacksSay("[sync.Mutex.Lock", "[chan receive", "[sync.WaitGroup.Wait")
			time.Sleep(time.Millisecond)
			mu.Unlock()
			c <- 1
		})
		wg.Wait()
	})
	for _, s := range []string{"running", "channel", "lock", "sleep"} {
		if tl.In(s) == 0 {
			t.Errorf("no time was spent in state %s:\n%s", s, tl)
		}
	}
	if text := tl.String(); !strings.Contains(text, "alive at once") || !strings.Contains(text, "goroutine 3") || !strings.Contains(text, "sleep ") {
		t.Errorf("text:\n%s", text)
	}
	woken := 0
	for _, m := range tl.messages {
		if !m.birth && m.from == 3 && (m.to == 1 || m.to == 2) {
			woken++
		}
	}
	if woken != 2 {
		t.Errorf("the third goroutine woke %d of the two others: %+v", woken, tl.messages)
	}
}

func TestCallerCanBeLeftOut(t *testing.T) {
	tl, err := TraceStarted(func() {
		done := make(chan struct{})
		go close(done)
		<-done
	})
	if err != nil {
		t.Fatal(err)
	}
	if tl.Goroutines() != 1 || tl.lanes[0].name != "main" || len(tl.messages) != 0 {
		t.Errorf("%d goroutines, %+v", tl.Goroutines(), tl.messages)
	}
}

func TestTenThousandGoroutines(t *testing.T) {
	if testing.Short() {
		t.Skip("ten thousand goroutines under the tracer take a second")
	}
	const n = 10_000
	tl := mustTrace(t, func() {
		var wg, all sync.WaitGroup
		all.Add(n)
		for range n {
			wg.Go(func() { all.Done(); all.Wait() })
		}
		wg.Wait()
	})
	if tl.Goroutines() != n+1 || tl.Alive() != n+1 {
		t.Errorf("%d goroutines, %d alive; want %d", tl.Goroutines(), tl.Alive(), n+1)
	}
	if size := len(tl.SVG()); size > 300_000 {
		t.Errorf("the picture has %d bytes, want at most 300 000", size)
	}
	if lines := strings.Count(tl.String(), "\n"); lines > 100 {
		t.Errorf("the text has %d lines", lines)
	}
}

func TestTraceFailsAndPanicsProperly(t *testing.T) {
	if err := trace.Start(io.Discard); err != nil {
		t.Skip("the process is traced: ", err)
	}
	_, err := Trace(func() { t.Error("the function ran") })
	trace.Stop()
	if err == nil || !strings.Contains(err.Error(), "can't be started") {
		t.Errorf("in a traced process: %v", err)
	}
	func() {
		defer func() {
			if r := recover(); r != "of the function" {
				t.Errorf("recovered %v", r)
			}
		}()
		_, _ = Trace(func() { panic("of the function") })
	}()
	if trace.IsEnabled() || event.On() {
		t.Error("after a panic the tracer or the recorder goes on")
	}
	for want, f := range map[string]func(){
		"timeline.Record: the function is nil":       func() { Record(nil) },
		"timeline.Trace: the function is nil":        func() { _, _ = Trace(nil) },
		"timeline.TraceStarted: the function is nil": func() { _, _ = TraceStarted(nil) },
		`timeline: unknown state "busy"; there are`:  func() { new(Timeline).In("busy") },
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.HasPrefix(got, want) {
					t.Errorf("panicked with %q, want %q", got, want)
				}
			}()
			f()
		}()
	}
}

func TestRecorderAndHelpers(t *testing.T) {
	r := Start()
	end := r.Span("main", "outer")
	arrived := r.Send("main", "worker", "job")
	event.Span("worker", event.Runnable, "queue", time.Now().Add(-time.Millisecond))
	event.Moment("worker", event.Failed, "no file")
	arrived()
	arrived() // counts once
	r.Mark("main", "half-way")
	r.Wait("main", "for the worker")()
	end()
	tl := r.Stop()
	end() // after the end: not kept
	if again := r.Stop(); again.Lanes() != tl.Lanes() {
		t.Error("a second Stop returns something else")
	}
	if tl.Lanes() != 2 || len(tl.messages) != 1 || tl.Goroutines() != 0 || tl.Alive() < 1 {
		t.Errorf("%d lanes, %d messages, %d goroutines, %d alive", tl.Lanes(), len(tl.messages), tl.Goroutines(), tl.Alive())
	}
	text := tl.String()
	for _, want := range []string{"main", "worker", "no file", "half-way", "running"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the text:\n%s", want, text)
		}
	}
	if empty := Record(func() {}); empty.String() != "nothing was recorded" || !strings.Contains(empty.SVG(), "nothing was recorded") || empty.RunningAtOnce() != 0 {
		t.Errorf("an empty recording says %q", empty)
	}
}

func TestChromeHasEverything(t *testing.T) {
	tl := mustTrace(t, func() {
		done := make(chan struct{})
		go func() { event.Moment("helper", event.Succeeded, "ok"); close(done) }()
		<-done
	})
	var b bytes.Buffer
	if err := tl.WriteChrome(&b); err != nil {
		t.Fatal(err)
	}
	var events []map[string]any
	if err := json.Unmarshal(b.Bytes(), &events); err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, e := range events {
		count[e["ph"].(string)]++
	}
	spans := 0
	for _, l := range tl.lanes {
		spans += len(l.spans)
	}
	if count["X"] != spans || count["i"] != 1 || count["s"] != len(tl.messages) || count["f"] != count["s"] || count["M"] != 1+2*tl.Lanes() || count["C"] == 0 {
		t.Errorf("events by phase: %v; want %d slices and %d flows", count, spans, len(tl.messages))
	}
	checkTraceEvents(t, events)
	file := filepath.Join(t.TempDir(), "trace.json")
	if err := tl.Save(file); err != nil {
		t.Fatal(err)
	}
	if saved, err := os.ReadFile(file); err != nil || !bytes.Equal(saved, b.Bytes()) {
		t.Errorf("Save wrote something else: %v", err)
	}
	if err := tl.Save(filepath.Join(t.TempDir(), "no", "such")); err == nil {
		t.Error("saving into a folder that does not exist succeeds")
	}
}

// checkTraceEvents holds events to what the trace event format asks of each phase.
func checkTraceEvents(t *testing.T, events []map[string]any) {
	t.Helper()
	type flow struct{ starts, ends []float64 }
	flows := map[float64]*flow{}
	counters := map[string]bool{}
	for _, e := range events {
		bad := func(why string) { t.Errorf("%s: %v", why, e) }
		if name, _ := e["name"].(string); name == "" {
			bad("no name")
		}
		ts, ok := e["ts"].(float64)
		if !ok || ts < 0 {
			bad("no time, or one before the beginning")
		}
		for _, key := range []string{"pid", "tid"} {
			if _, ok := e[key].(float64); !ok {
				bad("no " + key)
			}
		}
		args, _ := e["args"].(map[string]any)
		switch e["ph"] {
		case "X":
			if dur, ok := e["dur"].(float64); !ok || dur < 0 {
				bad("a slice without a length")
			}
		case "i":
			if e["s"] != "t" {
				bad("an instant that is not of a thread")
			}
		case "s", "f":
			id, ok := e["id"].(float64)
			if !ok {
				bad("a flow without an id")
			}
			if flows[id] == nil {
				flows[id] = &flow{}
			}
			if f := flows[id]; e["ph"] == "s" {
				f.starts = append(f.starts, ts)
			} else {
				f.ends = append(f.ends, ts)
			}
		case "M":
			switch e["name"] {
			case "process_name", "thread_name":
				if name, _ := args["name"].(string); name == "" {
					bad("metadata without a name")
				}
			}
		case "C":
			counters[e["name"].(string)] = true
			for _, v := range args {
				if n, ok := v.(float64); !ok || n < 0 {
					bad("a counter below zero")
				}
			}
		default:
			bad("an unknown phase")
		}
	}
	for id, f := range flows {
		if len(f.starts) != 1 || len(f.ends) != 1 || f.ends[0] < f.starts[0] {
			t.Errorf("flow %v starts at %v and ends at %v", id, f.starts, f.ends)
		}
	}
	if !counters["running at once"] || !counters["alive at once"] {
		t.Errorf("counters %v", counters)
	}
}

// BenchmarkTenThousandLanes draws ten thousand goroutines.
func BenchmarkTenThousandLanes(b *testing.B) {
	tl, err := Trace(func() {
		var wg, all sync.WaitGroup
		all.Add(10_000)
		for range 10_000 {
			wg.Go(func() { all.Done(); all.Wait() })
		}
		wg.Wait()
	})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		b.SetBytes(int64(len(tl.SVG())))
	}
}
