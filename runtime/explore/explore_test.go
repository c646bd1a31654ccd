package explore_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"interleave/runtime/explore"
)

func panics(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}

func TestMisusePanicsWithASentence(t *testing.T) {
	x := explore.NewVar("x", 0)
	var mu explore.Mutex
	nothing := func() {}
	for want, f := range map[string]func(){
		"Var.Load was called by a goroutine that is not under control": func() { x.Load() },
		"Mutex.Lock was called by a goroutine that is not":             mu.Lock,
		"Go was called by":                          func() { explore.Go(nothing) },
		"Run of a nil function":                     func() { explore.Run(nil) },
		"Replay of a nil function":                  func() { _, _ = explore.Replay(nil, "") },
		"a nil option":                              func() { explore.Run(nothing, nil) },
		"options All and Random exclude each other": func() { explore.Run(nothing, explore.All(), explore.Random(1, 1)) },
		"Preemptions(-1)":                           func() { explore.Run(nothing, explore.Preemptions(-1)) },
		"Random of 0 schedules":                     func() { explore.Run(nothing, explore.Random(0, 1)) },
		"PCT with depth 0":                          func() { explore.Run(nothing, explore.PCT(1, 0, 1)) },
		"Using a nil Strategy":                      func() { explore.Run(nothing, explore.Using(nil, 1)) },
		"Steps(0)":                                  func() { explore.Run(nothing, explore.Steps(0)) },
		"Budget(0s)":                                func() { explore.Run(nothing, explore.Budget(0)) },
		"Schedules of 0 schedules":                  func() { explore.Run(nothing, explore.Schedules(0)) },
		"Pick returned 7; there were 1 choices":     func() { explore.Run(explore.Gosched, explore.Using(wrong{}, 1)) },
		"NewChan with a buffer of -1":               func() { explore.NewChan[int]("c", -1) },
	} {
		if got := fmt.Sprint(panics(f)); !strings.Contains(got, want) {
			t.Errorf("panic %q, want one with %q", got, want)
		}
	}
	if _, err := explore.Replay(nothing, "1 x"); err == nil || !strings.Contains(err.Error(), `word 2 of the schedule is "x"`) {
		t.Errorf("a schedule with a mistake: %v", err)
	}
}

type wrong struct{}

func (wrong) Pick(explore.Point) int { return 7 }

func TestMisuseInsideIsAnOutcome(t *testing.T) {
	for want, f := range map[string]func(){
		"panic: sync: unlock of unlocked mutex":                        func() { new(explore.Mutex).Unlock() },
		"panic: sync: Unlock of unlocked RWMutex":                      func() { new(explore.RWMutex).Unlock() },
		"panic: sync: RUnlock of unlocked RWMutex":                     func() { new(explore.RWMutex).RUnlock() },
		"panic: sync: negative WaitGroup counter":                      func() { new(explore.WaitGroup).Done() },
		"panic: close of closed channel":                               func() { c := explore.NewChan[int]("c", 0); c.Close(); c.Close() },
		"panic: close of nil channel":                                  func() { (*explore.Chan[int])(nil).Close() },
		"panic: send on closed channel":                                func() { c := explore.NewChan[int]("c", 1); c.Close(); c.Send(1) },
		"deadlock: main at receive":                                    func() { (*explore.Chan[int])(nil).Recv() },
		"deadlock: main at select":                                     func() { explore.Select() },
		"panic: explore: Go of a nil function":                         func() { explore.Go(nil) },
		"panic: explore: AfterFunc of a nil function":                  func() { explore.AfterFunc(0, nil) },
		"panic: explore: Select with two defaults":                     func() { explore.Select(explore.Default(), explore.Default()) },
		"panic: explore: Tick(0s): expected more than 0":               func() { explore.Tick(0) },
		"panic: explore: a Cond without a Mutex; make it with NewCond": func() { new(explore.Cond).Wait() },
		"panic: sync: unlock of unlocked mutex ":                       func() { explore.NewCond(new(explore.Mutex)).Wait() },
	} {
		r := explore.Run(f)
		if len(r.Outcomes) != 1 || r.Outcomes[0].Text != strings.TrimSpace(want) {
			t.Errorf("outcomes %+v, want %q", r.Outcomes, want)
		}
	}
}

// TestARealGoroutineIsFoundOut uses a go statement where explore.Go belongs.
func TestARealGoroutineIsFoundOut(t *testing.T) {
	got := make(chan any, 1)
	r := explore.Run(func() {
		x := explore.NewVar("x", 0)
		var wg sync.WaitGroup
		wg.Go(func() { got <- panics(func() { x.Store(1) }) })
		wg.Wait()
	})
	if text := fmt.Sprint(<-got); !strings.Contains(text, "not by a go statement") {
		t.Errorf("the operation of a real goroutine: %s", text)
	}
	if r.Schedules != 1 {
		t.Errorf("%d schedules, want 1", r.Schedules)
	}
}

func TestGoexitEndsAGoroutine(t *testing.T) {
	r := explore.Run(func() {
		for range 2 {
			explore.Go(func() {
				explore.Gosched()
				runtime.Goexit()
			})
		}
		explore.Wait()
		explore.Println("done")
		runtime.Goexit()
	}, explore.All())
	if !r.OK() || r.Outcomes[0].Text != "done" || r.Schedules != 2 {
		t.Errorf("got\n%v", r)
	}
}

// TestNothingIsLeftBehind runs programs that end with goroutines that wait, and
// counts goroutines.
func TestNothingIsLeftBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	deferred := 0
	for range 50 {
		explore.Run(func() {
			c := explore.NewChan[int]("c", 0)
			var mu explore.Mutex
			for range 3 {
				explore.Go(func() {
					mu.Lock()
					defer mu.Unlock()
					defer func() { deferred++ }()
					c.Recv()
				})
			}
			explore.Sleep(time.Second)
			panic("no")
		})
	}
	if deferred == 0 {
		t.Error("deferred calls of goroutines that were left did not run")
	}
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, before %d", runtime.NumGoroutine(), before)
		}
	}
}

// TestSeveralAtATime explores in many goroutines, with things that they share.
func TestSeveralAtATime(t *testing.T) {
	var mu explore.Mutex
	n := explore.NewVar("n", 7)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			r := explore.Run(func() {
				for range 3 {
					explore.Go(func() { mu.Lock(); n.Store(n.Load() + 1); mu.Unlock() })
				}
				explore.Wait()
				explore.Println(n.Load())
			}, explore.All())
			if r.Schedules != 6 || r.Outcomes[0].Text != "10" {
				t.Errorf("got\n%v", r)
			}
		})
	}
	wg.Wait()
}

func TestSchedulesCanBeReplayed(t *testing.T) {
	for name, f := range map[string]func(){"increments": increments, "opposite": opposite, "mixed": mixed} {
		for _, options := range [][]explore.Option{{}, {explore.EarlyTimers()}} {
			r := explore.Run(f, options...)
			for i := range r.Outcomes {
				o := &r.Outcomes[i]
				first, err := explore.Replay(f, o.Schedule, options...)
				if err != nil || first.Outcome != o.Text || first.Verdict != o.Verdict {
					t.Fatalf("%s: schedule %s gives %q (%v), want %q", name, o.Schedule, first.Outcome, err, o.Text)
				}
				for range 20 {
					if again := o.Trace(); again.String() != first.String() {
						t.Fatalf("%s: another ladder:\n%s\nthan\n%s", name, again, first)
					}
				}
			}
		}
	}
}

// mixed uses a bit of everything.
func mixed() {
	c := explore.NewChan[int]("c", 1)
	var mu explore.RWMutex
	x := explore.NewVar("x", 0)
	explore.Go(func() {
		mu.Lock()
		x.Store(1)
		mu.Unlock()
		c.Send(1)
	})
	explore.Go(func() {
		mu.RLock()
		c.Send(x.Load())
		mu.RUnlock()
		c.Close()
	})
	var v int
	explore.Println(explore.Select(c.RecvCase(&v), explore.After(time.Second).RecvCase(nil)), v)
}

func TestRaceCard(t *testing.T) {
	r := explore.Run(func() {
		mu := explore.Mutex{Name: "mu"}
		x := explore.NewVar("x", 0)
		explore.Go(func() { mu.Lock(); x.Store(1); mu.Unlock() })
		explore.Println(x.Load())
	})
	if len(r.Races) != 1 {
		t.Fatalf("%d races, want 1:\n%v", len(r.Races), r)
	}
	for _, want := range []string{"DATA RACE on x", "g1 (started at explore_test.go:", "holding mu (since explore_test.go:", "main loads from it", "A lock helps only if both"} {
		if !strings.Contains(r.String(), want) {
			t.Errorf("no %q in\n%v", want, r)
		}
	}
	if html := r.HTML(); !strings.Contains(html, "<svg") || !strings.Contains(html, "DATA RACE on x") {
		t.Error("the page has no picture or no card")
	}
}

func TestWaitForGraph(t *testing.T) {
	r := explore.Run(opposite)
	o := r.Outcome("deadlock")
	text := o.Figure().String()
	for _, want := range []string{"g1", "g2", "main", "a", "b"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	for _, want := range []string{"DEADLOCK, first in schedule", "held by g2 since explore_test.go", "main: wait for all"} {
		if !strings.Contains(strings.ReplaceAll(r.String(), "example_test", "explore_test"), want) {
			t.Errorf("no %q in\n%v", want, r)
		}
	}
}

func BenchmarkSchedules(b *testing.B) {
	for name, f := range map[string]func(){"increments": increments, "opposite": opposite} {
		b.Run(name, func(b *testing.B) {
			r := explore.Run(f, explore.Random(b.N, 1))
			b.ReportMetric(float64(r.Schedules)/r.Elapsed.Seconds(), "schedules/s")
		})
	}
}
