// Package sync is what cells see as package sync: Mutex, RWMutex, WaitGroup,
// Once, OnceFunc and Cond with the semantics, the sizes and the texts of the
// standard library, and three differences:
//
//   - Misuse that ends a process there, such as unlocking an unlocked mutex, is
//     a panic here, with the same words: it costs a cell and not the state of the
//     whole session.
//   - Waiting is interruptible: a goroutine whose cell is stopped leaves the
//     queue, hands on what it was given meanwhile, and ends with its deferred
//     calls.
//   - Who waits for what, and which cell holds it, is known: see [Waits].
//
// It is named sync so that %T prints sync.Mutex. Map, Pool and Locker stay those
// of the standard library, which never wait.
//
// How it works: the state of a lock is one word, and taking or releasing a free
// lock is one atomic operation on it. Who has to wait queues in a table of the
// process, keyed by the lock's address and sharded, as in the Go runtime. Only
// while goroutines wait do lock and unlock go through the table. (Decided in
// November 2026, against wrapping the real types: their waits can't be left, so
// that each interrupted wait would leave a goroutine behind for as long as the
// lock is held; and against a channel in each lock, which would change sizes that
// the type checker knows and make zero values expensive.)
//
// Uncontended, Lock and Unlock together take about twice what the standard
// library takes, 15 ns more, against some 2000 ns for the two calls in
// interpreted code.
//
// The package has no goroutines of its own.
package sync

import (
	"sync"
	"sync/atomic"
	"unsafe"

	"interleave/kernel/engine/hooks"
)

// Locker is the standard library's.
type Locker = sync.Locker

// noCopy makes go vet complain of copies.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// A Mutex is sync.Mutex for cells. The zero value is unlocked.
type Mutex struct {
	_  noCopy
	mu mutex
}

// mutex has the fields of the standard library's, so that both print alike.
type mutex struct {
	state int32  // free, locked or contended
	sema  uint32 // the low bits of the number of the cell that holds it
}

// The states of a Mutex. contended may be said of one that nobody waits for any
// more; unlocking finds out. It is left only under the lock of the queue.
const (
	free int32 = iota
	locked
	contended
)

// Lock locks m, waiting until it is free.
func (m *Mutex) Lock() {
	if !atomic.CompareAndSwapInt32(&m.mu.state, free, locked) {
		m.lockSlow()
	}
	atomic.StoreUint32(&m.mu.sema, holder())
}

// TryLock locks m if it is free and reports whether it did.
func (m *Mutex) TryLock() bool {
	if !atomic.CompareAndSwapInt32(&m.mu.state, free, locked) {
		return false
	}
	atomic.StoreUint32(&m.mu.sema, holder())
	return true
}

// Unlock unlocks m, which any goroutine may do. It panics if m is unlocked.
func (m *Mutex) Unlock() {
	atomic.StoreUint32(&m.mu.sema, 0)
	if !atomic.CompareAndSwapInt32(&m.mu.state, locked, free) {
		m.unlockSlow()
	}
}

// lockSlow waits for m in its queue. Who is woken competes with those who come
// by, and when it has lost for a millisecond it is starving: the next Unlock
// then gives it the lock instead of freeing it.
func (m *Mutex) lockSlow() {
	q := queueOf(&m.mu)
	w := newWaiter("sync.Mutex.Lock", &m.mu, &m.mu.sema)
	for {
		q.Lock()
		if atomic.SwapInt32(&m.mu.state, contended) == free {
			q.Unlock()
			break
		}
		q.pushMutex(w)
		q.Unlock()
		if w.wait() {
			if w.granted {
				break
			}
			continue
		}
		q.Lock()
		switch {
		case q.remove(w):
		case w.granted:
			m.release(q)
		default:
			m.passOn(q)
		}
		q.Unlock()
		w.stop()
	}
	w.free()
}

func (m *Mutex) unlockSlow() {
	q := queueOf(&m.mu)
	q.Lock()
	defer q.Unlock()
	if atomic.LoadInt32(&m.mu.state) == free {
		panic("sync: unlock of unlocked mutex")
	}
	m.release(q)
}

// release gives the lock up under the lock of the queue: to a starving waiter,
// or to whoever comes first, of which the longest waiter is told.
func (m *Mutex) release(q *queue) {
	w := q.take(unsafe.Pointer(&m.mu), anyKind)
	if w != nil && w.starving {
		w.grant()
		return
	}
	atomic.StoreInt32(&m.mu.state, free)
	if w != nil {
		w.wake()
	}
}

// passOn tells the next waiter of a wake-up that its receiver did not use.
func (m *Mutex) passOn(q *queue) {
	if !q.has(unsafe.Pointer(&m.mu), anyKind) {
		return
	}
	if atomic.SwapInt32(&m.mu.state, contended) == free {
		m.release(q)
	}
}

// holder is what identifies the calling goroutine's cell in a lock.
func holder() uint32 {
	if c := hooks.Current(); c != nil {
		return uint32(c.ID())
	}
	return 0
}

// Once is sync.Once for cells. The zero value has not been done.
type Once struct {
	_    noCopy
	done atomic.Bool
	m    Mutex
}

// Do calls f if and only if it is called for the first time on o. It returns
// when the first call has, and f counts as called when it panics.
func (o *Once) Do(f func()) {
	if o.done.Load() {
		return
	}
	o.m.Lock()
	defer o.m.Unlock()
	if !o.done.Load() {
		defer o.done.Store(true)
		f()
	}
}

// OnceFunc returns a function that calls f at its first call. If f panics, every
// call panics with the same value.
func OnceFunc(f func()) func() {
	var (
		once  Once
		valid bool
		cause any
	)
	call := func() {
		defer func() {
			f = nil
			if !valid {
				cause = recover()
				panic(cause)
			}
		}()
		f()
		valid = true
	}
	return func() {
		once.Do(call)
		if !valid {
			panic(cause)
		}
	}
}
