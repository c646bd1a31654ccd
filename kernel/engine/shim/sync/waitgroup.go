package sync

import (
	"sync/atomic"
	"unsafe"

	"interleave/kernel/engine/hooks"
)

// A WaitGroup is sync.WaitGroup for cells. The zero value counts 0.
type WaitGroup struct {
	_     noCopy
	state atomic.Uint64 // the counter in the high half, who waits in the low half
	//lint:ignore U1000 it is there for the size and the print
	sema uint32
}

// Add adds delta, which may be negative, to the counter, and releases who waits
// when it becomes 0. A negative counter panics.
func (wg *WaitGroup) Add(delta int) {
	s := wg.state.Add(uint64(delta) << 32)
	count, waiting := int32(s>>32), uint32(s)
	if count < 0 {
		panic("sync: negative WaitGroup counter")
	}
	if waiting != 0 && delta > 0 && count == int32(delta) {
		panic("sync: WaitGroup misuse: Add called concurrently with Wait")
	}
	if count > 0 || waiting == 0 {
		return
	}
	q := queueOf(&wg.state)
	q.Lock()
	defer q.Unlock()
	var all []*waiter
	for w := q.take(wg.key(), anyKind); w != nil; w = q.take(wg.key(), anyKind) {
		all = append(all, w)
	}
	wg.state.Add(-uint64(len(all))) // before anybody goes on and adds again
	for _, w := range all {
		w.grant()
	}
}

// Done subtracts 1 from the counter.
func (wg *WaitGroup) Done() { wg.Add(-1) }

// Wait blocks until the counter is 0.
func (wg *WaitGroup) Wait() {
	if wg.state.Load()>>32 == 0 {
		return
	}
	q := queueOf(&wg.state)
	w := newWaiter("sync.WaitGroup.Wait", &wg.state, nil)
	for {
		q.Lock()
		waits := wg.enter()
		if waits {
			q.push(w, false)
		}
		q.Unlock()
		if !waits || w.wait() {
			break
		}
		q.Lock()
		if q.remove(w) {
			wg.state.Add(^uint64(0))
		}
		q.Unlock()
		w.stop()
	}
	w.free()
}

// enter counts one more that waits, or is false when there is nothing to wait
// for. It is called under the queue's lock, which Add takes after it has seen
// the count, so that who is counted is found in the queue.
func (wg *WaitGroup) enter() bool {
	for {
		s := wg.state.Load()
		if s>>32 == 0 {
			return false
		}
		if wg.state.CompareAndSwap(s, s+1) {
			return true
		}
	}
}

func (wg *WaitGroup) key() unsafe.Pointer { return unsafe.Pointer(&wg.state) }

// Go calls f in a new goroutine of the calling goroutine's cell and counts it
// until it has returned. A panic of f is reported with the cell, and counts as a
// return.
func (wg *WaitGroup) Go(f func()) {
	wg.Add(1)
	bound := hooks.Bind(f)
	go func() {
		defer wg.Done()
		bound()
	}()
}
