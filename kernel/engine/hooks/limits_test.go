//go:build !nohooks

package hooks

import (
	"fmt"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestStackOverflowIsSurvived(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(1 << 30))
	got := make(chan *Panic, 1)
	m := newTestMachine(t, Options{Stack: 16 << 20}, nil)
	defer func() { stackLimit.Store(DefaultStack) }()
	m.run("var depth int\nfunc deep(n int) int {\n\tdepth = n\n\treturn deep(n+1) + 1\n}", "")
	out := m.outcome("", "defer func() { recover() }()\ndeep(0)")
	checkOverflow(t, out.End == Overflowed, out.Panic)
	if v, ok := m.Global("depth"); !ok || v.Int() < 1000 {
		t.Errorf("depth %v", v)
	}
	c := m.newCell()
	c.OnPanic = func(p *Panic) { got <- p }
	if out := m.Run(m.compile(c, file("", "nb.Go(func() { deep(0) })")), c); out.End != Finished {
		t.Fatal(describe(out))
	}
	checkOverflow(t, true, <-got)
	m.run("", "depth = 0") // the machine lives
}

func checkOverflow(t *testing.T, ended bool, p *Panic) {
	t.Helper()
	if !ended || p == nil || !p.Overflow || len(p.Stack) < 3 {
		t.Fatalf("no overflow: %+v", p)
	}
	if p.Stack[0].Func != "deep" || p.Stack[1].Line != 5 {
		t.Errorf("stack %v", p.Stack[:3])
	}
}

// TestPanicFromDeepRecursion would take minutes if each frame panicked again.
func TestPanicFromDeepRecursion(t *testing.T) {
	m := newTestMachine(t, Options{}, nil)
	begin := time.Now()
	out := m.outcome("func deep(n int) int {\n\tif n == 0 {\n\t\tpanic(\"bottom\")\n\t}\n\treturn deep(n-1) + 1\n}", "deep(50000)")
	if out.End != Panicked || out.Panic.Value != "bottom" {
		t.Fatal(describe(out))
	}
	if d := time.Since(begin); d > 30*time.Second {
		t.Errorf("a panic 50000 calls deep took %v", d)
	}
	if s := out.Panic.Stack; len(s) < 10 || s[0].Line != 4 || s[len(s)-1].Func != "init" {
		t.Errorf("stack %v", s)
	}
}

func heap() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // cleanups of the first
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

func TestMemoryOfCells(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector's memory is counted")
	}
	m := newTestMachine(t, Options{Slots: DefaultSlots}, nil)
	statements := func(k int) {
		c := m.newCell()
		p := m.compile(c, file("", "s := 0\nfor i := 0; i < 10; i++ {\ns += i\n}\nf := func() string { return fmt.Sprint(s) }\nif f() != \"45\" {\npanic(s)\n}"))
		if out := m.Run(p, c); out.End != Finished {
			t.Fatal(describe(out))
		}
		m.Forget(p)
	}
	declarations := func(k int) {
		c := m.newCell()
		p := m.compile(c, file(fmt.Sprintf("var v%d int\nvar w%d []int\nfunc f%d(a []int) int {\ns := 0\nfor _, x := range a {\ns += x\n}\nreturn s\n}", k, k, k), fmt.Sprintf("v%d = f%d(w%d)", k, k, k)))
		if out := m.Run(p, c); out.End != Finished {
			t.Fatal(describe(out))
		}
		m.Forget(p)
	}
	for _, tt := range []struct {
		name string
		run  func(int)
		most float64 // bytes kept per cell
	}{
		{"statements", statements, 3 << 10},
		{"declarations", declarations, 40 << 10},
	} {
		const cells = 1000
		for k := range 50 {
			tt.run(1_000_000 + k)
		}
		before := heap()
		for k := range cells {
			tt.run(k)
		}
		kept := (heap() - before) / cells
		t.Logf("%s: %.0f bytes kept per cell, %d slabs", tt.name, kept, len(slabs.sorted))
		if kept > tt.most {
			t.Errorf("%s: %.0f bytes kept per cell, more than %.0f", tt.name, kept, tt.most)
		}
	}
}

// TestForgottenCodeWorks calls what a forgotten program left.
func TestForgottenCodeWorks(t *testing.T) {
	m := newTestMachine(t, Options{}, nil)
	c := m.newCell()
	p := m.compile(c, file("type T struct{ n int }\nfunc (t *T) add(k int) int { t.n += k; return t.n }\nfunc sum(a ...int) (s int) { for _, x := range a { s += x }; return }\nvar t T\nvar f func(int) int\n", "k := 3\nf = func(n int) int { for i := 0; i < 2; i++ { n += k }; return n }"))
	if out := m.Run(p, c); out.End != Finished {
		t.Fatal(describe(out))
	}
	m.Forget(p)
	m.Forget(p)
	m.Forget(nil)
	runtime.GC()
	m.run("", "if t.add(2) != 2 || t.add(3) != 5 || sum(1, 2, 3) != 6 || f(1) != 7 {\npanic(\"wrong\")\n}\nfunc() {\ndefer func() { if recover() == nil { panic(\"no panic\") } }()\nvar a []int\na[sum(1)] = 1\n}()")
}

func TestDump(t *testing.T) {
	m := newTestMachine(t, Options{}, map[string]reflect.Value{"Lock": reflect.ValueOf(func() { Wait(make(chan struct{})) })})
	c := m.newCell()
	p := m.compile(c, file("func produce(c chan int) {\n\tc <- 1\n}\nfunc consume(c chan string) {\n\tfor range c {\n\t}\n}", "nb.Go(func() { produce(make(chan int)) })\nnb.Go(func() { consume(make(chan string)) })\nnb.Go(func() { nb.Sleep(time.Hour) })\nnb.Go(func() { nb.Lock() })\nnb.Go(func() { select {} })\nnb.Go(func() { for {} })"))
	if out := m.Run(p, c); out.End != Finished {
		t.Fatal(describe(out))
	}
	want := "chan receive consume:6 init.func2:11; chan send produce:3 init.func1:10; run init.func6:15; select init.func5:14; wait init.func3:12; wait init.func4:13"
	var got string
	for k := 0; k < 1000 && got != want; k++ {
		time.Sleep(5 * time.Millisecond)
		got = dumpText(c.ID())
	}
	c.Stop(0)
	eventually(t, "goroutines are left", func() bool { return c.Goroutines() == 0 })
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if g := Dump(); len(g) != 0 && g[0].Cell == c.ID() {
		t.Errorf("goroutines of the stopped cell: %v", g)
	}
}

// dumpText writes a Dump of one cell in a few words, sorted.
func dumpText(cell int64) string {
	var out []string
	for _, g := range Dump() {
		if g.Cell != cell {
			continue
		}
		state := g.State
		switch {
		case strings.HasPrefix(state, "run"):
			state = "run"
		case g.Call != "":
			state = "wait"
		}
		for _, p := range g.Stack {
			state += fmt.Sprintf(" %s:%d", p.Func, p.Line)
		}
		out = append(out, state)
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}
