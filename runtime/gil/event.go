package gil

import "time"

// An event is something that happens to a thread at a time. Events at the same
// time happen in the order in which they were planned.
type event struct {
	at     time.Duration
	seq    uint64
	thread *Thread
	token  uint32 // the event is void unless the thread still has this token (or stint)
	kind   eventKind
}

type eventKind uint8

const (
	evRunnable eventKind = iota // wants a core
	evPlaced                    // has got one
	evQuantum                   // has had it for long enough
	evBurst                     // has done what it had to do on it
	evCheck                     // looks at the eval breaker, or its ticks are used up
	evRetry                     // has released the old GIL and tries to get it again
	evFight                     // was woken for the old GIL in vain and tries again
	evTimeout                   // has waited for the new GIL for a switch interval
	evDone                      // its device has answered, its sleep is over
)

// events is a binary heap. It is written out because container/heap would
// allocate for every event.
type events []event

// void reports whether what was planned is no longer to happen.
func (e event) void() bool {
	if e.kind == evQuantum {
		return e.token != e.thread.stint
	}
	return e.token != e.thread.token
}

func (a event) before(b event) bool {
	return a.at < b.at || a.at == b.at && a.seq < b.seq
}

func (q *events) push(e event) {
	h := append(*q, e)
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !e.before(h[up]) {
			break
		}
		h[i] = h[up]
		i = up
	}
	h[i] = e
	*q = h
}

func (q *events) pop() event {
	h := *q
	top := h[0]
	last := h[len(h)-1]
	h[len(h)-1].thread = nil
	h = h[:len(h)-1]
	*q = h
	if len(h) == 0 {
		return top
	}
	i := 0
	for {
		down := 2*i + 1
		if down >= len(h) {
			break
		}
		if r := down + 1; r < len(h) && h[r].before(h[down]) {
			down = r
		}
		if !h[down].before(last) {
			break
		}
		h[i] = h[down]
		i = down
	}
	h[i] = last
	return top
}
