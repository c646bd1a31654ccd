package timeline

import (
	"sync"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/event"
	"interleave/runtime/internal/exectrace"
)

// most is how many events a recording keeps. Later ones are counted.
const most = 1_000_000

// Recorder collects what helpers tell, for the cell that started it, and what
// its own methods are told. Start makes one. Any number of goroutines may use
// it.
type Recorder struct {
	began time.Time
	cell  int
	stop  func()

	mu     sync.Mutex // guards the rest
	events []event.Event
	lost   int
	done   bool
}

// Start begins a recording. It lasts until Stop.
func Start() *Recorder {
	r := &Recorder{began: time.Now(), cell: cell.Number()}
	r.stop = event.Record(func(e event.Event) {
		if e.Cell == r.cell {
			r.add(e)
		}
	})
	return r
}

func (r *Recorder) add(e event.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.done:
	case len(r.events) == most:
		r.lost++
	default:
		r.events = append(r.events, e)
	}
}

// Span marks that a lane works on something from now until the function that
// it returns is called.
//
//	defer r.Span("main", "sum")()
func (r *Recorder) Span(lane, label string) (end func()) {
	from := time.Now()
	return func() {
		r.add(event.Event{Kind: event.SpanKind, Lane: lane, State: event.Running, Label: label, From: from, At: time.Now()})
	}
}

// Wait is Span for a time in which the lane waits.
func (r *Recorder) Wait(lane, label string) (end func()) {
	from := time.Now()
	return func() {
		r.add(event.Event{Kind: event.SpanKind, Lane: lane, State: event.Blocked, Label: label, From: from, At: time.Now()})
	}
}

// Mark marks a moment on a lane.
func (r *Recorder) Mark(lane, label string) {
	now := time.Now()
	r.add(event.Event{Kind: event.MomentKind, Lane: lane, Label: label, From: now, At: now})
}

// Send marks that a lane sends something to another one; the function that it
// returns is called when it has arrived, and does nothing a second time.
func (r *Recorder) Send(lane, to, label string) (arrived func()) {
	from := time.Now()
	return sync.OnceFunc(func() {
		r.add(event.Event{Kind: event.MessageKind, Lane: lane, To: to, Label: label, From: from, At: time.Now()})
	})
}

// Stop ends the recording and returns what it has. Called again it returns the
// same.
func (r *Recorder) Stop() *Timeline {
	r.stop()
	r.mu.Lock()
	r.done = true
	events, lost := r.events, r.lost
	r.mu.Unlock()
	tl := &Timeline{lost: lost}
	tl.addEvents(events, r.began)
	return tl
}

// Record runs f and returns what the helpers that it used did. A nil f panics.
func Record(f func()) *Timeline {
	if f == nil {
		panic("timeline.Record: the function is nil")
	}
	r := Start()
	defer r.stop()
	f()
	return r.Stop()
}

// Trace runs f under the execution tracer and returns what the calling
// goroutine, those that f started and the helpers did. It fails, without
// running f, when the process is traced already; and, after f has run, when
// there was more than 128 MB to record. A nil f panics; a panic of f goes on
// when the tracer has stopped.
func Trace(f func()) (*Timeline, error) { return traced("Trace", f, false) }

// TraceStarted is Trace without the calling goroutine, for callers that only
// wait for what they start.
func TraceStarted(f func()) (*Timeline, error) { return traced("TraceStarted", f, true) }

func traced(who string, f func(), withoutCaller bool) (*Timeline, error) {
	if f == nil {
		panic("timeline." + who + ": the function is nil")
	}
	r := Start()
	defer r.stop()
	tr, err := exectrace.Run(f)
	if err != nil {
		return nil, err
	}
	tl := r.Stop()
	tl.addTrace(tr, withoutCaller)
	return tl, nil
}
