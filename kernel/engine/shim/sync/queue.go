package sync

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"interleave/kernel/engine/hooks"
)

// starvation is how long a waiter for a Mutex competes before the lock is kept
// for it; the Go runtime takes the same time.
const starvation = time.Millisecond

// kind tells apart those who wait at one address for different things.
type kind uint8

const (
	anyKind kind = iota
	reader
	writer
)

// waiter is a goroutine that waits. It belongs to its goroutine; while it is
// queued its fields are guarded by the queue's lock.
type waiter struct {
	op   string         // the call, as in sync.Mutex.Lock
	at   unsafe.Pointer // the word that the queue is keyed by
	held *uint32        // where the holder is noted, or nil
	cell *hooks.Cell
	from time.Time
	kind kind

	queued     bool
	again      bool // it was queued before and woken in vain
	granted    bool // it was given what it waits for
	broadcast  bool // it was woken with all others
	starving   bool
	prev, next *waiter

	// woken has room for one token, so that waking never blocks.
	woken chan struct{}
	// deaf is set when the goroutine's cell was stopped and it could not be
	// ended, so that it waits on without asking again.
	deaf bool
}

var waiters = sync.Pool{New: func() any { return &waiter{woken: make(chan struct{}, 1)} }}

func newWaiter[T any](op string, at *T, held *uint32) *waiter {
	cell := hooks.Current()
	var w *waiter
	if cell.InBubble() { // its channel is of use there only
		w = &waiter{woken: make(chan struct{}, 1)}
	} else {
		w = waiters.Get().(*waiter)
	}
	*w = waiter{op: op, at: unsafe.Pointer(at), held: held, cell: cell, from: time.Now(), woken: w.woken}
	return w
}

// free gives w back. It must not be queued and must have taken its token.
func (w *waiter) free() {
	if w.cell.InBubble() {
		return
	}
	*w = waiter{woken: w.woken}
	waiters.Put(w)
}

// wait blocks until w is woken. It is false when the goroutine's cell was
// stopped first; then the caller takes w out of the queue, or hands on what it
// was given, and calls stop.
func (w *waiter) wait() bool {
	if w.deaf {
		<-w.woken
		return true
	}
	select {
	case <-w.woken:
		return true
	case <-hooks.Done():
		return false
	}
}

// stop ends the goroutine, whose cell was stopped. When it can't (its deferred
// code runs already) it returns, and w is as new.
func (w *waiter) stop() {
	hooks.Check()
	select {
	case <-w.woken:
	default:
	}
	w.granted, w.broadcast, w.deaf = false, false, true
}

// wake tells w to look again; grant says that it has what it waits for. Both
// under the queue's lock, after w was taken out.
func (w *waiter) wake() { w.woken <- struct{}{} }

func (w *waiter) grant() {
	w.granted = true
	w.wake()
}

// queue is one shard of the table of all that wait. Its lock is held for a few
// instructions at a time, never while anything waits or cells' code runs.
type queue struct {
	sync.Mutex
	lines map[unsafe.Pointer]*list
	_     [40]byte // keep neighbours out of each other's cache lines
}

// list is a doubly linked list of waiters at one address, first come first.
type list struct{ head, tail *waiter }

var table [64]queue

func queueOf[T any](at *T) *queue {
	p := uintptr(unsafe.Pointer(at))
	return &table[(p>>3^p>>9)%uintptr(len(table))]
}

// push queues w as the last, or as the first.
func (q *queue) push(w *waiter, first bool) {
	l := q.lines[w.at]
	if l == nil {
		if q.lines == nil {
			q.lines = map[unsafe.Pointer]*list{}
		}
		l = &list{}
		q.lines[w.at] = l
	}
	w.queued = true
	switch {
	case l.head == nil:
		l.head, l.tail = w, w
	case first:
		w.next, l.head.prev, l.head = l.head, w, w
	default:
		w.prev, l.tail.next, l.tail = l.tail, w, w
	}
}

// pushMutex queues a waiter for a Mutex: one that was woken in vain goes to the
// front again.
func (q *queue) pushMutex(w *waiter) {
	if w.again && time.Since(w.from) > starvation {
		w.starving = true
	}
	q.push(w, w.again)
	w.again = true
}

// remove takes w out; it is false if w was taken out before.
func (q *queue) remove(w *waiter) bool {
	if !w.queued {
		return false
	}
	l := q.lines[w.at]
	if w.prev != nil {
		w.prev.next = w.next
	} else {
		l.head = w.next
	}
	if w.next != nil {
		w.next.prev = w.prev
	} else {
		l.tail = w.prev
	}
	w.prev, w.next, w.queued = nil, nil, false
	if l.head == nil {
		delete(q.lines, w.at)
	}
	return true
}

// first is the first waiter of a kind at an address, or nil.
func (q *queue) first(at unsafe.Pointer, k kind) *waiter {
	l := q.lines[at]
	if l == nil {
		return nil
	}
	for w := l.head; w != nil; w = w.next {
		if k == anyKind || w.kind == k {
			return w
		}
	}
	return nil
}

func (q *queue) has(at unsafe.Pointer, k kind) bool { return q.first(at, k) != nil }

// take takes the first waiter of a kind out, if there is one.
func (q *queue) take(at unsafe.Pointer, k kind) *waiter {
	w := q.first(at, k)
	if w != nil {
		q.remove(w)
	}
	return w
}

// Wait is a goroutine that waits in this package.
type Wait struct {
	Op    string      // the call, as in sync.Mutex.Lock
	On    uintptr     // the address of what it waits for
	Cell  *hooks.Cell // the waiting goroutine's cell, nil: none
	Since time.Time
	// Holder is the number of the cell that holds the Mutex, or the RWMutex for
	// writing, modulo 2^32; 0 when that is not known.
	Holder uint32
}

// Waits lists the goroutines that wait now, longest first. The list is of no
// single moment: goroutines come and go while it is made.
func Waits() []Wait {
	var all []Wait
	for i := range table {
		q := &table[i]
		q.Lock()
		for at, l := range q.lines {
			for w := l.head; w != nil; w = w.next {
				wait := Wait{Op: w.op, On: uintptr(at), Cell: w.cell, Since: w.from}
				if w.held != nil {
					wait.Holder = atomic.LoadUint32(w.held)
				}
				all = append(all, wait)
			}
		}
		q.Unlock()
	}
	slices.SortFunc(all, func(a, b Wait) int { return a.Since.Compare(b.Since) })
	return all
}
