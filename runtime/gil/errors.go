package gil

import (
	"fmt"
	"strings"
	"time"
)

// A Deadlock is Result.Err when every thread that has not ended waits for
// another one.
type Deadlock struct {
	At    time.Duration
	Waits []Wait
}

// A Wait is one thread of a Deadlock. What it waits for is a Mutex, with the
// thread that has it ("" if it has ended), or the end of a thread.
type Wait struct {
	Thread string
	Mutex  string // "" if it joins
	Holder string
}

// Error says what happened, and where.
func (d *Deadlock) Error() string {
	lines := make([]string, len(d.Waits))
	for i, w := range d.Waits {
		switch {
		case w.Mutex == "":
			lines[i] = fmt.Sprintf("%q waits for the end of %q", w.Thread, w.Holder)
		case w.Holder == w.Thread:
			lines[i] = fmt.Sprintf("%q waits for mutex %q, which it has locked itself", w.Thread, w.Mutex)
		default:
			lines[i] = fmt.Sprintf("%q waits for mutex %q, which %q has locked", w.Thread, w.Mutex, w.Holder)
		}
	}
	return fmt.Sprintf("deadlock at %v: %s", d.At, strings.Join(lines, "; "))
}

func (vm *VM) deadlock() error {
	d := &Deadlock{At: vm.now}
	for _, t := range vm.threads {
		switch {
		case t.exited == nil || t.done:
		case t.waitMutex != nil:
			w := Wait{Thread: t.name, Mutex: t.waitMutex.name}
			if t.waitMutex.owner != nil {
				w.Holder = t.waitMutex.owner.name
			}
			d.Waits = append(d.Waits, w)
		case t.waitThread != nil:
			d.Waits = append(d.Waits, Wait{Thread: t.name, Holder: t.waitThread.name})
		default:
			panic(fmt.Sprintf("gil: internal error: thread %q waits for nothing (%v) and never goes on; please report this program", t.name, t.state))
		}
	}
	return d
}

// A Crash is what VM.Run panics with when the program of a thread panicked.
type Crash struct {
	Thread string
	Value  any    // of the panic
	Stack  []byte // of the thread's goroutine
}

// Error says what happened, and where.
func (c *Crash) Error() string {
	return fmt.Sprintf("the program of thread %q panicked: %v\n\n%s", c.Thread, c.Value, c.Stack)
}

// Unwrap is the value of the panic if that is an error.
func (c *Crash) Unwrap() error {
	err, _ := c.Value.(error)
	return err
}
