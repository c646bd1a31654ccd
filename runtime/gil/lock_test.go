package gil

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"interleave/runtime/cell"
)

func TestLockMakesGoroutinesTakeTurns(t *testing.T) {
	var l Lock
	l.SetSwitchInterval(time.Millisecond)
	var inside, most atomic.Int32
	plain := 0 // the race detector looks at it
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			err := l.Run(func(h *Holder) {
				// Each goes on until all of them have had to wait for a turn.
				for l.Stats().Forced < 12 {
					n := inside.Add(1)
					if n > most.Load() {
						most.Store(n)
					}
					plain++
					inside.Add(-1)
					if err := h.Check(); err != nil {
						t.Error(err)
					}
				}
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most.Load() != 1 {
		t.Errorf("%d goroutines had the lock at once", most.Load())
	}
	s := l.Stats()
	if s.Forced < 12 || s.Acquired < 4+12 || s.Waited < 3 || s.WaitTime <= 0 {
		t.Errorf("stats: %+v", s)
	}
}

// The switch interval, in the virtual time of synctest.
func TestLockSwitchesAfterTheInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l Lock
		begun := time.Now()
		var order []int
		var wg sync.WaitGroup
		for i := range 3 {
			time.Sleep(time.Microsecond) // in bubble time: they come one after the other
			wg.Go(func() {
				l.Run(func(h *Holder) {
					for range 3 {
						order = append(order, i)
						for taken := l.Stats().Acquired; l.Stats().Acquired == taken; h.Check() {
							if l.Stats().Acquired >= 9 {
								return
							}
							time.Sleep(100 * time.Microsecond) // computing
						}
					}
				})
			})
		}
		wg.Wait()
		for i, got := range order[:9] {
			if got != i%3 {
				t.Fatalf("turns were taken in the order %v", order)
			}
		}
		if d := time.Since(begun); d < 8*5*time.Millisecond || d > 9*6*time.Millisecond {
			t.Errorf("9 turns took %v, at 5 ms a turn", d)
		}
	})
}

func TestLockAllowLetsOthersIn(t *testing.T) {
	var l Lock
	l.Run(func(h *Holder) {
		err := h.Allow(func() {
			other := make(chan error)
			go func() { other <- l.Run(func(*Holder) {}) }()
			if err := <-other; err != nil {
				t.Error(err)
			}
		})
		if err != nil {
			t.Error(err)
		}
	})
	if s := l.Stats(); s.Acquired != 3 {
		t.Errorf("taken %d times, expected 3", s.Acquired)
	}
}

func TestNilLockIsNone(t *testing.T) {
	var l *Lock
	l.SetSwitchInterval(time.Second)
	called := 0
	err := l.Run(func(h *Holder) {
		if err := errors.Join(h.Check(), h.Allow(func() { called++ }), l.Run(func(*Holder) { called++ })); err != nil {
			t.Error(err)
		}
	})
	if err != nil || called != 2 || l.Stats() != (LockStats{}) {
		t.Errorf("err %v, %d calls, stats %+v", err, called, l.Stats())
	}
}

func TestLockIsReleasedByAPanic(t *testing.T) {
	var l Lock
	func() {
		defer func() { recover() }()
		l.Run(func(*Holder) { panic("x") })
	}()
	if err := l.Run(func(*Holder) {}); err != nil {
		t.Error(err)
	}
}

// An interrupted wait must neither keep the lock nor take it from others.
func TestLockWaitIsInterrupted(t *testing.T) {
	cause := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(context.Background())
	hosted.set(t, ctx)
	var l Lock
	l.SetSwitchInterval(time.Millisecond)
	l.Run(func(h *Holder) {
		waits := make(chan error)
		go func() { waits <- l.Run(func(*Holder) { t.Error("it had the lock") }) }()
		for !l.request.Load() { // until it asks for the lock
			time.Sleep(time.Millisecond)
		}
		cancel(cause)
		if err := <-waits; !errors.Is(err, cause) {
			t.Errorf("the wait ended with %v", err)
		}
		if err := h.Check(); err != nil {
			t.Errorf("the holder lost the lock: %v", err)
		}
	})
	if l.held {
		t.Error("the lock is still held")
	}
}

func TestLockMisuse(t *testing.T) {
	var l Lock
	var escaped *Holder
	l.Run(func(h *Holder) { escaped = h })
	for name, test := range map[string]struct {
		call func()
		want string
	}{
		"interval": {func() { l.SetSwitchInterval(0) }, "positive"},
		"nil run":  {func() { l.Run(nil) }, "nil"},
		"nil":      {func() { l.Run(func(h *Holder) { h.Allow(nil) }) }, "nil"},
		"escaped":  {func() { escaped.Check() }, "without the lock"},
		"nested":   {func() { l.Run(func(h *Holder) { h.Allow(func() { h.Allow(func() {}) }) }) }, "without the lock"},
	} {
		mustPanic(t, name, test.want, test.call)
	}
}

// hosted stands in for the kernel: its context is that of all cells.
var hosted = &testHost{}

type testHost struct {
	cell.Host
	mu  sync.Mutex
	ctx context.Context
}

func (h *testHost) set(t *testing.T, ctx context.Context) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ctx = ctx
	t.Cleanup(func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.ctx = context.Background()
	})
}

func (h *testHost) Context() context.Context {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ctx
}

func (h *testHost) Bind(f func()) func() { return f }

func (h *testHost) Number() int { return 1 }

func (h *testHost) Publish(cell.Bundle) error { return nil }
