// Package semaphore is what cells see as golang.org/x/sync/semaphore: the same
// semaphores, whose waits an interrupt can end.
package semaphore

import (
	"context"

	"golang.org/x/sync/semaphore"

	"interleave/kernel/engine/hooks"
)

// Weighted is semaphore.Weighted for cells. The zero value has no permits, as
// there.
type Weighted struct{ real *semaphore.Weighted }

var empty = semaphore.NewWeighted(0)

func (s *Weighted) weighted() *semaphore.Weighted {
	if s.real == nil {
		return empty
	}
	return s.real
}

// NewWeighted makes a semaphore with n permits.
func NewWeighted(n int64) *Weighted { return &Weighted{semaphore.NewWeighted(n)} }

// Acquire takes n permits, waiting for them until ctx is done.
func (s *Weighted) Acquire(ctx context.Context, n int64) error {
	if ctx.Err() == nil && s.weighted().TryAcquire(n) {
		return nil
	}
	both, cancel := context.WithCancel(ctx)
	defer cancel()
	if c := hooks.Current(); c != nil {
		defer context.AfterFunc(c.Context(), cancel)()
	}
	err := s.weighted().Acquire(both, n)
	if err != nil {
		hooks.Check()
	}
	return err
}

// TryAcquire takes n permits if they are there and reports whether it did.
func (s *Weighted) TryAcquire(n int64) bool { return s.weighted().TryAcquire(n) }

// Release gives n permits back.
func (s *Weighted) Release(n int64) { s.weighted().Release(n) }
