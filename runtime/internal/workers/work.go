package workers

import (
	"context"
	"sync/atomic"

	"interleave/runtime/cell"
	"interleave/runtime/internal/event"
)

// Work is what a pool knows of a task. Its worker fills in err, then the pool, under
// its mu, worker and over, which shows them to all others.
type Work struct {
	pool  *Pool
	index int
	run   func(context.Context) error
	bound func()          // work, as part of the cell that submitted it; nil in a program
	cell  context.Context // of that cell
	next  *Work           // in the queue

	err    error
	worker int           // -1 as long as it has none
	over   atomic.Bool   //
	done   chan struct{} // closed when it is over; nil as long as nobody needs it
}

// finish shows that w is over. The pool's mu is held.
func (w *Work) finish() {
	w.over.Store(true)
	if w.done != nil {
		close(w.done)
	}
}

// refuse ends w before it was queued.
func (w *Work) refuse(err error) {
	w.pool.mu.Lock()
	defer w.pool.mu.Unlock()
	w.err = err
	w.finish()
}

// work calls the function, unless it is too late, and makes an error of its panic.
func (w *Work) work() {
	ctx, cancel := w.context()
	defer cancel()
	if w.err = context.Cause(ctx); w.err != nil {
		return
	}
	finished := false
	defer func() {
		if finished {
			return
		}
		if r := recover(); r != nil {
			p := cell.Recovered(r)
			w.err = &PanicError{Value: p.Value, Stack: p.Stack}
		}
	}()
	w.err = w.run(ctx)
	finished = true
}

// ended gives w the error of a task that ended its goroutine.
func (w *Work) ended(cause error) {
	if w.err = cause; cause == nil {
		w.err = ErrGoexit
	}
}

// context is done when the cell is interrupted, or the pool's context is done.
func (w *Work) context() (context.Context, context.CancelFunc) {
	switch {
	case w.pool.outer == nil:
		return w.cell, func() {}
	case w.cell.Done() == nil:
		return w.pool.outer, func() {}
	}
	ctx, cancel := context.WithCancel(w.pool.outer)
	stop := context.AfterFunc(w.cell, cancel)
	return ctx, func() { stop(); cancel() }
}

// Wait waits for the end of w. It gives up when the cell is interrupted.
func (w *Work) Wait() error {
	if w.over.Load() {
		return w.err
	}
	ctx := cell.Context()
	if event.On() {
		defer event.Pause(event.Blocked, "task")()
	}
	select {
	case <-w.Done():
		return w.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Done is closed when w has ended.
func (w *Work) Done() <-chan struct{} {
	w.pool.mu.Lock()
	defer w.pool.mu.Unlock()
	if w.done == nil {
		w.done = make(chan struct{})
		if w.over.Load() {
			close(w.done)
		}
	}
	return w.done
}

// Worker is the number of the worker that did w; -1 as long as none has, or when w
// was refused.
func (w *Work) Worker() int {
	if w.over.Load() {
		return w.worker
	}
	return -1
}

// queue is what waits, linked through Work.next.
type queue struct {
	first, last *Work
	len         int
}

func (q *queue) push(w *Work) {
	if q.len == 0 {
		q.first = w
	} else {
		q.last.next = w
	}
	q.last = w
	q.len++
}

func (q *queue) pop() *Work {
	w := q.first
	q.first, w.next = w.next, nil
	q.len--
	return w
}
