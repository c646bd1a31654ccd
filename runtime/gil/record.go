package gil

import (
	"fmt"
	"time"
)

// State is what a thread is doing.
type State int

const (
	Running  State = iota // runs bytecode; with the GIL, if there is one
	Native                // runs native code and keeps the GIL
	NoGIL                 // runs native code without the GIL
	WaitGIL               // waits for the GIL, asleep or waking up
	Fighting              // is awake, tries to get the old GIL and wastes a core
	Runnable              // could run, but has no core
	Blocked               // waits for a device or sleeps
	WaitLock              // waits for a Mutex or for another thread's end
	Ended
	numStates
)

var stateNames = [...]string{"bytecode", "native", "native, no GIL", "waits for the GIL", "fights for the GIL", "waits for a core", "IO, sleep", "waits for a lock", "ended"}

// String is the value in words.
func (s State) String() string {
	if s < 0 || int(s) >= len(stateNames) {
		return fmt.Sprintf("State(%d)", int(s))
	}
	return stateNames[s]
}

// A Span is a time in which a thread was in one state.
type Span struct {
	Thread   int // index in Result.Threads
	State    State
	From, To time.Duration
}

// A Hold is a time in which a thread had the GIL without a break.
type Hold struct {
	Thread   int // index in Result.Threads
	From, To time.Duration
}

// maxSpans bounds what pictures are made of: about 32 MB, some minutes of the
// old GIL. Statistics go on without bound.
const maxSpans = 1 << 20

// recorder notes what happens in a run.
type recorder struct {
	vm        *VM
	spans     []Span
	allHolds  []Hold
	truncated time.Duration // spans and holds end here; 0: they are complete

	running      int // threads that run bytecode now
	runningSince time.Duration
	overlap      time.Duration // time in which at least two did
}

func (r *recorder) begin(vm *VM) { r.vm = vm }

// start begins the record of a thread.
func (r *recorder) start(t *Thread) {
	t.state, t.stateSince = Runnable, r.vm.now
}

// enter notes that t is in state s from now on.
func (r *recorder) enter(t *Thread, s State) {
	if t.state != s {
		r.enterAt(t, s, r.vm.now)
	}
}

// enterAt is enter for a time that may have passed already, as long as no
// thread has begun or ended to run bytecode since.
func (r *recorder) enterAt(t *Thread, s State, at time.Duration) {
	r.leave(t, at)
	if t.state == Running || s == Running {
		r.countRunning(at)
		if s == Running {
			r.running++
		} else {
			r.running--
		}
	}
	t.state, t.stateSince = s, at
}

// leave ends what t did until then.
func (r *recorder) leave(t *Thread, at time.Duration) {
	d := at - t.stateSince
	if d <= 0 || t.state == Ended {
		return
	}
	t.times[t.state] += d
	if len(r.spans) < maxSpans {
		r.spans = append(r.spans, Span{t.id, t.state, t.stateSince, at})
	} else if r.truncated == 0 {
		r.truncated = at
	}
}

func (r *recorder) countRunning(at time.Duration) {
	if r.running > 1 {
		r.overlap += at - r.runningSince
	}
	r.runningSince = at
}

func (r *recorder) hold(t *Thread, from, to time.Duration) {
	if to <= from {
		return
	}
	t.held += to - from
	if len(r.allHolds) < maxSpans {
		r.allHolds = append(r.allHolds, Hold{t.id, from, to})
	}
}

// end closes what is open when the simulation is over.
func (r *recorder) end() {
	r.countRunning(r.vm.now)
	for _, t := range r.vm.threads {
		if t.exited == nil {
			continue
		}
		r.leave(t, r.vm.now)
		if t.core >= 0 {
			t.cpu += r.vm.now - t.onCoreSince
		}
	}
	seen := map[*globalLock]bool{}
	for _, in := range r.vm.interpreters {
		if l := in.gil; !seen[l] && l.last != nil {
			seen[l] = true
			if l.owner != nil {
				l.released = r.vm.now
			}
			r.hold(l.last, l.since, l.released)
		}
	}
}
