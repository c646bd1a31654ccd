package future

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/event"
)

// ErrTimeout is the error of an operation that took too long. errors.Is also
// takes it for context.DeadlineExceeded.
var ErrTimeout error = timedOut{}

type timedOut struct{}

func (timedOut) Error() string        { return "async: timed out" }
func (timedOut) Timeout() bool        { return true }
func (timedOut) Is(target error) bool { return target == context.DeadlineExceeded }

// AggregateError is the error of an operation that needed one success of
// several and got none.
type AggregateError struct{ Errors []error }

func (e *AggregateError) Error() string {
	if len(e.Errors) == 0 {
		return "async: no futures, so none succeeded"
	}
	texts := make([]string, len(e.Errors))
	for i, err := range e.Errors {
		texts[i] = err.Error()
	}
	return fmt.Sprintf("async: all %d failed: %s", len(e.Errors), strings.Join(texts, "; "))
}

// Unwrap gives all of them to errors.Is and errors.As.
func (e *AggregateError) Unwrap() []error { return e.Errors }

// Derive makes of out the outcome of what run makes of the outcome of c, which it
// gets as nil or an error. Cancelling the derived one leaves c alone.
func Derive(out, c *Core, on Executor, run func(err error) error) {
	Init(out, nil)
	body := bound(func() { out.settleWith(func() error { return run(c.Err()) }) })
	c.onSettled(func() { out.orCancelled(body) }, on)
}

// orCancelled calls f, which settles c, unless its cell was stopped.
func (c *Core) orCancelled(f func()) {
	defer c.Settle(ErrCancelled, nil)
	f()
}

// settleWith settles with what run returns, with its panic, or as cancelled
// when its goroutine is ended.
func (c *Core) settleWith(run func() error) {
	err := ErrCancelled
	if !event.On() {
		defer func() {
			if r := recover(); r != nil {
				err = NewPanicError(r)
			}
			c.conclude(err)
		}()
		err = run()
		return
	}
	end := event.Begin("task", event.Running, c.label())
	defer func() {
		if r := recover(); r != nil {
			err = NewPanicError(r)
		}
		c.Settle(err, nil)
		switch {
		case err == nil:
			end(event.Succeeded)
		case errors.Is(err, ErrCancelled):
			end(event.Cancelled)
		default:
			end(event.Failed)
		}
	}()
	err = run()
}

// Follow makes of out what becomes of the core that next makes when c is fulfilled.
// store keeps the value of that one.
func Follow(out, c *Core, on Executor, next func() *Core, store func()) {
	Init(out, nil)
	stored := storing(store)
	begin := newCore() // fulfilled when inner is there
	var inner *Core
	body := bound(func() {
		begin.settleWith(func() error {
			if err := c.Err(); err != nil {
				return err
			}
			if inner = next(); inner == nil {
				return errNoFuture
			}
			return nil
		})
	})
	begin.onSettled(func() {
		if err := begin.Err(); err != nil {
			out.Settle(err, nil)
			return
		}
		inner.onSettled(func() { out.settle(inner.Err(), stored) }, nil)
	}, nil)
	c.onSettled(func() { begin.orCancelled(body) }, on)
}

var errNoFuture = errors.New("async: the function returned a nil future")

// All is fulfilled when all are, and rejected by the first that fails; without
// any it is fulfilled.
func All(out *Core, cores []*Core, store func()) {
	Init(out, nil)
	stored := storing(store)
	left := newCounter(len(cores))
	for _, c := range cores {
		c.onSettled(func() {
			if err := c.Err(); err != nil {
				out.Settle(err, nil)
			} else if left.last() {
				out.settle(nil, stored)
			}
		}, nil)
	}
	if len(cores) == 0 {
		out.settle(nil, stored)
	}
}

// AllSettled is fulfilled when all are settled, however that was.
func AllSettled(out *Core, cores []*Core, store func()) {
	Init(out, nil)
	stored := storing(store)
	left := newCounter(len(cores))
	for _, c := range cores {
		c.onSettled(func() {
			if left.last() {
				out.settle(nil, stored)
			}
		}, nil)
	}
	if len(cores) == 0 {
		out.settle(nil, stored)
	}
}

// Any is fulfilled by the first that is; store gets its index. When none is,
// also because there are none, it is rejected with an *AggregateError.
func Any(out *Core, cores []*Core, store func(winner int)) {
	Init(out, nil)
	left := newCounter(len(cores))
	fail := func() {
		errs := make([]error, len(cores))
		for i, c := range cores {
			errs[i] = c.Err()
		}
		out.Settle(&AggregateError{errs}, nil)
	}
	for i, c := range cores {
		stored := storing(func() { store(i) })
		c.onSettled(func() {
			if c.Err() == nil {
				out.settle(nil, stored)
			} else if left.last() {
				fail()
			}
		}, nil)
	}
	if len(cores) == 0 {
		fail()
	}
}

// Race is settled like the first that is settled. Without any it stays pending.
func Race(out *Core, cores []*Core, store func(winner int)) {
	Init(out, nil)
	for i, c := range cores {
		stored := storing(func() { store(i) })
		c.onSettled(func() { out.settle(c.Err(), stored) }, nil)
	}
}

// Timeout is settled like c, or rejected with ErrTimeout when that takes
// longer than d. c goes on.
func Timeout(out, c *Core, d time.Duration, store func()) {
	Init(out, nil)
	stored := storing(store)
	limit := &Core{}
	After(limit, d)
	limit.then(func() { out.Settle(outcome(limit, ErrTimeout), nil) })
	c.onSettled(func() {
		out.settle(c.Err(), stored)
		limit.Cancel()
	}, nil)
}

// outcome is err for a fulfilled core.
func outcome(c *Core, err error) error {
	if c.State() == Fulfilled {
		return err
	}
	return ErrCancelled
}

type counter struct {
	mu sync.Mutex
	n  int
}

func newCounter(n int) *counter { return &counter{n: n} }

// last reports whether this was the n-th call.
func (c *counter) last() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n--
	return c.n == 0
}

// Completed hands out indices in the order in which cores settle.
type Completed struct{ settled chan int }

// AsCompleted watches cores.
func AsCompleted(cores []*Core) *Completed {
	q := &Completed{make(chan int, len(cores))}
	left := newCounter(len(cores))
	for i, c := range cores {
		c.onSettled(func() {
			q.settled <- i // never full
			if left.last() {
				close(q.settled)
			}
		}, nil)
	}
	if len(cores) == 0 {
		close(q.settled)
	}
	return q
}

// Next waits for the next one; ok is false after the last. The error says why
// the calling cell was stopped.
func (q *Completed) Next() (i int, ok bool, err error) {
	of := cell.Context()
	select {
	case i, ok = <-q.settled:
		return i, ok, nil
	case <-of.Done():
		return 0, false, context.Cause(of)
	}
}

// Sleep waits for d, for ctx, or for the end of the calling cell.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	of := cell.Context()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-of.Done():
		return context.Cause(of)
	}
}

// Retry calls try until it succeeds, n times at most, with a pause before each
// further attempt. The error is that of the last attempt, with the number of
// attempts. A context that is done ends it.
func Retry(ctx context.Context, n int, pause func(attempt int) time.Duration, try func() error) error {
	for attempt := 1; ; attempt++ {
		err := try()
		if err == nil {
			return nil
		}
		if cause := context.Cause(ctx); cause != nil {
			return errors.Join(cause, err)
		}
		if attempt == n {
			return fmt.Errorf("async: %d attempts failed, the last one with: %w", n, err)
		}
		if stopped := Sleep(ctx, pause(attempt)); stopped != nil {
			return errors.Join(stopped, err)
		}
	}
}
