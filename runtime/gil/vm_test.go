package gil

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestDeadlockSaysWhoWaitsForWhom(t *testing.T) {
	vm := New(Config{})
	left, right := vm.Mutex("left"), vm.Mutex("right")
	both := func(a, b *Mutex) func(*Thread) {
		return func(t *Thread) {
			t.Lock(a)
			t.Sleep(ms)
			t.Lock(b)
		}
	}
	a := vm.Thread("A", both(left, right))
	vm.Thread("B", both(right, left))
	vm.Thread("C", func(t *Thread) { t.Join(a) })
	vm.Thread("D", func(t *Thread) { t.Bytecode(ms) })
	r := vm.Run()
	var d *Deadlock
	if !errors.As(r.Err, &d) || len(d.Waits) != 3 {
		t.Fatalf("Err is %v", r.Err)
	}
	want := `: "A" waits for mutex "right", which "B" has locked; "B" waits for mutex "left", which "A" has locked; "C" waits for the end of "A"`
	if got := d.Error(); !strings.HasSuffix(got, want) || !strings.HasPrefix(got, "deadlock at ") {
		t.Errorf("got %s\nexpected the end %s", got, want)
	}
	if s, _ := r.Thread("D"); !s.Ended {
		t.Error("D did not end")
	}
	if !strings.Contains(r.String(), "ended early: deadlock") {
		t.Errorf("the tables do not say so:\n%v", r)
	}
}

func TestSelfDeadlock(t *testing.T) {
	vm := New(Config{})
	m := vm.Mutex("m")
	vm.Thread("A", func(t *Thread) { t.Lock(m); t.Lock(m) })
	if err := vm.Run().Err; err == nil || !strings.Contains(err.Error(), "which it has locked itself") {
		t.Errorf("Err is %v", err)
	}
}

func TestPanicInAProgramGoesToRun(t *testing.T) {
	vm := New(Config{})
	cleaned := false
	vm.Thread("other", func(t *Thread) {
		defer func() {
			cleaned = true
			t.Sleep(ms) // operations after the end of the run do nothing
			panic("not reached")
		}()
		for {
			t.Sleep(ms)
		}
	})
	cause := errors.New("the cause")
	vm.Thread("bad", func(t *Thread) {
		t.Sleep(3 * ms)
		panic(cause)
	})
	defer func() {
		c, ok := recover().(*Crash)
		if !ok || c.Thread != "bad" || !errors.Is(c, cause) || !strings.Contains(string(c.Stack), "TestPanicInAProgramGoesToRun") {
			t.Errorf("Run panicked with %v", c)
		}
		if !cleaned {
			t.Error("the deferred call of the other thread did not run")
		}
	}()
	vm.Run()
	t.Error("Run returned")
}

func TestGoexitEndsTheThread(t *testing.T) {
	vm := New(Config{})
	m := vm.Mutex("m")
	vm.Thread("A", func(t *Thread) {
		defer t.Unlock(m)
		t.Lock(m)
		runtime.Goexit()
	})
	vm.Thread("B", func(t *Thread) { t.Bytecode(ms); t.Lock(m) })
	r := vm.Run()
	for _, s := range r.Threads {
		if !s.Ended || r.Err != nil {
			t.Errorf("%s ended: %v, error %v", s.Name, s.Ended, r.Err)
		}
	}
}

// An interrupt ends a run that would never end, wherever it is: in threads that
// compute for ever in small steps, in large ones, and that wait.
func TestInterruptEndsARun(t *testing.T) {
	for name, body := range map[string]func(*Thread){
		"loop":  func(t *Thread) { t.Loop() },
		"burst": func(t *Thread) { t.Bytecode(time.Hour) },
		"sleep": func(t *Thread) { t.Sleep(time.Hour) },
	} {
		for _, m := range []Mode{NewGIL, OldGIL, FreeThreaded} {
			t.Run(fmt.Sprint(name, " ", m), func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(context.Background())
				defer cancel(nil)
				hosted.set(t, ctx)
				cause := errors.New("the cell was interrupted")
				vm := New(Config{Mode: m})
				for i := range 2 {
					vm.Thread("", func(t *Thread) {
						if t.Sleep(ms); i == 0 {
							cancel(cause)
						}
						for {
							body(t)
						}
					})
				}
				if r := vm.Run(); !errors.Is(r.Err, cause) {
					t.Errorf("Err is %v", r.Err)
				}
			})
		}
	}
}

func TestRunForEndsAtItsTime(t *testing.T) {
	for _, body := range []func(*Thread){
		func(t *Thread) { t.Sleep(time.Hour) },
		func(t *Thread) { t.Bytecode(time.Hour) },
		func(t *Thread) {
			for {
				t.Loop()
			}
		},
	} {
		vm := New(Config{})
		vm.Thread("A", body)
		if r := vm.RunFor(ms); r.Wall != ms || r.Err != nil || r.Threads[0].Ended || r.Threads[0].End != ms {
			t.Errorf("wall %v, error %v, thread %+v", r.Wall, r.Err, r.Threads[0])
		}
	}
	vm := New(Config{})
	vm.Thread("A", func(t *Thread) { t.Bytecode(ms) })
	if r := vm.RunFor(time.Hour); r.Wall != ms || !r.Threads[0].Ended {
		t.Errorf("a run whose threads have ended takes %v", r.Wall)
	}
}

// What each thread did adds up to its life, and what all did on cores to no more
// than the cores had.
func TestTimesAddUp(t *testing.T) {
	for _, m := range []Mode{NewGIL, OldGIL, PerInterpreter, FreeThreaded} {
		for cores := 1; cores <= 4; cores++ {
			vm := New(Config{Mode: m, Cores: cores, Seed: uint64(cores)})
			x, mu := vm.Int("x", 0), vm.Mutex("mu")
			for i := range 5 {
				vm.Thread("", func(t *Thread) {
					for range 20 {
						t.Bytecode(ms)
						t.IO(ms / 2)
						t.NoGIL(ms)
						t.Native(ms / 4)
						t.Lock(mu)
						t.Add(x, 1)
						t.Bytecode(ms / 10)
						t.Unlock(mu)
						if i == 0 {
							t.Join(t.Start("", func(t *Thread) { t.Call(func() { t.Ticks(1000) }) }))
						}
					}
				})
			}
			r := vm.Run()
			if r.Err != nil || x.Value() != 100 {
				t.Fatalf("%v on %d cores: x = %d, error %v", m, cores, x.Value(), r.Err)
			}
			for _, s := range r.Threads {
				all := s.Bytecode + s.Native + s.NoGIL + s.WaitedGIL + s.WaitedCore + s.WaitedLock + s.WaitedDevice
				if life := s.End - s.Start; all != life || !s.Ended {
					t.Errorf("%v on %d cores: %s lived for %v, but what it did took %v", m, cores, s.Name, life, all)
				}
				// Asleep, waking up and fighting are one: only the upper bound is exact.
				if onCore := s.Bytecode + s.Native + s.NoGIL; s.CPU < onCore || s.CPU > onCore+s.WaitedGIL {
					t.Errorf("%v on %d cores: %s had a core for %v, and ran for %v", m, cores, s.Name, s.CPU, onCore)
				}
			}
			if r.CPU() > time.Duration(cores)*r.Wall {
				t.Errorf("%v: %d cores worked for %v in %v", m, cores, r.CPU(), r.Wall)
			}
			total := map[int]time.Duration{}
			for _, s := range r.Spans {
				total[s.Thread] += s.To - s.From
			}
			for i, s := range r.Threads {
				if total[i] != s.End-s.Start {
					t.Errorf("%v: the spans of %s add up to %v of %v", m, s.Name, total[i], s.End-s.Start)
				}
			}
			if one := m == NewGIL || m == OldGIL; one && r.Overlap() != 0 || !one && m != PerInterpreter && cores > 1 && r.Overlap() == 0 {
				t.Errorf("%v on %d cores: bytecode overlapped for %v", m, cores, r.Overlap())
			}
		}
	}
}

func TestThreadsStartedWhileRunning(t *testing.T) {
	vm := New(Config{})
	var order []string
	vm.Thread("main", func(t *Thread) {
		child := t.Start("child", func(t *Thread) {
			t.Sleep(ms)
			order = append(order, t.Name())
		})
		t.Join(child)
		t.Join(child) // it has ended: nothing to wait for
		order = append(order, t.Name())
	})
	r := vm.Run()
	if fmt.Sprint(order) != "[child main]" || len(r.Threads) != 2 || r.Threads[1].Start <= 0 {
		t.Errorf("order %v, threads %+v", order, r.Threads)
	}
}

func TestMisuse(t *testing.T) {
	run := func(body func(t *Thread)) {
		vm := New(Config{})
		vm.Thread("A", body)
		vm.Run()
	}
	other := New(Config{})
	stranger := other.Thread("stranger", func(*Thread) {})
	for name, test := range map[string]struct {
		call func()
		want string
	}{
		"mode":        {func() { New(Config{Mode: 7}) }, "Config.Mode is 7"},
		"cores":       {func() { New(Config{Cores: -1}) }, "Cores is -1"},
		"interval":    {func() { New(Config{SwitchInterval: -1}) }, "SwitchInterval"},
		"cost":        {func() { New(Config{FreeThreadedCost: -1}) }, "FreeThreadedCost"},
		"jitter":      {func() { New(Config{Jitter: 2}) }, "Jitter"},
		"version":     {func() { Python("3") }, "expected a version"},
		"version 4":   {func() { Python("4.0") }, "no such version"},
		"version 2.8": {func() { Python("2.8") }, "no such version"},
		"version t":   {func() { Python("3.12t") }, "3.13t"},
		"nil program": {func() { New(Config{}).Thread("A", nil) }, "the function is nil"},
		"twice":       {func() { vm := New(Config{}); vm.Run(); vm.Run() }, "has run already"},
		"late thread": {func() { vm := New(Config{}); vm.Run(); vm.Thread("A", func(*Thread) {}) }, "Thread.Start"},
		"late interp": {func() { vm := New(Config{}); vm.Run(); vm.Interpreter("A") }, "after the VM was run"},
		"no time":     {func() { New(Config{}).RunFor(0) }, "positive"},
		"ticks":       {func() { run(func(t *Thread) { t.Ticks(-1) }) }, "negative"},
		"time":        {func() { run(func(t *Thread) { t.IO(-1) }) }, "negative"},
		"nil call":    {func() { run(func(t *Thread) { t.Call(nil) }) }, "nil"},
		"nil var":     {func() { run(func(t *Thread) { t.Load(nil) }) }, "VM.Int"},
		"nil mutex":   {func() { run(func(t *Thread) { t.Lock(nil) }) }, "VM.Mutex"},
		"nil join":    {func() { run(func(t *Thread) { t.Join(nil) }) }, "nil"},
		"own join":    {func() { run(func(t *Thread) { t.Join(t) }) }, "joins itself"},
		"far join":    {func() { run(func(t *Thread) { t.Join(stranger) }) }, "another VM"},
		"far var":     {func() { x := other.Int("x", 0); run(func(t *Thread) { t.Add(x, 1) }) }, "another VM"},
		"far mutex":   {func() { m := other.Mutex("m"); run(func(t *Thread) { t.Lock(m) }) }, "another VM"},
		"unlock": {func() {
			vm := New(Config{})
			m := vm.Mutex("m")
			vm.Thread("A", func(t *Thread) { t.Unlock(m) })
			vm.Run()
		}, "not locked"},
		"outside":      {func() { New(Config{}).Thread("A", func(*Thread) {}).Loop() }, "outside of its program"},
		"other thread": {func() { run(func(t *Thread) { o := t.Start("B", func(*Thread) {}); o.Loop() }) }, "was called by the program of"},
	} {
		mustPanic(t, name, test.want, test.call)
	}
}

func TestVersions(t *testing.T) {
	for version, want := range map[string]Config{
		"2.7":    {Name: "Python 2.7", Mode: OldGIL},
		"2.7.18": {Name: "Python 2.7", Mode: OldGIL},
		"3.1":    {Name: "Python 3.1", Mode: OldGIL},
		"3.2":    {Name: "Python 3.2", EagerChecks: true},
		"3.9":    {Name: "Python 3.9", EagerChecks: true},
		"3.10":   {Name: "Python 3.10"},
		"3.12":   {Name: "Python 3.12", Mode: PerInterpreter},
		"3.13t":  {Name: "Python 3.13t", Mode: FreeThreaded, FreeThreadedCost: 1.4},
		"3.14t":  {Name: "Python 3.14t", Mode: FreeThreaded},
	} {
		if got := Python(version); got != want {
			t.Errorf("Python(%q) is %+v, expected %+v", version, got, want)
		}
	}
}

func TestEmptyVM(t *testing.T) {
	if r := New(Config{}).Run(); r.Err != nil || r.Wall != 0 || !strings.Contains(r.String(), "wall 0s") {
		t.Errorf("an empty VM gives\n%v", r)
	}
}

func TestRecordIsBounded(t *testing.T) {
	c := config(OldGIL)
	c.Quantum = 4 * ms
	vm := New(c)
	vm.Thread("A", func(t *Thread) {
		for range maxSpans/2 + 1000 {
			t.Ticks(1)
			t.Sleep(1)
		}
	})
	r := vm.Run()
	if len(r.Spans) != maxSpans || r.Truncated <= 0 || r.Truncated > r.Wall {
		t.Errorf("%d spans, truncated at %v of %v", len(r.Spans), r.Truncated, r.Wall)
	}
}

func BenchmarkSimulatedSecond(b *testing.B) {
	for _, m := range []Mode{NewGIL, OldGIL, PerInterpreter, FreeThreaded} {
		b.Run(strings.ReplaceAll(m.String(), " ", "-"), func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				convoy(config(m), 2, time.Second)
			}
		})
	}
}

// Operations of one thread alone, and of two that alternate at every operation.
func BenchmarkOperation(b *testing.B) {
	for _, threads := range []int{1, 2} {
		b.Run(fmt.Sprint("threads-", threads), func(b *testing.B) {
			vm := New(Config{Mode: FreeThreaded})
			for range threads {
				vm.Thread("", func(t *Thread) {
					for range b.N / threads {
						t.Loop()
					}
				})
			}
			vm.Run()
		})
	}
}
