package shim

import (
	"interleave/kernel/engine/shim/errgroup"
	"interleave/kernel/engine/shim/semaphore"
	"interleave/kernel/engine/shim/singleflight"
	"interleave/kernel/engine/shim/sync"
)

func init() {
	replace("sync", func() table {
		return table{
			"Mutex":     (*sync.Mutex)(nil),
			"RWMutex":   (*sync.RWMutex)(nil),
			"WaitGroup": (*sync.WaitGroup)(nil),
			"Once":      (*sync.Once)(nil),
			"Cond":      (*sync.Cond)(nil),
			"NewCond":   sync.NewCond,
			"OnceFunc":  sync.OnceFunc,
		}
	})
	replace("golang.org/x/sync/errgroup", func() table {
		return table{
			"Group":       (*errgroup.Group)(nil),
			"WithContext": errgroup.WithContext,
		}
	})
	replace("golang.org/x/sync/semaphore", func() table {
		return table{
			"Weighted":    (*semaphore.Weighted)(nil),
			"NewWeighted": semaphore.NewWeighted,
		}
	})
	replace("golang.org/x/sync/singleflight", func() table {
		return table{"Group": (*singleflight.Group)(nil)}
	})
}
