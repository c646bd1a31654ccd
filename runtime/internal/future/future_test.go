package future_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"interleave/runtime/internal/future"
	"interleave/runtime/internal/virtual"
)

// The channel of a core is made by whoever comes first: who waits, who asks for it,
// or, where there is virtual time, who makes the core.
func TestEveryWaiterIsLetGo(t *testing.T) {
	if virtual.Possible() {
		t.Fatal("this test program has virtual time: nothing of it may import vtime")
	}
	t.Run("without virtual time", everyWaiterIsLetGo)
	virtual.Enable() // for good, so last
	t.Run("with virtual time", everyWaiterIsLetGo)
}

func everyWaiterIsLetGo(t *testing.T) {
	failure := errors.New("failure")
	for _, want := range []error{nil, failure, future.ErrCancelled} {
		for range 200 {
			c := &future.Core{}
			future.Init(c, nil)
			ctx, stop := context.WithCancel(context.Background())
			var waiters sync.WaitGroup
			for _, wait := range []func() error{
				func() error { return c.Wait(context.Background()) },
				func() error { return c.Wait(ctx) },
				func() error { <-c.Done(); return c.Err() },
				func() error {
					settled := make(chan struct{})
					c.OnSettled(func() { close(settled) }, nil)
					<-settled
					return c.Err()
				},
			} {
				waiters.Go(func() {
					if got := wait(); got != want {
						t.Errorf("waiter got %v, want %v", got, want)
					}
				})
			}
			var won sync.Map
			for i := range 2 {
				waiters.Go(func() {
					if c.Settle(want, nil) {
						won.Store(i, true)
					}
				})
			}
			waiters.Wait()
			stop()
			n := 0
			won.Range(func(any, any) bool { n++; return true })
			if n != 1 {
				t.Fatalf("%d calls of Settle report that they settled, want 1", n)
			}
			select {
			case <-c.Done():
			default:
				t.Fatal("Done of a settled core is not closed")
			}
			if got := c.Wait(ctx); got != want {
				t.Fatalf("Wait of a settled core: %v, want %v", got, want)
			}
		}
	}
}

// Who gives up waiting leaves the core to the others.
func TestGivingUpLeavesTheCore(t *testing.T) {
	c := &future.Core{}
	future.Init(c, nil)
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if err := c.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("Wait with a context that is done: %v", err)
	}
	if c.State() != future.Pending {
		t.Fatalf("the core is %v after a waiter gave up, want pending", c.State())
	}
	c.Settle(nil, nil)
	if err := c.Wait(context.Background()); err != nil {
		t.Fatal(err)
	}
}
