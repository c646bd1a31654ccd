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

// testMachine is a Machine with some packages and the package "nb" of functions for cells.
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

// values is a function Got for cells that notes what it is given.
func values(got *[]string) map[string]reflect.Value {
	return map[string]reflect.Value{"Got": reflect.ValueOf(func(v any) { *got = append(*got, fmt.Sprint(v)) })}
}
