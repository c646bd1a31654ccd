//go:build !nohooks

package hooks

import (
	"fmt"
	"io"
	"runtime/debug"
)

// probe runs two small programs that need the layer: a panic in a nested
// literal, whose line and callers must be right, and a loop that is stopped.
func probe() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the probe panicked: %v\n%s", r, debug.Stack())
		}
	}()
	c := NewCell(0)
	stop := stopWriter{c}
	m := newMachine(Options{Stdout: stop, Stderr: io.Discard, Slots: 256}, true)
	if err := probePanic(m); err != nil {
		return err
	}
	return probeStop(m, c)
}

// stopWriter stops a cell when it prints: on the cell's own goroutine, so that
// the probe waits for no scheduler.
type stopWriter struct{ c *Cell }

func (w stopWriter) Write(b []byte) (int, error) {
	w.c.Stop(0)
	return len(b), nil
}

func probePanic(m *Machine) error {
	p, err := m.Compile(Source{Name: "probe1.go", Code: "package main\n\nfunc init() {\n\tf := func(a []int) int {\n\t\treturn a[3]\n\t}\n\tf(nil)\n}\n"})
	if err != nil {
		return fmt.Errorf("the probe does not compile: %w", err)
	}
	out := m.Run(p, NewCell(0))
	const text = "runtime error: index out of range [3] with length 0"
	if out.End != Panicked || fmt.Sprint(out.Panic.Value) != text {
		return fmt.Errorf("the probe was to end with %q: %v, %v", text, out.End, out.Panic)
	}
	if s := out.Panic.Stack; len(s) != 2 || s[0].Line != 5 || s[1].Line != 7 {
		return fmt.Errorf("the probe panicked on line 5, called from line 7: found %v", s)
	}
	return nil
}

func probeStop(m *Machine, c *Cell) error {
	p, err := m.Compile(Source{Name: "probe2.go", Code: "package main\n\nfunc init() {\n\tprintln()\n\tfor i := 0; i < 10000000; i++ {\n\t}\n}\n"})
	if err != nil {
		return fmt.Errorf("the probe does not compile: %w", err)
	}
	if out := m.Run(p, c); out.End != Interrupted {
		return fmt.Errorf("the probe was to be interrupted, it %v", out.End)
	}
	return nil
}
