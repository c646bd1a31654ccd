package async

import (
	"time"

	"interleave/runtime/internal/future"
)

// Then returns the future of what next makes of the value of f. When f fails,
// next is not called and the result fails likewise. A panic of next is a
// rejection with a [PanicError]. next is called where [Future.OnDone] says.
func Then[T, U any](f *Future[T], next func(T) (U, error), on ...Executor) *Future[U] {
	if f == nil || next == nil {
		panic("async.Then: the future or the function is nil")
	}
	out := &Future[U]{}
	future.Derive(&out.core, &f.core, future.On("async.Then", on), func(err error) error {
		if err != nil {
			return err
		}
		v, err := next(f.value)
		out.value = v
		return err
	})
	return out
}

// Chain is [Then] for a function that starts another operation: the result is
// settled when that one is, so that there is no future in a future.
func Chain[T, U any](f *Future[T], next func(T) *Future[U], on ...Executor) *Future[U] {
	if f == nil || next == nil {
		panic("async.Chain: the future or the function is nil")
	}
	out := &Future[U]{}
	var inner *Future[U]
	future.Follow(&out.core, &f.core, future.On("async.Chain", on), func() *future.Core {
		inner = next(f.value)
		if inner == nil {
			return nil
		}
		return &inner.core
	}, func() { out.value = inner.value })
	return out
}

// Flatten returns the future that is settled when the one inside is.
func Flatten[T any](f *Future[*Future[T]]) *Future[T] {
	return Chain(f, func(inner *Future[T]) *Future[T] { return inner })
}

// Catch returns the future of what handle makes of the error of f. When f is
// fulfilled, handle is not called and the result has the value of f.
func (f *Future[T]) Catch(handle func(error) (T, error), on ...Executor) *Future[T] {
	if handle == nil {
		panic("async: Catch needs a function; it got nil")
	}
	out := &Future[T]{}
	future.Derive(&out.core, &f.core, future.On("async.Catch", on), func(err error) error {
		if err == nil {
			out.value = f.value
			return nil
		}
		v, err := handle(err)
		out.value = v
		return err
	})
	return out
}

// Finally returns a future with the outcome of f that is settled after do was
// called, however f ended.
func (f *Future[T]) Finally(do func(), on ...Executor) *Future[T] {
	if do == nil {
		panic("async: Finally needs a function; it got nil")
	}
	out := &Future[T]{}
	future.Derive(&out.core, &f.core, future.On("async.Finally", on), func(err error) error {
		do()
		if err == nil {
			out.value = f.value
		}
		return err
	})
	return out
}

// WithTimeout returns a future that is rejected with [ErrTimeout] when f takes
// longer than d from now. f itself goes on.
func (f *Future[T]) WithTimeout(d time.Duration) *Future[T] {
	out := &Future[T]{}
	future.Timeout(&out.core, &f.core, d, func() { out.value = f.value })
	return out
}
