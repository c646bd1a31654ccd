package async

import (
	"interleave/runtime/internal/future"
)

// Promise is the write end of a [Future]: who has it decides the outcome,
// once. The zero Promise is not usable, see [NewPromise].
type Promise[T any] struct{ future *Future[T] }

// NewPromise returns a promise whose future is pending.
func NewPromise[T any]() *Promise[T] {
	p := &Promise[T]{future: &Future[T]{}}
	future.Init(&p.future.core, nil)
	return p
}

// Future is the read end.
func (p *Promise[T]) Future() *Future[T] { return p.future }

// Resolve fulfils the future with v. The error is [ErrSettled] when it was
// settled before, and v is dropped then.
func (p *Promise[T]) Resolve(v T) error {
	if !p.future.core.Settle(nil, func() { p.future.value = v }) {
		return ErrSettled
	}
	return nil
}

// Reject rejects the future with err, which must not be nil. The error is
// [ErrSettled] when it was settled before, and err is dropped then.
func (p *Promise[T]) Reject(err error) error {
	if err == nil {
		panic("async: Reject needs an error; it got nil")
	}
	if !p.future.core.Settle(err, nil) {
		return ErrSettled
	}
	return nil
}

// Call is the style of call-back functions: it starts op in a goroutine of its
// own and has onSuccess called with its value or onFailure with its error. A
// nil one is not called; an error that has none is one of [Unhandled]. Where they are called says [Future.OnDone]: without
// an executor on the goroutine that ran op, with a [Loop] on the goroutine that
// runs the loop.
func Call[T any](op func() (T, error), onSuccess func(T), onFailure func(error), on ...Executor) {
	Go(op).OnDone(func(v T, err error) {
		switch {
		case err != nil && onFailure != nil:
			onFailure(err)
		case err != nil:
			future.Report(err)
		case err == nil && onSuccess != nil:
			onSuccess(v)
		}
	}, on...)
}

// Promisify turns an operation that calls back into a future. Only the first
// call of done counts. A panic of op is a rejection with a [PanicError].
func Promisify[T any](op func(done func(v T, err error))) *Future[T] {
	if op == nil {
		panic("async.Promisify: the operation is nil")
	}
	p := NewPromise[T]()
	future.Guard(&p.future.core, func() {
		op(func(v T, err error) {
			if err != nil {
				p.future.core.Settle(err, nil)
				return
			}
			p.future.core.Settle(nil, func() { p.future.value = v })
		})
	})
	return p.future
}
