// Package parallel runs functions on the elements of slices by several workers at
// once.
package parallel

import (
	"context"

	"interleave/runtime/internal/workers"
)

// Option says how a helper works, see [Workers].
type Option = workers.Option

// Workers sets how many goroutines work; without it there are as many as
// GOMAXPROCS says. It panics when n is not positive.
func Workers(n int) Option {
	if n <= 0 {
		panic("parallel: Workers(n) needs at least one worker")
	}
	return func(o *workers.Options) { o.Workers = n }
}

// Map calls f for each element of xs and returns the results in the order of xs.
func Map[T, U any](xs []T, f func(T) U, options ...Option) ([]U, error) {
	workers.Check("Map", f == nil)
	ys := make([]U, len(xs))
	err := workers.Run(len(xs), func(s *workers.Share) {
		for i := s.Next(); i >= 0; i = s.Next() {
			ys[i] = f(xs[i])
		}
	}, options...)
	return ys, err
}

// MapErr is Map for functions that can fail.
func MapErr[T, U any](xs []T, f func(context.Context, T) (U, error), options ...Option) ([]U, error) {
	workers.Check("MapErr", f == nil)
	ys := make([]U, len(xs))
	err := workers.Run(len(xs), func(s *workers.Share) {
		ctx := s.Context()
		for i := s.Next(); i >= 0; i = s.Next() {
			y, err := f(ctx, xs[i])
			if err != nil {
				s.Fail(err)
				continue
			}
			ys[i] = y
		}
	}, options...)
	return ys, err
}

// TaskError is the error of one element: which, who worked on it, what happened.
type TaskError = workers.TaskError

// PanicError is a panic of a function that a helper called, as the Err of a
// TaskError.
type PanicError = workers.PanicError
