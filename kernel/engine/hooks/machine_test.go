//go:build !nohooks

package hooks

import (
	"fmt"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
)

func TestAvailable(t *testing.T) {
	if err := Available(); err != nil {
		t.Fatal(err)
	}
}

func TestOutOfSlots(t *testing.T) {
	m := newTestMachine(t, Options{Slots: 300}, nil)
	for k := range 400 {
		_, err := m.Compile(Source{Name: fmt.Sprint("f", k), Code: fmt.Sprintf("package main\nvar v%d int\n", k)})
		if err == nil {
			continue
		}
		if !strings.Contains(err.Error(), "all 300 places") {
			t.Fatal(err)
		}
		return
	}
	t.Fatal("400 variables went into 300 places")
}

func TestExit(t *testing.T) {
	var ran atomic.Int32
	m := newTestMachine(t, Options{}, map[string]reflect.Value{"Ran": reflect.ValueOf(func() { ran.Add(1) })})
	out := m.outcome("", "defer nb.Ran()\ndefer func() { nb.Ran() }()\nnb.Exit(3)")
	if out.End != Exited || out.Status != 3 || ran.Load() != 0 {
		t.Fatalf("%v, status %d, %d deferred calls ran", describe(out), out.Status, ran.Load())
	}
	out = m.outcome("", "nb.Go(func() { nb.Exit(4) })\nselect {}")
	if out.End != Exited || out.Status != 4 {
		t.Fatalf("%v, status %d", describe(out), out.Status)
	}
	if out = m.outcome("", "runtime.Goexit()"); out.End != Goexited {
		t.Fatalf("%v", describe(out))
	}
}

func TestGoroutinePanicIsHeld(t *testing.T) {
	got := make(chan *Panic, 1)
	m := newTestMachine(t, Options{}, nil)
	c := m.newCell()
	c.OnPanic = func(p *Panic) { got <- p }
	out := m.Run(m.compile(c, file("func f(a []int) {\n\ta[2] = 1\n}\n", "nb.Go(func() {\n f(nil)\n})")), c)
	if out.End != Finished {
		t.Fatal(describe(out))
	}
	p := <-got
	if fmt.Sprint(p.Value) != "runtime error: index out of range [2] with length 0" || !p.Goroutine || p.Cell != c {
		t.Fatalf("%v %v", p.Value, p)
	}
	if len(p.Stack) != 2 || p.Stack[0].Line != 3 || p.Stack[1].Line != 8 {
		t.Fatalf("stack %v", p.Stack)
	}
}
