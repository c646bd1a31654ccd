package semaphore

import (
	"context"
	"errors"
	"testing"
	"time"

	"interleave/kernel/engine/hooks"
)

func TestPermits(t *testing.T) {
	s := NewWeighted(2)
	if err := s.Acquire(context.Background(), 2); err != nil {
		t.Fatal(err)
	}
	if s.TryAcquire(1) {
		t.Error("TryAcquire took more than there is")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Acquire(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("Acquire: %v, want context.Canceled", err)
	}
	s.Release(2)
	if !s.TryAcquire(2) {
		t.Error("the permits did not come back")
	}
	if new(Weighted).TryAcquire(1) {
		t.Error("the zero value has permits")
	}
}

// needCells skips a test of what can't be had in the build without hooks, where
// goroutines don't know their cell.
func needCells(t *testing.T) {
	t.Helper()
	if err := hooks.Available(); err != nil {
		t.Skip(err)
	}
}

func TestStop(t *testing.T) {
	needCells(t)
	s := NewWeighted(1)
	s.TryAcquire(1)
	c := hooks.NewCell(1)
	ready, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		defer c.Enter()()
		close(ready)
		_ = s.Acquire(context.Background(), 1)
		t.Error("Acquire returned")
	}()
	<-ready
	c.Stop(time.Second)
	select {
	case <-ended:
	case <-time.After(30 * time.Second):
		t.Fatal("Acquire was not interrupted")
	}
	s.Release(1)
	if !s.TryAcquire(1) {
		t.Error("the stopped waiter has the permit")
	}
}
