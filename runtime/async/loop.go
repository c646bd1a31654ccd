package async

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/event"
)

// Loop is an event loop: one goroutine, the one that calls [Loop.Run], calls
// what others post, one function at a time, in the order in which it was
// posted. A function that takes long keeps all others waiting; [Loop.Stats]
// shows for how long.
//
// A Loop is an [Executor]: a callback that is registered with it is called by
// it, and keeps it running until then.
type Loop struct {
	// mu guards the rest. wake has one place: whoever adds work leaves a token,
	// and only Run waits for it.
	mu      sync.Mutex
	wake    chan struct{}
	name    string
	queue   []turn
	held    int // operations and timers that will post something
	running bool
	stopped bool
	stats   LoopStats
	lags    time.Duration // sum
	turns   []Turn
}

type turn struct {
	f      func()
	queued time.Time
}

// Turn is one function that a loop called.
type Turn struct {
	Queued, Start, End time.Time
}

// Lag is how long the function waited for its turn.
func (t Turn) Lag() time.Duration { return t.Start.Sub(t.Queued) }

// LoopStats are what a loop did since it was made.
type LoopStats struct {
	Turns   int           // functions called
	Busy    time.Duration // time spent in them
	Longest time.Duration // the longest of them
	MaxLag  time.Duration // the longest wait between Post and the call
	MeanLag time.Duration
}

// maxTurns bounds what Turns remembers.
const maxTurns = 10_000

// NewLoop returns a loop with nothing to do.
func NewLoop() *Loop { return &Loop{wake: make(chan struct{}, 1), name: "main loop"} }

// Post adds f to the queue. Any goroutine may call it, the functions that the
// loop calls included. It never waits.
func (l *Loop) Post(f func()) {
	if f == nil {
		panic("async: Post of a nil function")
	}
	l.mu.Lock()
	l.queue = append(l.queue, turn{f, time.Now()})
	l.mu.Unlock()
	l.poke()
}

// After posts f once d has passed. The loop runs at least until then. stop
// takes it back; it reports false when f was posted before.
func (l *Loop) After(d time.Duration, f func()) (stop func() bool) {
	if f == nil {
		panic("async: After of a nil function")
	}
	release := l.Hold()
	timer := time.AfterFunc(d, func() {
		l.Post(f)
		release()
	})
	return func() bool {
		if !timer.Stop() {
			return false
		}
		release()
		return true
	}
}

// Hold keeps the loop running although its queue is empty, for something that
// will be posted; release ends that. Only the first call of release counts.
func (l *Loop) Hold() (release func()) {
	l.mu.Lock()
	l.held++
	l.mu.Unlock()
	return sync.OnceFunc(func() {
		l.mu.Lock()
		l.held--
		l.mu.Unlock()
		l.poke()
	})
}

// Stop makes Run return after the current function. What is queued stays for
// the next Run.
func (l *Loop) Stop() {
	l.mu.Lock()
	l.stopped = true
	l.mu.Unlock()
	l.poke()
}

func (l *Loop) poke() {
	select {
	case l.wake <- struct{}{}:
	default: // there is a token already
	}
}

// Run calls what is posted until the queue is empty and nothing is expected any
// more: no timer, no callback that is still to come, no Hold. It returns early
// after Stop, and with an error when the cell is interrupted. A panic of a
// function ends Run and is the caller's; the next Run goes on behind it.
func (l *Loop) Run() error { return l.run(true) }

// RunOnce calls what is in the queue now and returns without waiting.
func (l *Loop) RunOnce() error { return l.run(false) }

func (l *Loop) run(wait bool) error {
	l.mu.Lock()
	if l.running {
		l.mu.Unlock()
		return fmt.Errorf("async: the loop is running already; one goroutine runs a loop, and not from inside of it")
	}
	l.running, l.stopped = true, false
	ready := len(l.queue)
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		l.running = false
		l.mu.Unlock()
	}()
	defer enter(l.name)()
	of := cell.Context()
	for n := 0; wait || n < ready; n++ {
		t, ok, err := l.next(of)
		if !ok {
			return err
		}
		l.turn(t)
	}
	return nil
}

// next waits for the next function; ok is false when there is none to come.
func (l *Loop) next(of context.Context) (t turn, ok bool, err error) {
	for {
		l.mu.Lock()
		done := l.stopped || len(l.queue) == 0 && l.held == 0
		if !done && len(l.queue) > 0 {
			t = l.queue[0]
			l.queue = l.queue[1:]
			l.mu.Unlock()
			return t, true, nil
		}
		l.mu.Unlock()
		if done {
			return turn{}, false, nil
		}
		select {
		case <-l.wake:
		case <-of.Done():
			return turn{}, false, context.Cause(of)
		}
	}
}

func (l *Loop) turn(t turn) {
	start := time.Now()
	if event.On() {
		told := event.Work(l.name, "turn")
		defer func() {
			told()
			event.Message("queue of the "+l.name, l.name, "turn", t.queued)
		}()
	}
	defer func() { // also when f panics
		end := time.Now()
		l.mu.Lock()
		defer l.mu.Unlock()
		lag := start.Sub(t.queued)
		l.stats.Turns++
		l.stats.Busy += end.Sub(start)
		l.stats.Longest = max(l.stats.Longest, end.Sub(start))
		l.stats.MaxLag = max(l.stats.MaxLag, lag)
		l.lags += lag
		if len(l.turns) < maxTurns {
			l.turns = append(l.turns, Turn{t.queued, start, end})
		}
	}()
	t.f()
}

// Stats says what the loop did so far.
func (l *Loop) Stats() LoopStats {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.stats
	if s.Turns > 0 {
		s.MeanLag = l.lags / time.Duration(s.Turns)
	}
	return s
}

// Turns are the functions that the loop called, in order; the first 10 000 of
// them.
func (l *Loop) Turns() []Turn {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.turns)
}
