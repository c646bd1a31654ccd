package hooks

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/traefik/yaegi/interp"

	"interleave/runtime/symbols"
)

func TestAvailable(t *testing.T) {
	if err := Available(); err != nil {
		t.Fatal(err)
	}
}

// testMachine is a Machine with some packages and the package "nb" of helpers.
type testMachine struct {
	*Machine
	t     testing.TB
	cells int64
	files int
}

var machines atomic.Int64 // no two have cells of the same number

func newTestMachine(t testing.TB, o Options, nb map[string]reflect.Value) *testMachine {
	t.Helper()
	if o.Stdout == nil {
		o.Stdout = io.Discard
	}
	if o.Stderr == nil {
		o.Stderr = io.Discard
	}
	if o.Slots == 0 {
		o.Slots = 1 << 14
	}
	m := &testMachine{Machine: New(o), t: t, cells: machines.Add(1) * 1_000_000}
	for _, p := range packages[1:] {
		table, ok := symbols.Lookup(p)
		if !ok {
			t.Fatalf("no symbols of %s", p)
		}
		if err := m.Use(interp.Exports{p + "/" + symbols.Name(p): table}); err != nil {
			t.Fatal(err)
		}
	}
	all := map[string]reflect.Value{
		"Go":    reflect.ValueOf(Go),
		"Sleep": reflect.ValueOf(Sleep),
		"Exit":  reflect.ValueOf(Exit),
		"Panic": reflect.ValueOf(func(v any) { panic(v) }),
	}
	for k, v := range nb {
		all[k] = v
	}
	if err := m.Use(interp.Exports{"nb/nb": all}); err != nil {
		t.Fatal(err)
	}
	return m
}

// packages that file imports when a text uses them.
var packages = []string{"nb", "fmt", "errors", "io", "strings", "sort", "sync", "sync/atomic", "time", "context", "runtime", "strconv"}

// file makes a file of declarations and statements, with the imports they need
// all on the first line: the declarations begin on line 2.
func file(decls, body string) string {
	var b strings.Builder
	b.WriteString("package main; ")
	for _, p := range packages {
		if strings.Contains(decls+body, p[strings.LastIndex(p, "/")+1:]+".") {
			fmt.Fprintf(&b, "import %q; ", p)
		}
	}
	b.WriteString("\n" + decls)
	if body != "" {
		b.WriteString("\nfunc init() {\n" + body + "\n}\n")
	}
	return b.String()
}

func (m *testMachine) newCell() *Cell {
	m.cells++
	return NewCell(m.cells)
}

func (m *testMachine) compile(c *Cell, src string) *Program {
	m.t.Helper()
	m.files++
	p, err := m.Compile(Source{Name: fmt.Sprintf("cell%d.go", m.files), Cell: c.ID(), Code: src})
	if err != nil {
		m.t.Fatalf("compiling: %v\n%s", err, src)
	}
	return p
}

// run compiles and runs a cell, whose outcome must be Finished.
func (m *testMachine) run(decls, body string) {
	m.t.Helper()
	if out := m.outcome(decls, body); out.End != Finished {
		m.t.Fatalf("%v, want finished\n%s%s", describe(out), decls, body)
	}
}

func (m *testMachine) outcome(decls, body string) Outcome {
	m.t.Helper()
	c := m.newCell()
	return m.Run(m.compile(c, file(decls, body)), c)
}

func describe(out Outcome) string {
	s := out.End.String()
	if out.Panic != nil {
		s += fmt.Sprintf(": %v\n%v\n%s", out.Panic.Value, out.Panic.Stack, out.Panic.Native)
	}
	return s
}

// eventually waits until f holds.
func eventually(t testing.TB, what string, f func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for d := 50 * time.Microsecond; !f(); d = min(2*d, 10*time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("after 20 s: %s", what)
		}
		time.Sleep(d)
	}
}

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

// values is a function Got for cells that notes what it is given.
func values(got *[]string) map[string]reflect.Value {
	return map[string]reflect.Value{"Got": reflect.ValueOf(func(v any) { *got = append(*got, fmt.Sprint(v)) })}
}
