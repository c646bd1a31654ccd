package gil

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"interleave/runtime/cell"
)

// A Lock is a real lock that makes goroutines take turns as the threads of
// Python do: while one has it the others wait, and when one has waited for a
// switch interval it asks for it. With a Lock, what the GIL does can be timed
// instead of simulated:
//
//	var g gil.Lock
//	var wg sync.WaitGroup
//	for range 2 {
//		wg.Go(func() {
//			g.Run(func(h *gil.Holder) {
//				for i := range n {
//					work(i)
//					h.Check()
//				}
//			})
//		})
//	}
//	wg.Wait()
//
// The zero Lock has a switch interval of 5 ms. A nil *Lock is no lock at all,
// so that the same program can be timed without one. Where nothing else keeps a
// processor awake, intervals below 1 ms take about 1 ms.
//
// Its methods may be called by any number of goroutines.
type Lock struct {
	request atomic.Bool // the first waiter asks for it

	mu       sync.Mutex // guards what follows
	interval time.Duration
	held     bool
	waiters  []chan struct{} // in order; each gets one value, with the lock
	stats    LockStats
}

// A Holder is what a goroutine has that runs under a Lock. It is for that
// goroutine alone.
type Holder struct {
	lock *Lock // nil: there is none
	has  bool
	err  error // why it could not get the lock again
}

// LockStats is what a Lock has seen.
type LockStats struct {
	Acquired int           // times that it was taken
	Waited   int           // times that this meant to wait
	Forced   int           // times that it was given up because another goroutine asked
	WaitTime time.Duration // of all waits that are over
}

// SetSwitchInterval is sys.setswitchinterval. It is for waits that begin after
// it, and panics if d is not positive.
func (l *Lock) SetSwitchInterval(d time.Duration) {
	if d <= 0 {
		panic(fmt.Sprintf("gil: SetSwitchInterval(%v): the interval has to be positive", d))
	}
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.interval = d
}

// Run waits for the lock, calls f with it, and releases it, also if f panics.
// If the calling cell is interrupted while Run waits, f is not called, and the
// error says so. Run within f would wait for ever.
func (l *Lock) Run(f func(h *Holder)) error {
	if f == nil {
		panic("gil: Lock.Run: the function is nil")
	}
	h := &Holder{lock: l}
	if l != nil {
		if err := h.acquire(); err != nil {
			return err
		}
		defer h.release()
	}
	f(h)
	return h.err
}

// Check is what the interpreter does between instructions: if another goroutine
// has asked for the lock, it lets it have it and waits for its next turn. It
// costs about a nanosecond otherwise. If the calling cell is interrupted while
// it waits, it returns an error and the goroutine does not have the lock.
func (h *Holder) Check() error {
	if h.lock == nil || h.err != nil {
		return h.err
	}
	h.must("Check")
	if !h.lock.request.Load() {
		return nil
	}
	return h.yield()
}

// Allow calls f without the lock and waits for it again: for what waits or
// computes without touching what the lock protects, as between
// Py_BEGIN_ALLOW_THREADS and Py_END_ALLOW_THREADS. Errors are as for Check; f
// has been called then.
func (h *Holder) Allow(f func()) error {
	if f == nil {
		panic("gil: Holder.Allow: the function is nil")
	}
	if h.lock == nil || h.err != nil {
		f()
		return h.err
	}
	h.must("Allow")
	h.release()
	f()
	return h.acquire()
}

func (h *Holder) must(op string) {
	if !h.has {
		panic(fmt.Sprintf("gil: Holder.%s was called without the lock: a Holder is for the function that Run calls, until it returns, and not within Allow", op))
	}
}

// Stats is what the lock has seen so far.
func (l *Lock) Stats() LockStats {
	if l == nil {
		return LockStats{}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stats
}

func (h *Holder) acquire() error {
	l := h.lock
	l.mu.Lock()
	if !l.held {
		l.held, h.has = true, true
		l.stats.Acquired++
		l.mu.Unlock()
		return nil
	}
	return h.wait(l.enqueue())
}

func (h *Holder) release() {
	if !h.has {
		return
	}
	h.has = false
	h.lock.mu.Lock()
	defer h.lock.mu.Unlock()
	h.lock.pass()
}

// yield is the forced switch.
func (h *Holder) yield() error {
	l := h.lock
	l.mu.Lock()
	if len(l.waiters) == 0 { // whoever asked has been interrupted
		l.request.Store(false)
		l.mu.Unlock()
		return nil
	}
	h.has = false
	l.stats.Forced++
	got := l.enqueue()
	l.pass()
	return h.wait(got)
}

// enqueue is called with l.mu held.
func (l *Lock) enqueue() chan struct{} {
	got := make(chan struct{}, 1)
	l.waiters = append(l.waiters, got)
	l.stats.Waited++
	return got
}

// pass gives the lock to the first waiter, with l.mu held: handing over,
// instead of letting all of them try, is what CPython's forced switch is for.
func (l *Lock) pass() {
	l.request.Store(false)
	l.held = len(l.waiters) > 0
	if l.held {
		first := l.waiters[0]
		l.waiters = l.waiters[1:]
		l.stats.Acquired++
		first <- struct{}{}
	}
}

// wait is called with l.mu held, and releases it. It waits for the lock;
// whenever nobody else got it for a switch interval, it asks for it.
func (h *Holder) wait(got chan struct{}) error {
	l := h.lock
	begun := time.Now()
	interval := l.interval
	if interval == 0 {
		interval = 5 * time.Millisecond
	}
	saw := l.stats.Acquired
	l.mu.Unlock()
	ctx := cell.Context()
	timer := time.NewTimer(interval)
	defer timer.Stop()
	for {
		select {
		case <-got:
			h.has = true
			l.mu.Lock()
			l.stats.WaitTime += time.Since(begun)
			l.mu.Unlock()
			return nil
		case <-timer.C:
			l.mu.Lock()
			if l.stats.Acquired == saw && len(l.waiters) > 0 {
				l.request.Store(true)
			}
			saw = l.stats.Acquired
			l.mu.Unlock()
			timer.Reset(interval)
		case <-ctx.Done():
			h.err = context.Cause(ctx)
			l.giveUp(got)
			return h.err
		}
	}
}

// giveUp takes a waiter out of the queue. If it has just been given the lock,
// it passes it on.
func (l *Lock) giveUp(got chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := slices.Index(l.waiters, got); i >= 0 {
		l.waiters = slices.Delete(l.waiters, i, i+1)
		return
	}
	l.pass()
}
