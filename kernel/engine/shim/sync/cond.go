package sync

import (
	"sync/atomic"
	"unsafe"

	"interleave/kernel/engine/hooks"
)

// A Cond is sync.Cond for cells.
type Cond struct {
	noCopy noCopy

	// L is held while the condition is looked at or changed.
	L Locker

	notify  notifyList
	checker copyChecker
}

// notifyList is there for the size; its address is the key of the queue.
type notifyList struct {
	wait, notify uint32
	lock         uintptr
	head, tail   unsafe.Pointer
}

// NewCond returns a Cond with the Locker l.
func NewCond(l Locker) *Cond { return &Cond{L: l} }

// Wait unlocks c.L, waits for Signal or Broadcast, and locks c.L again. A
// goroutine whose cell is stopped meanwhile runs its deferred calls with c.L
// locked, as they expect.
func (c *Cond) Wait() {
	c.checker.check()
	q := queueOf(&c.notify)
	w := newWaiter("sync.Cond.Wait", &c.notify, nil)
	q.Lock()
	q.push(w, false)
	q.Unlock()
	c.unlock(q, w)
	if !w.wait() {
		q.Lock()
		if !q.remove(w) && !w.broadcast {
			c.signal(q)
		}
		q.Unlock()
		defer c.lock()
		hooks.Check()
		return // deferred code of a stopped cell: wake up for nothing
	}
	w.free()
	c.lock()
}

// lock locks c.L again. When the cell is stopped meanwhile the goroutine ends,
// but not without the lock: deferred calls are about to unlock it.
func (c *Cond) lock() {
	done := false
	defer func() {
		if !done {
			c.L.Lock()
		}
	}()
	c.L.Lock()
	done = true
}

// unlock takes w out again when L was not locked and panics.
func (c *Cond) unlock(q *queue, w *waiter) {
	done := false
	defer func() {
		if !done {
			q.Lock()
			q.remove(w)
			q.Unlock()
		}
	}()
	c.L.Unlock()
	done = true
}

// Signal wakes the goroutine that has waited longest, if there is one.
func (c *Cond) Signal() {
	c.checker.check()
	q := queueOf(&c.notify)
	q.Lock()
	defer q.Unlock()
	c.signal(q)
}

func (c *Cond) signal(q *queue) {
	if w := q.take(unsafe.Pointer(&c.notify), anyKind); w != nil {
		w.grant()
	}
}

// Broadcast wakes all goroutines that wait.
func (c *Cond) Broadcast() {
	c.checker.check()
	q := queueOf(&c.notify)
	q.Lock()
	defer q.Unlock()
	at := unsafe.Pointer(&c.notify)
	for w := q.take(at, anyKind); w != nil; w = q.take(at, anyKind) {
		w.broadcast = true
		w.grant()
	}
}

// copyChecker holds its own address once it was used.
type copyChecker uintptr

func (c *copyChecker) check() {
	self := uintptr(unsafe.Pointer(c))
	p := (*uintptr)(c)
	if atomic.LoadUintptr(p) != self && !atomic.CompareAndSwapUintptr(p, 0, self) && atomic.LoadUintptr(p) != self {
		panic("sync.Cond is copied")
	}
}
