package sync

import (
	"sync/atomic"
	"unsafe"
)

// An RWMutex is sync.RWMutex for cells: any number of readers or one writer hold
// it. The zero value is unlocked. A writer that waits keeps new readers out, and
// readers that wait when a writer unlocks go before the next writer, so neither
// starves the other.
type RWMutex struct {
	//lint:ignore U1000 it is there for the size and the print
	w         Mutex
	writerSem uint32 // the low bits of the number of the cell that writes
	//lint:ignore U1000 it is there for the size and the print
	readerSem   uint32
	readerCount atomic.Int32
	//lint:ignore U1000 it is there for the size and the print
	readerWait atomic.Int32
}

// The word readerCount counts readers and has two marks. While isQueued is set,
// readers and writers that can't have the lock at once are in the queue, every
// change is made under the queue's lock, and the lock is handed over.
const (
	isWritten int32 = 1 << 30
	isQueued  int32 = 1 << 29
	readers         = isQueued - 1
)

// RLock locks rw for reading.
func (rw *RWMutex) RLock() {
	for {
		s := rw.readerCount.Load()
		if s&^readers != 0 {
			rw.slow(reader, "sync.RWMutex.RLock")
			return
		}
		if rw.readerCount.CompareAndSwap(s, s+1) {
			return
		}
	}
}

// TryRLock locks rw for reading if no writer holds it or waits for it, and
// reports whether it did.
func (rw *RWMutex) TryRLock() bool {
	for {
		s := rw.readerCount.Load()
		if s&^readers != 0 {
			return false
		}
		if rw.readerCount.CompareAndSwap(s, s+1) {
			return true
		}
	}
}

// RUnlock undoes one RLock. It panics if rw is not locked for reading.
func (rw *RWMutex) RUnlock() {
	for {
		s := rw.readerCount.Load()
		switch {
		case s&readers == 0:
			panic("sync: RUnlock of unlocked RWMutex")
		case s&isQueued != 0:
			q := queueOf(&rw.readerCount)
			q.Lock()
			defer q.Unlock()
			rw.leave(q)
			return
		case rw.readerCount.CompareAndSwap(s, s-1):
			return
		}
	}
}

// Lock locks rw for writing.
func (rw *RWMutex) Lock() {
	if !rw.readerCount.CompareAndSwap(0, isWritten) {
		rw.slow(writer, "sync.RWMutex.Lock")
	}
	atomic.StoreUint32(&rw.writerSem, holder())
}

// TryLock locks rw for writing if nobody holds it, and reports whether it did.
func (rw *RWMutex) TryLock() bool {
	if !rw.readerCount.CompareAndSwap(0, isWritten) {
		return false
	}
	atomic.StoreUint32(&rw.writerSem, holder())
	return true
}

// Unlock unlocks rw for writing. It panics if rw is not locked for writing.
func (rw *RWMutex) Unlock() {
	atomic.StoreUint32(&rw.writerSem, 0)
	if rw.readerCount.CompareAndSwap(isWritten, 0) {
		return
	}
	q := queueOf(&rw.readerCount)
	q.Lock()
	defer q.Unlock()
	if rw.readerCount.Load()&isWritten == 0 {
		panic("sync: Unlock of unlocked RWMutex")
	}
	rw.endWrite(q)
}

// RLocker is a Locker whose Lock and Unlock are RLock and RUnlock.
func (rw *RWMutex) RLocker() Locker { return (*rlocker)(rw) }

type rlocker RWMutex

func (r *rlocker) Lock()   { (*RWMutex)(r).RLock() }
func (r *rlocker) Unlock() { (*RWMutex)(r).RUnlock() }

// slow takes the lock under the queue's lock, or waits until it is handed over.
func (rw *RWMutex) slow(k kind, op string) {
	q := queueOf(&rw.readerCount)
	w := newWaiter(op, &rw.readerCount, &rw.writerSem)
	w.kind = k
	for {
		q.Lock()
		got := rw.enter(q, k)
		if !got {
			q.push(w, false)
		}
		q.Unlock()
		if got || w.wait() {
			break
		}
		q.Lock()
		switch {
		case q.remove(w):
			rw.handOver(q, false)
		case k == reader:
			rw.leave(q)
		default:
			rw.endWrite(q)
		}
		q.Unlock()
		w.stop()
	}
	w.free()
}

// enter takes the lock, or sets isQueued and is false.
func (rw *RWMutex) enter(q *queue, k kind) bool {
	for {
		s := rw.readerCount.Load()
		to, got := s|isQueued, false
		switch {
		case k == writer && s == 0:
			to, got = isWritten, true
		case k == reader && s&isWritten == 0 && !q.has(rw.key(), writer):
			to, got = s+1, true
		}
		if rw.readerCount.CompareAndSwap(s, to) {
			return got
		}
	}
}

func (rw *RWMutex) key() unsafe.Pointer { return unsafe.Pointer(&rw.readerCount) }

func (rw *RWMutex) leave(q *queue) {
	if rw.readerCount.Add(-1)&readers == 0 {
		rw.handOver(q, false)
	}
}

func (rw *RWMutex) endWrite(q *queue) {
	rw.readerCount.And(^isWritten)
	rw.handOver(q, true)
}

// handOver gives the lock to those who wait, if it is free for them. After a
// writer it is the readers' turn.
func (rw *RWMutex) handOver(q *queue, afterWriter bool) {
	s := rw.readerCount.Load()
	switch {
	case s&isWritten != 0:
	case q.has(rw.key(), reader) && (afterWriter || !q.has(rw.key(), writer)):
		for w := q.take(rw.key(), reader); w != nil; w = q.take(rw.key(), reader) {
			rw.readerCount.Add(1)
			w.grant()
		}
	case s&readers == 0:
		if w := q.take(rw.key(), writer); w != nil {
			rw.readerCount.Or(isWritten)
			w.grant()
		}
	}
	if !q.has(rw.key(), anyKind) {
		rw.readerCount.And(^isQueued)
	}
}
