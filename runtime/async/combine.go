package async

import (
	"context"
	"iter"
	"time"

	"interleave/runtime/internal/future"
)

// All returns the future of all values, in the order of fs. The first failure
// rejects it at once; the others go on. Of no futures it is fulfilled.
func All[T any](fs ...*Future[T]) *Future[[]T] {
	out := &Future[[]T]{}
	future.All(&out.core, cores("All", fs), func() {
		values := make([]T, len(fs))
		for i, f := range fs {
			values[i] = f.value
		}
		out.value = values
	})
	return out
}

// AllSettled returns the future of all outcomes, in the order of fs. It never
// fails.
func AllSettled[T any](fs ...*Future[T]) *Future[[]Result[T]] {
	out := &Future[[]Result[T]]{}
	future.AllSettled(&out.core, cores("AllSettled", fs), func() {
		results := make([]Result[T], len(fs))
		for i, f := range fs {
			results[i] = f.Result()
		}
		out.value = results
	})
	return out
}

// Any returns the future of the first value. When all fail, and of no futures,
// it is rejected with an [AggregateError].
func Any[T any](fs ...*Future[T]) *Future[T] {
	out := &Future[T]{}
	future.Any(&out.core, cores("Any", fs), func(winner int) { out.value = fs[winner].value })
	return out
}

// Race returns the future of the first outcome, be it a value or an error. Of
// no futures it stays pending.
func Race[T any](fs ...*Future[T]) *Future[T] {
	out := &Future[T]{}
	future.Race(&out.core, cores("Race", fs), func(winner int) { out.value = fs[winner].value })
	return out
}

// AsCompleted yields index and outcome of the futures in the order in which
// they are settled. It ends early when the cell is interrupted.
func AsCompleted[T any](fs ...*Future[T]) iter.Seq2[int, Result[T]] {
	queue := future.AsCompleted(cores("AsCompleted", fs))
	return func(yield func(int, Result[T]) bool) {
		for {
			i, ok, err := queue.Next()
			if !ok || err != nil || !yield(i, fs[i].Result()) {
				return
			}
		}
	}
}

// Retry calls try in a goroutine of its own until it succeeds, attempts times
// at most, with a pause between attempts (nil: none). The error is that of the
// last attempt. Cancelling the future ends the series after the current
// attempt.
func Retry[T any](attempts int, pause Backoff, try func() (T, error)) *Future[T] {
	if attempts < 1 || try == nil {
		panic("async.Retry: it needs one attempt or more, and a function")
	}
	if pause == nil {
		pause = Constant(0)
	}
	return GoContext(context.Background(), func(ctx context.Context) (T, error) {
		var value T
		err := future.Retry(ctx, attempts, func(n int) time.Duration { return pause(n) }, func() error {
			v, err := try()
			value = v
			return err
		})
		return value, err
	})
}

func cores[T any](who string, fs []*Future[T]) []*future.Core {
	list := make([]*future.Core, len(fs))
	for i, f := range fs {
		if f == nil {
			panic("async." + who + ": one of the futures is nil")
		}
		list[i] = &f.core
	}
	return list
}
