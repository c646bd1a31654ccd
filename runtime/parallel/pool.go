package parallel

import (
	"context"
	"fmt"

	"interleave/runtime/internal/workers"
)

// Pool is a number of workers and a queue of tasks whose results are of type T. Make
// it with [NewPool]; any number of goroutines may use it.
//
// A worker is started when a task finds none that is free, and ends when there is
// nothing to do, so a pool that is not closed costs nothing and leaves no goroutine.
// Each task runs as part of the cell that submitted it.
type Pool[T any] struct {
	core *workers.Pool
}

// Task is a task of a [Pool].
type Task[T any] struct {
	core  workers.Work
	value T
}

// Errors of tasks that were never run.
var (
	ErrPoolClosed = workers.ErrClosed
	ErrQueueFull  = workers.ErrFull
)

// NewPool makes a pool. It takes the options [Workers], [Queue] and [Context].
func NewPool[T any](options ...Option) *Pool[T] {
	o := workers.NewOptions("NewPool", options, "Queue", "-Chunk", "-Static", "-Guided", "-AllErrors", "-Progress")
	return &Pool[T]{workers.NewPool("NewPool", &o)}
}

// Queue sets how many tasks may wait in a pool for a worker; without it any number
// may. With Queue(0) a task waits for its worker in Submit. Numbers below 0 panic.
func Queue(tasks int) Option {
	if tasks < 0 {
		panic(fmt.Sprintf("parallel: Queue(%d): a queue has room for 0 tasks or more", tasks))
	}
	return workers.NewOption("Queue", func(o *workers.Options) { o.Queue = tasks + 1 })
}

// Submit hands f over to the pool. When the queue is full it waits. A pool that is
// closed does not run f: the task fails with [ErrPoolClosed].
func (p *Pool[T]) Submit(f func() T) *Task[T] {
	workers.Check("Submit", f == nil)
	t := &Task[T]{}
	p.core.Submit(&t.core, func(context.Context) error {
		t.value = f()
		return nil
	}, true)
	return t
}

// SubmitErr is [Pool.Submit] for functions that can fail. Their context is done when
// that of the pool is, or the cell was interrupted.
func (p *Pool[T]) SubmitErr(f func(context.Context) (T, error)) *Task[T] {
	workers.Check("SubmitErr", f == nil)
	t := &Task[T]{}
	p.core.Submit(&t.core, func(ctx context.Context) (err error) {
		t.value, err = f(ctx)
		return err
	}, true)
	return t
}

// TrySubmit is [Pool.Submit] that does not wait: when the queue is full, the task
// fails with [ErrQueueFull].
func (p *Pool[T]) TrySubmit(f func() T) *Task[T] {
	workers.Check("TrySubmit", f == nil)
	t := &Task[T]{}
	p.core.Submit(&t.core, func(context.Context) error {
		t.value = f()
		return nil
	}, false)
	return t
}

// Wait waits until everything that was submitted is done. It returns the errors of
// the tasks since the last Wait, joined, each a [*TaskError] with the number of
// the task in the order of submission.
func (p *Pool[T]) Wait() error { return p.core.Wait() }

// Close makes the pool take no more tasks, and waits as Wait does. Closing it
// again does nothing more.
func (p *Pool[T]) Close() error {
	p.core.Close()
	return p.core.Wait()
}

// Stats is what the pool has done so far.
func (p *Pool[T]) Stats() PoolStats { return p.core.Stats() }

// Wait waits for the end of the task and returns its result. A panic is a
// [*PanicError]. It may be called any number of times.
func (t *Task[T]) Wait() (T, error) {
	err := t.core.Wait()
	return t.value, err
}

// Done is closed when the task has ended.
func (t *Task[T]) Done() <-chan struct{} { return t.core.Done() }

// Worker is the number of the worker that did the task; -1 before its end, and
// when it was not run.
func (t *Task[T]) Worker() int { return t.core.Worker() }

// PoolStats is what a pool has done.
type PoolStats = workers.PoolStats

// WorkerStats is what one worker of a pool has done.
type WorkerStats = workers.WorkerStats
