package async

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/future"
)

// Group runs tasks that belong together: who waits for the group waits for all
// of them, the first that fails cancels the context of the others, and none is
// left behind.
type Group struct {
	ctx  context.Context
	stop context.CancelCauseFunc

	mu      sync.Mutex // guards the rest
	tasks   []*Task
	failure error
	waited  bool
}

// Task is one operation of a group.
type Task struct {
	start time.Time
	core  future.Core

	mu  sync.Mutex
	end time.Time
}

// NewGroup returns a group whose tasks end with ctx.
func NewGroup(ctx context.Context) *Group {
	g := &Group{}
	g.ctx, g.stop = context.WithCancelCause(ctx)
	return g
}

// Scope calls body with a new group and waits for all tasks of it, also when
// body fails or panics; then the tasks are cancelled. It returns the first
// failure, of body or of a task.
func Scope(ctx context.Context, body func(g *Group) error) error {
	if body == nil {
		panic("async.Scope: the function is nil")
	}
	g := NewGroup(ctx)
	done := false
	defer func() {
		if !done { // body panics
			g.Cancel()
			_ = g.Wait()
		}
	}()
	if err := body(g); err != nil {
		g.fail(err)
	}
	done = true
	return g.Wait()
}

// Go starts f as a task. Its context is done when the group is cancelled, the
// task is, or the cell is interrupted. A panic of f is its error, a
// [PanicError].
func (g *Group) Go(f func(ctx context.Context) error) *Task { return g.GoNamed("", f) }

// GoNamed is Go with a name for pictures and tables.
func (g *Group) GoNamed(name string, f func(ctx context.Context) error) *Task {
	if f == nil {
		panic("async: Go of a nil function")
	}
	g.mu.Lock()
	if g.waited {
		g.mu.Unlock()
		panic("async: Go in a group whose Wait has returned; make a new group")
	}
	if name == "" {
		name = fmt.Sprintf("task %d", len(g.tasks)+1)
	}
	t := &Task{start: time.Now()}
	g.tasks = append(g.tasks, t)
	g.mu.Unlock()
	future.Go(&t.core, g.ctx, func(ctx context.Context) error {
		defer t.finish()
		return f(ctx)
	})
	t.core.Name(name)
	t.core.OnSettled(func() {
		if t.core.State() == Rejected {
			g.fail(fmt.Errorf("%s: %w", name, t.core.Err()))
		}
	}, nil)
	return t
}

func (t *Task) finish() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.end = time.Now()
}

// fail keeps the first failure and cancels the rest.
func (g *Group) fail(err error) {
	g.mu.Lock()
	if g.failure == nil {
		g.failure = err
	}
	g.mu.Unlock()
	g.stop(err)
}

// Wait waits until the functions of all tasks have returned, those included
// that tasks start meanwhile, and returns the first failure. When the cell is
// interrupted it cancels them, and returns the interrupt.
func (g *Group) Wait() error {
	for i := 0; ; i++ {
		g.mu.Lock()
		if i == len(g.tasks) {
			g.waited = true
			err := g.failure
			g.mu.Unlock()
			if err == nil {
				err = context.Cause(g.ctx)
			}
			g.stop(nil)
			return err
		}
		t := g.tasks[i]
		g.mu.Unlock()
		select {
		case <-t.core.Returned():
		case <-cell.Context().Done():
			cause := context.Cause(cell.Context())
			g.stop(cause)
			return cause
		}
	}
}

// Cancel cancels the context of all tasks; Wait then returns [ErrCancelled].
func (g *Group) Cancel() { g.stop(ErrCancelled) }

// Tasks are those that were started so far, in that order.
func (g *Group) Tasks() []*Task {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.tasks)
}

// Name is the name of the task.
func (t *Task) Name() string { return t.core.Timing().Name }

// Timing says when the task went how far.
func (t *Task) Timing() Timing {
	timing := t.core.Timing()
	if timing.Made.IsZero() { // its future keeps none
		t.mu.Lock()
		timing.Made, timing.Began, timing.Settled = t.start, t.start, t.end
		t.mu.Unlock()
	}
	return timing
}

// State says how far the task is.
func (t *Task) State() State { return t.core.State() }

// Err is the error of a task that has ended, nil before.
func (t *Task) Err() error { return t.core.Err() }

// Cancel cancels this task alone; the group goes on without it.
func (t *Task) Cancel() bool { return t.core.Cancel() }

// Elapsed is how long the task has been running, or ran.
func (t *Task) Elapsed() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.end.IsZero() {
		return time.Since(t.start)
	}
	return t.end.Sub(t.start)
}

// OnDone has done called with the error of the task once it has ended, as
// [Future.OnDone] says.
func (t *Task) OnDone(done func(err error), on ...Executor) {
	if done == nil {
		panic("async: OnDone needs a function; it got nil")
	}
	t.core.OnSettled(func() { done(t.core.Err()) }, future.On("async.OnDone", on))
}
