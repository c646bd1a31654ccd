//go:build !nohooks

package hooks

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// stopCases are cells that never end by themselves. Those with begun tell when
// they are where they can be stopped; the others are stopped early or late.
var stopCases = []struct{ name, decls, body string }{
	{"empty for", "", "for {\n}"},
	{"for with a body", "", "x := 0\nfor {\nx++\n}"},
	{"for with a condition", "", "x := 0\nfor x >= 0 {\nx = 1 - x\n}"},
	{"select with default in a loop", "", "c := make(chan int)\nfor {\nselect {\ncase <-c:\ndefault:\n}\n}"},
	{"goto", "", "x := 0\nL:\nx++\ngoto L"},
	{"range in a loop", "", "for {\nfor range []int{1, 2} {\n}\n}"},
	{"range over a large array", "", "a := make([]struct{}, 1<<40)\nfor range a {\n}"},
	{"print loop", "", "for {\nfmt.Fprintln(io.Discard, 1)\n}"},
	{"recursion", "func rX(n int) int { if n == 0 { return 0 }; return rX(n-1) + rX(n-1) }", "rX(60)"},
	{"endless deferred call", "", "defer func() {\nfor {\n}\n}()\nx := 0\n_ = x"},
	{"deferred calls run", "", "var mu sync.Mutex\nmu.Lock()\ndefer func() { nb.Mark(); mu.Unlock() }()\nfor {\n}"},
	{"recover around a loop", "", "for {\nfunc() {\ndefer func() { nb.Recovered(recover()) }()\nfor {\n}\n}()\n}"},
	{"recover of panics in a loop", "", "for {\nfunc() {\ndefer func() { recover() }()\npanic(1)\n}()\n}"},
	{"spinning goroutines", "", "for i := 0; i < 4; i++ {\nnb.Go(spin)\n}\nselect {}"},
	{"spinning 20000 calls deep", "func dX(n int) int { if n == 0 { for { } }; return dX(n-1) + 1 }", "dX(20000)"},
	{"receive", "", "c := make(chan int)\n<-c"},
	{"receive of a nil channel", "", "var c chan int\n<-c"},
	{"receive with ok", "", "c := make(chan int)\nv, ok := <-c\n_, _ = v, ok"},
	{"send", "", "c := make(chan int)\nc <- 1"},
	{"select", "", "a, b := make(chan int), make(chan int)\nselect {\ncase <-a:\ncase b <- 1:\n}"},
	{"empty select", "", "select {}"},
	{"range over a channel", "", "c := make(chan int)\nfor range c {\n}"},
	{"context", "", "ctx, cancel := context.WithCancel(context.Background())\ndefer cancel()\n<-ctx.Done()"},
	{"time.After", "", "<-time.After(time.Hour)"},
	{"sleep", "", "nb.Sleep(time.Hour)"},
	{"wait in compiled code", "", "nb.Wait()"},
	{"goroutines that wait", "", "c := make(chan int)\nfor i := 0; i < 10; i++ {\nnb.Go(nb.Wait)\nnb.Go(func() { <-c })\nnb.Go(func() { nb.Sleep(time.Hour) })\n}\nfor {\n}"},
	{"goroutines that start goroutines", "var bombX func()", "bombX = func() { nb.Sleep(time.Millisecond); nb.Go(bombX); nb.Sleep(50*time.Millisecond) }\nnb.Go(bombX)\nselect {}"},
	{"native sort with interpreted less", "", "s := make([]int, 3000)\nfor {\nsort.Slice(s, func(i, j int) bool { return (i*7919)%100003 < (j*7919)%100003 })\n}"},
	{"closure of an earlier cell spins", "", "clSpin()"},
	{"closure of an earlier cell receives", "", "clRecv()"},
	{"function of an earlier cell spins", "", "spin()"},
	{"sync.Once around a loop", "", "var o sync.Once\no.Do(func() { spin() })"},
	{"method value spins", "type tX struct{}\nfunc (tX) spin() { for {} }", "f := tX{}.spin\nf()"},
	{"deferred call after the stop loops through receive", "", "defer func() {\nfor {\nc := make(chan int)\nselect {\ncase <-c:\ncase <-time.After(time.Millisecond):\n}\n}\n}()\nselect {}"},
}

// others are what an earlier cell left running and must not notice anything.
type others struct {
	ticks, got, marks atomic.Int64
	inc, sent         int64
}

const othersDecls = `var inc func() int
var ch chan int
var clSpin, clRecv func()
var never chan int
func spin() { for { } }
`

const othersBody = `k := 0
inc = func() int { k++; return k }
ch = make(chan int)
never = make(chan int)
clSpin = func() { x := 0; for { x++ } }
clRecv = func() { <-never }
nb.Go(func() { for { nb.Sleep(time.Millisecond); nb.Tick() } })
nb.Go(func() { for v := range ch { nb.Got(v) } })
nb.Go(func() { for { v := <-ch; nb.Got(v) } })
nb.Go(func() { x := 0; for { x++; if x % 20000 == 0 { nb.Tick(); nb.Sleep(time.Microsecond) } } })
`

func (o *others) symbols() map[string]reflect.Value {
	return map[string]reflect.Value{
		"Tick":      reflect.ValueOf(func() { o.ticks.Add(1) }),
		"Got":       reflect.ValueOf(func(n int) { o.got.Add(int64(n)) }),
		"Mark":      reflect.ValueOf(func() { o.marks.Add(1) }),
		"Recovered": reflect.ValueOf(func(r any) any { return r }),
		"Wait":      reflect.ValueOf(func() { Wait(make(chan struct{})) }),
	}
}

// intact checks that the goroutines and closures of the earlier cell live.
func (o *others) intact(m *testMachine) {
	m.t.Helper()
	ticks := o.ticks.Load()
	o.inc++
	o.sent += 10
	m.run("", "if inc() != "+fmt.Sprint(o.inc)+" {\npanic(\"closure\")\n}\nfor i := 0; i < 10; i++ {\nch <- 1\n}")
	eventually(m.t, "messages were lost", func() bool { return o.got.Load() == o.sent })
	eventually(m.t, "the ticker of an earlier cell is dead", func() bool { return o.ticks.Load() > ticks })
}

func TestStop(t *testing.T) {
	var o others
	m := newTestMachine(t, Options{}, o.symbols())
	m.run(othersDecls, othersBody)
	for _, tt := range stopCases {
		t.Run(tt.name, func(t *testing.T) {
			m.t = t
			c := m.newCell()
			p := m.compile(c, file(tt.decls, tt.body))
			over := make(chan Outcome, 1)
			go func() { over <- m.Run(p, c) }()
			time.Sleep(20 * time.Millisecond)
			select {
			case out := <-over:
				t.Fatalf("ended by itself: %v", describe(out))
			default:
			}
			c.Stop(100 * time.Millisecond)
			select {
			case out := <-over:
				if out.End != Interrupted {
					t.Errorf("%v, want interrupted", describe(out))
				}
			case <-time.After(20 * time.Second):
				t.Fatalf("not stopped\n%s", stackText(1<<18, true))
			}
			eventually(t, "goroutines of the cell are left", func() bool { return c.Goroutines() == 0 })
			o.intact(m)
			m.Forget(p)
		})
	}
	if o.marks.Load() != 1 {
		t.Errorf("the deferred call ran %d times", o.marks.Load())
	}
	eventually(t, "all interpreted code still pays for a stop that is over", func() bool { return stopping.Load() == 0 && attention.Load() == 0 })
}

func TestStopOfWhatIsInNativeCode(t *testing.T) {
	release := make(chan struct{})
	var began sync.WaitGroup
	began.Add(1)
	m := newTestMachine(t, Options{}, map[string]reflect.Value{"Block": reflect.ValueOf(func() { began.Done(); <-release })})
	c := m.newCell()
	p := m.compile(c, file("", "nb.Block()\nfor {\n}"))
	over := make(chan Outcome, 1)
	go func() { over <- m.Run(p, c) }()
	began.Wait()
	c.Stop(time.Millisecond)
	if n := c.Goroutines(); n != 1 {
		t.Errorf("%d goroutines in native code, want 1", n)
	}
	close(release)
	if out := <-over; out.End != Interrupted {
		t.Error(describe(out))
	}
}

func TestDyingGoroutinesDeliver(t *testing.T) {
	var o others
	m := newTestMachine(t, Options{}, o.symbols())
	m.run("var stopped chan bool\nvar last chan int", "stopped = make(chan bool, 10)\nlast = make(chan int)")
	c := m.newCell()
	p := m.compile(c, file("", "for i := 0; i < 10; i++ {\nnb.Go(func() {\ndefer func() { stopped <- true }()\nnb.Mark()\nfor {\n}\n})\n}\ndefer func() { last <- 1 }()\nselect {}"))
	over := make(chan Outcome, 1)
	go func() { over <- m.Run(p, c) }()
	eventually(t, "the goroutines did not begin", func() bool { return o.marks.Load() == 10 && strings.Contains(dumpText(c.ID()), "select init") })
	c.Stop(20 * time.Second)
	m.run("", "<-last\nfor i := 0; i < 10; i++ {\n<-stopped\n}")
	if out := <-over; out.End != Interrupted {
		t.Error(describe(out))
	}
}

func TestStopBeforeRun(t *testing.T) {
	m := newTestMachine(t, Options{}, nil)
	c := m.newCell()
	c.Stop(0)
	if out := m.Run(m.compile(c, file("", "for {\n}")), c); out.End != Interrupted {
		t.Error(describe(out))
	}
	if c.Context().Err() == nil {
		t.Error("the context is not cancelled")
	}
}

func TestCellOfGoroutines(t *testing.T) {
	seen := make(chan int64, 10)
	m := newTestMachine(t, Options{}, map[string]reflect.Value{
		"See": reflect.ValueOf(func() {
			id := int64(-1)
			if c := Current(); c != nil {
				id = c.ID()
			}
			seen <- id
		}),
		"AfterFunc": reflect.ValueOf(func(d time.Duration, f func()) *time.Timer { return time.AfterFunc(d, Bind(f)) }),
	})
	first := m.cells + 1
	m.run("var c chan int\nvar f func()", "c = make(chan int)\nf = nb.See\nnb.Go(func() { for range c { nb.See() } })") // the first
	for k, tt := range []struct {
		name, body string
		want       int64 // 0: the cell itself
	}{
		{"statement", "nb.See()", 0},
		{"goroutine", "nb.Go(nb.See)", 0},
		{"goroutine of an earlier cell", "c <- 1", first},
		{"timer", "nb.AfterFunc(0, nb.See)", 0},
		{"closure of an earlier cell", "f()", 0},
		{"native goroutine", "var wg sync.WaitGroup\nwg.Go(nb.See)\nwg.Wait()", 0},
	} {
		m.run("", tt.body)
		want := tt.want
		if want == 0 {
			want = first + int64(k) + 1
		}
		if got := <-seen; got != want {
			t.Errorf("%s: cell %d, want %d", tt.name, got, want)
		}
	}
	if Current() != nil {
		t.Error("the test's goroutine belongs to a cell")
	}
}
