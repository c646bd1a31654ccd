// Package event is where helpers say what they do, for package timeline to
// draw: spans of time in lanes, messages between lanes, moments.
//
// When nobody records, [On] is one atomic load and everything else returns at
// once; a helper asks On before it makes names or takes the time:
//
//	if event.On() {
//		defer event.Span(worker, event.Running, label, time.Now())
//	}
//
// A lane is a name, such as "worker 2" or "loop". Events belong to the cell that
// the calling goroutine runs for.
//
// Any number of goroutines may call all functions. Recorders are called on the
// goroutine of the helper and have to be quick; there are no other goroutines.
package event

import (
	"sync"
	"sync/atomic"
	"time"

	"interleave/runtime/cell"
)

// State is what a lane was doing.
type State int

// The states.
const (
	Running  State = iota // at work
	Runnable              // could work, waits for its turn: in a queue
	Blocked               // waits for somebody: a lock, a channel, a future
	Waiting               // waits for a device, the network or time
	Idle                  // has nothing to do
)

// Outcome is the meaning of a moment.
type Outcome int

// The outcomes.
const (
	Plain     Outcome = iota // something happened
	Succeeded                // work ended well
	Failed                   // work ended with an error or a panic
	Cancelled                // work was given up
	Settled                  // a promise was settled, a winner was found
	Notified                 // a callback was called
)

// Event is one of a span, a message and a moment.
type Event struct {
	Cell     int // number of the cell, 0 in a program
	Lane     string
	To       string // of a message: the lane that gets it
	State    State
	Outcome  Outcome
	Label    string
	From, At time.Time // of a moment both are the same
	Kind     Kind
}

// Kind tells the events apart.
type Kind int

// The kinds.
const (
	SpanKind Kind = iota
	MessageKind
	MomentKind
)

var (
	mu        sync.Mutex // guards changes of recorders
	recorders atomic.Pointer[[]*func(Event)]
)

// On reports whether anybody records.
func On() bool { return recorders.Load() != nil }

// Span says that a lane was in a state from a time until now.
func Span(lane string, state State, label string, from time.Time) {
	emit(Event{Kind: SpanKind, Lane: lane, State: state, Label: label, From: from})
}

// Message says that something sent by one lane at a time has reached another
// one now.
func Message(lane, to, label string, sent time.Time) {
	emit(Event{Kind: MessageKind, Lane: lane, To: to, Label: label, From: sent})
}

// Moment says that something has happened on a lane just now.
func Moment(lane string, outcome Outcome, label string) {
	emit(Event{Kind: MomentKind, Lane: lane, Outcome: outcome, Label: label})
}

func emit(e Event) {
	rs := recorders.Load()
	if rs == nil {
		return
	}
	e.At = time.Now()
	if e.Kind == MomentKind {
		e.From = e.At
	}
	e.Cell = cell.Number()
	for _, r := range *rs {
		(*r)(e)
	}
}

// Record has f called with every event until stop is called; calls that are
// under way may still come after that. f is called by any number of goroutines
// at a time.
func Record(f func(Event)) (stop func()) {
	r := &f
	change(func(rs []*func(Event)) []*func(Event) { return append(rs, r) })
	return sync.OnceFunc(func() {
		change(func(rs []*func(Event)) []*func(Event) {
			var left []*func(Event)
			for _, o := range rs {
				if o != r {
					left = append(left, o)
				}
			}
			return left
		})
	})
}

// change replaces the list: those who read it keep the old one.
func change(f func([]*func(Event)) []*func(Event)) {
	mu.Lock()
	defer mu.Unlock()
	var rs []*func(Event)
	if old := recorders.Load(); old != nil {
		rs = append(rs, *old...)
	}
	if rs = f(rs); len(rs) == 0 {
		recorders.Store(nil)
		return
	}
	recorders.Store(&rs)
}
