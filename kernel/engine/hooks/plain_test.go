package hooks

import (
	"fmt"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
)

func TestStateOfCells(t *testing.T) {
	var got atomic.Value
	m := newTestMachine(t, Options{}, map[string]reflect.Value{"Got": reflect.ValueOf(func(v any) { got.Store(fmt.Sprint(v)) })})
	m.run("var a int\nvar s []string\ntype point struct{ x, y int }\nfunc (p point) sum() int { return p.x + p.y }\nfunc twice(n int) int { return 2*n }", "a = 3; s = append(s, \"x\")")
	m.run("var b int", "b = twice(a) + point{1, 2}.sum(); nb.Got(b)")
	if got.Load() != "9" {
		t.Fatalf("got %v, want 9", got.Load())
	}
	v, ok := m.Global("b")
	if !ok || v.Int() != 9 {
		t.Fatalf("global b: %v %v", v, ok)
	}
	if _, ok := m.Global("nothing"); ok {
		t.Fatal("found a variable that there is not")
	}
}

func TestPlainFallback(t *testing.T) {
	t.Setenv("INTERLEAVE_NOHOOKS", "1")
	if err := Available(); err == nil || !strings.Contains(err.Error(), "INTERLEAVE_NOHOOKS") {
		t.Fatalf("available: %v", err)
	}
	m := newTestMachine(t, Options{}, nil)
	if m.Hooked() {
		t.Fatal("hooked")
	}
	m.run("var a int\nfunc f(n int) int { return n + a }", "a = 3; if f(1) != 4 { panic(\"wrong\") }")
	if v, ok := m.Global("a"); !ok || v.Int() != 3 {
		t.Errorf("a is %v", v)
	}
	out := m.outcome("func g(n int) {\n\tif n > 0 {\n\t\tpanic(fmt.Sprint(\"n is \", n))\n\t}\n}", "g(2)")
	if out.End != Panicked || out.Panic.Value != "n is 2" || len(out.Panic.Stack) < 2 || out.Panic.Stack[0].Func != "g" || out.Panic.Stack[0].Line < 2 {
		t.Errorf("%v", describe(out))
	}
	if out := m.outcome("", "nb.Exit(2)"); out.End != Exited || out.Status != 2 {
		t.Errorf("%v", describe(out))
	}
	// Waits of this package end; loops don't.
	c := m.newCell()
	p := m.compile(c, file("", "nb.Sleep(time.Hour)"))
	over := make(chan Outcome, 1)
	go func() { over <- m.Run(p, c) }()
	c.Stop(0)
	if out := <-over; out.End != Interrupted {
		t.Errorf("%v", describe(out))
	}
	m.Forget(p)
}
