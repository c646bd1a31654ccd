package parallel

import (
	"context"

	"interleave/runtime/internal/workers"
)

// Map calls f for each element of xs and returns the results. Where f panicked, or
// was not called because of an error, the result is the zero value. With
// [Unordered] only results that are ready are there.
func Map[T, U any](xs []T, f func(T) U, options ...Option) ([]U, error) {
	workers.Check("Map", f == nil)
	job := workers.NewJob("Map", len(xs), options, "Unordered")
	ys := make([]U, len(xs))
	if job.Unordered {
		err := job.Do(func(s *workers.Share) {
			for i := s.Next(); i >= 0; i = s.Next() {
				y := f(xs[i])
				ys[s.Slot()] = y
			}
		})
		return ys[:job.Slots()], err
	}
	err := job.Do(func(s *workers.Share) {
		for i := s.Next(); i >= 0; i = s.Next() {
			ys[i] = f(xs[i])
		}
	})
	return ys, err
}

// MapErr is [Map] for functions that can fail, and that can stop when their context
// is done: it is when another one has failed, the caller's context is done, or the
// cell was interrupted.
func MapErr[T, U any](xs []T, f func(context.Context, T) (U, error), options ...Option) ([]U, error) {
	workers.Check("MapErr", f == nil)
	job := workers.NewJob("MapErr", len(xs), options, "Unordered")
	ys := make([]U, len(xs))
	err := job.Do(func(s *workers.Share) {
		ctx := s.Context()
		for i := s.Next(); i >= 0; i = s.Next() {
			y, err := f(ctx, xs[i])
			switch {
			case err != nil:
				s.Fail(err)
			case job.Unordered:
				ys[s.Slot()] = y
			default:
				ys[i] = y
			}
		}
	})
	if job.Unordered {
		ys = ys[:job.Slots()]
	}
	return ys, err
}

// ForEach calls f for each element of xs.
func ForEach[T any](xs []T, f func(T), options ...Option) error {
	workers.Check("ForEach", f == nil)
	return workers.NewJob("ForEach", len(xs), options).Do(func(s *workers.Share) {
		for i := s.Next(); i >= 0; i = s.Next() {
			f(xs[i])
		}
	})
}

// ForEachErr is [ForEach] for functions that can fail, see [MapErr].
func ForEachErr[T any](xs []T, f func(context.Context, T) error, options ...Option) error {
	workers.Check("ForEachErr", f == nil)
	return workers.NewJob("ForEachErr", len(xs), options).Do(func(s *workers.Share) {
		ctx := s.Context()
		for i := s.Next(); i >= 0; i = s.Next() {
			if err := f(ctx, xs[i]); err != nil {
				s.Fail(err)
			}
		}
	})
}

// First calls f for the elements of xs until one call succeeds. It returns that
// result, and cancels the context of the others. When none succeeds, the error is
// that of all elements, joined. Without elements it is [ErrNothing].
//
// Workers take one element at a time, so those at the beginning are tried first.
func First[T, U any](xs []T, f func(context.Context, T) (U, error), options ...Option) (U, error) {
	workers.Check("First", f == nil)
	job := workers.NewJob("First", len(xs), options, "-Chunk", "-Static", "-Guided", "-AllErrors")
	job.OneByOne()
	var result U
	if len(xs) == 0 {
		return result, ErrNothing
	}
	err := job.Do(func(s *workers.Share) {
		ctx := s.Context()
		for i := s.Next(); i >= 0; i = s.Next() {
			y, err := f(ctx, xs[i])
			if err != nil {
				s.Fail(err)
			} else if s.Succeed() {
				result = y
			}
		}
	})
	return result, err
}

// ErrNothing is the error of First when there are no elements to try.
var ErrNothing = workers.ErrNothing
