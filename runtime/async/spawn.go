package async

import (
	"context"

	"interleave/runtime/internal/future"
)

// Spawn starts f as a task of the group and returns the future of its value.
func Spawn[T any](g *Group, f func(ctx context.Context) (T, error)) *Future[T] {
	if g == nil || f == nil {
		panic("async.Spawn: the group or the function is nil")
	}
	out := &Future[T]{}
	future.Init(&out.core, nil)
	out.core.Observe() // its failure is the group's
	task := g.Go(func(ctx context.Context) error {
		v, err := f(ctx)
		if err == nil {
			out.core.Settle(nil, func() { out.value = v })
		}
		return err
	})
	task.OnDone(func(err error) {
		if err != nil {
			out.core.Settle(err, nil)
		}
	})
	return out
}
