package async

import (
	"context"
	"time"

	"interleave/runtime/internal/future"
)

// Future is the read end of an operation: something that will have a value or
// an error. It is settled once. Any number of goroutines may use it.
type Future[T any] struct {
	core  future.Core
	value T // written before core is fulfilled, read after
}

// Go starts f in a goroutine of its own and returns at once. A panic of f is a
// rejection with a [PanicError].
func Go[T any](f func() (T, error)) *Future[T] {
	if f == nil {
		panic("async.Go: the function is nil; it has to be a func() (T, error)")
	}
	out := &Future[T]{}
	future.Run(&out.core, func() {
		out.core.Perform(func() error {
			v, err := f()
			out.value = v
			return err
		})
	})
	return out
}

// GoContext is [Go] for a function that can be stopped: its context is done
// when ctx is, when the future is cancelled, and when the cell is interrupted.
// If the function then returns the error of its context, the future is
// cancelled rather than rejected.
func GoContext[T any](ctx context.Context, f func(ctx context.Context) (T, error)) *Future[T] {
	if f == nil {
		panic("async.GoContext: the function is nil; it has to be a func(context.Context) (T, error)")
	}
	out := &Future[T]{}
	future.Go(&out.core, ctx, func(ctx context.Context) error {
		v, err := f(ctx)
		out.value = v
		return err
	})
	return out
}

// Submit has f run by an executor: by one of its [Workers], or on a [Loop].
func Submit[T any](on Executor, f func() (T, error)) *Future[T] {
	if on == nil || f == nil {
		panic("async.Submit: the executor or the function is nil")
	}
	out := &Future[T]{}
	future.Submit(&out.core, on, func() {
		out.core.Perform(func() error {
			v, err := f()
			out.value = v
			return err
		})
	})
	return out
}

// Resolved returns a future that is fulfilled with v.
func Resolved[T any](v T) *Future[T] {
	out := &Future[T]{value: v}
	future.Init(&out.core, nil)
	out.core.Settle(nil, nil)
	return out
}

// Failed returns a future that is rejected with err.
func Failed[T any](err error) *Future[T] {
	if err == nil {
		panic("async.Failed: the error is nil; a future without an error is made by Resolved")
	}
	out := &Future[T]{}
	future.Init(&out.core, nil)
	out.core.Settle(err, nil)
	return out
}

// After returns a future that is fulfilled with v when d has passed: an
// operation that takes time and no processor.
func After[T any](d time.Duration, v T) *Future[T] {
	out := &Future[T]{value: v}
	future.After(&out.core, d)
	return out
}

// Await waits for the outcome. In a cell that is interrupted it returns the
// interrupt as its error, and the future stays as it is.
func (f *Future[T]) Await() (T, error) { return f.AwaitContext(context.Background()) }

// AwaitContext is [Future.Await] that gives up when ctx is done.
func (f *Future[T]) AwaitContext(ctx context.Context) (T, error) {
	if err := f.core.Wait(ctx); err != nil {
		var none T
		return none, err
	}
	return f.value, nil
}

// Done is closed when the future is settled.
func (f *Future[T]) Done() <-chan struct{} { return f.core.Done() }

// State says how far the operation is.
func (f *Future[T]) State() State { return f.core.State() }

// Err is the error of a settled future; nil while it is pending.
func (f *Future[T]) Err() error { return f.core.Err() }

// Named gives the future a name for [Waterfall], and returns the future.
func (f *Future[T]) Named(name string) *Future[T] {
	f.core.Name(name)
	return f
}

// Timing says when the operation went how far.
func (f *Future[T]) Timing() Timing { return f.core.Timing() }

// Cancel settles the future with [ErrCancelled] and stops the context of what
// runs behind it. It reports false when the future was settled before. A
// function that does not look at a context runs on, for nobody.
func (f *Future[T]) Cancel() bool { return f.core.Cancel() }

// OnDone has done called exactly once with the outcome: by the executor when
// there is one; otherwise by the goroutine that settles the future, or at once
// by the caller when it is settled already. Callbacks of one future are called
// in the order in which they were registered.
func (f *Future[T]) OnDone(done func(v T, err error), on ...Executor) {
	if done == nil {
		panic("async: OnDone needs a function; it got nil")
	}
	f.core.OnSettled(func() {
		if err := f.core.Err(); err != nil {
			var none T
			done(none, err)
			return
		}
		done(f.value, nil)
	}, future.On("async.OnDone", on))
}

// Result is the outcome of a settled future, and what is known of a pending
// one.
func (f *Future[T]) Result() Result[T] {
	r := Result[T]{State: f.core.State()}
	if r.State == Fulfilled {
		r.Value = f.value
	} else {
		r.Err = f.core.Err()
	}
	return r
}

// Result is the outcome of an operation as a value.
type Result[T any] struct {
	State State
	Value T     // when it is fulfilled
	Err   error // when it is rejected or cancelled
}
