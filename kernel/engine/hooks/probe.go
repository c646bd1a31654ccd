//go:build !nohooks

package hooks

import (
	"fmt"
	"io"
	"runtime/debug"
	"time"
)

// probe runs two small programs that need the layer: a panic in a nested
// literal, whose line and callers must be right, and a loop that is stopped.
func probe() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the probe panicked: %v\n%s", r, debug.Stack())
		}
	}()
	m := newMachine(Options{Stdout: io.Discard, Stderr: io.Discard, Slots: 256}, true)
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
	return probeStop(m)
}

func probeStop(m *Machine) error {
	p, err := m.Compile(Source{Name: "probe2.go", Code: "package main\n\nfunc init() {\n\tfor i := 0; i < 100000000; i++ {\n\t}\n}\n"})
	if err != nil {
		return fmt.Errorf("the probe does not compile: %w", err)
	}
	c := NewCell(0)
	over := make(chan Outcome, 1)
	go func() { over <- m.Run(p, c) }()
	time.Sleep(time.Millisecond) // let it begin; it is stopped just as well before
	c.Stop(0)
	select {
	case out := <-over:
		if out.End != Interrupted {
			return fmt.Errorf("the probe was to be interrupted: %v", out.End)
		}
	case <-time.After(5 * time.Second):
		return fmt.Errorf("the probe's loop could not be stopped")
	}
	return nil
}
