package evaluator

import "runtime"

// thread runs functions on one operating system thread that lives until close.
// Children are started there, because their parent-death signal is sent when
// the thread that forked them ends, not when the process does.
type thread struct {
	work chan func()
	done chan struct{}
}

func newThread() *thread {
	t := &thread{work: make(chan func()), done: make(chan struct{})}
	go func() {
		defer close(t.done)
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		for f := range t.work {
			f()
		}
	}()
	return t
}

// do runs f on the thread and waits for it. It must not be called after close.
func (t *thread) do(f func()) {
	done := make(chan struct{})
	t.work <- func() { defer close(done); f() }
	<-done
}

func (t *thread) close() {
	close(t.work)
	<-t.done
}
