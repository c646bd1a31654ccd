package exectrace

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	xtrace "golang.org/x/exp/trace"
)

// Trace is a piece of work. Times count from its begin.
type Trace struct {
	Goroutines []*Goroutine // the one that did the work first, then by birth
	Wakes      []Wake
	Length     time.Duration
}

// Goroutine is one of the goroutines.
type Goroutine struct {
	ID       uint64
	Parent   int    // index in Goroutines, -1 for the first
	Function string // with which it began, "" if not known
	Born     time.Duration
	Died     time.Duration // the trace's end if it lived on
	Ended    bool
	Spans    []Span
}

// Span is a time that a goroutine spent in one state.
type Span struct {
	From, To time.Duration
	State    State
	Why      string // of waiting: "chan receive", "Mutex", "sleep" and so on
}

// Wake is a moment at which one goroutine made another one runnable that had
// waited. From is -1 when the waker is the runtime or not one of the trace.
type Wake struct {
	At       time.Duration
	From, To int // indexes in Goroutines
	Why      string
}

// reader goes through the events once.
type reader struct {
	all        map[xtrace.GoID]*goroutine
	root       xtrace.GoID
	begin, end xtrace.Time
	begun      bool
	over       bool
	wakes      []wake
}

type goroutine struct {
	id, parent xtrace.GoID
	function   string
	known      bool // its birth was seen
	born       xtrace.Time
	died       xtrace.Time // 0 while it lives
	since      xtrace.Time
	state      State
	why        string
	spans      []span
}

type span struct {
	from, to xtrace.Time
	state    State
	why      string
}

type wake struct {
	at       xtrace.Time
	from, to xtrace.GoID
	why      string
}

func read(in io.Reader) (*Trace, error) {
	events, err := xtrace.NewReader(in)
	if err != nil {
		return nil, fmt.Errorf("read the execution trace: %w", err)
	}
	r := &reader{all: map[xtrace.GoID]*goroutine{}}
	for {
		ev, err := events.ReadEvent()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read the execution trace: %w", err)
		}
		r.event(ev)
	}
	if !r.begun || !r.over {
		return nil, errors.New("read the execution trace: the marks of the traced work are missing")
	}
	return r.trace(), nil
}

func (r *reader) event(ev xtrace.Event) {
	switch ev.Kind() {
	case xtrace.EventLog:
		if l := ev.Log(); l.Category == category {
			switch {
			case l.Message == "begin" && !r.begun:
				r.begun, r.root, r.begin = true, ev.Goroutine(), ev.Time()
			case l.Message == "end" && ev.Goroutine() == r.root:
				r.over, r.end = true, ev.Time()
			}
		}
	case xtrace.EventStateTransition:
		if t := ev.StateTransition(); t.Resource.Kind == xtrace.ResourceGoroutine && !r.over {
			r.transition(ev, t)
		}
	}
}

func (r *reader) transition(ev xtrace.Event, t xtrace.StateTransition) {
	id := t.Resource.Goroutine()
	from, to := t.Goroutine()
	g := r.all[id]
	if g == nil {
		g = &goroutine{id: id, parent: xtrace.NoGoroutine, born: ev.Time()}
		r.all[id] = g
	}
	if from == xtrace.GoNotExist && to != xtrace.GoNotExist {
		g.known, g.parent = true, ev.Goroutine()
		for f := range t.Stack.Frames() { // of the new goroutine: its first function is last
			g.function = f.Func
		}
	}
	if g.state != none {
		g.spans = append(g.spans, span{g.since, ev.Time(), g.state, g.why})
	}
	if g.state == waiting && to == xtrace.GoRunnable && r.begun {
		r.wakes = append(r.wakes, wake{ev.Time(), ev.Goroutine(), id, g.why})
	}
	g.since, g.why = ev.Time(), ""
	switch to {
	case xtrace.GoRunning:
		g.state = Running
	case xtrace.GoRunnable:
		g.state = Runnable
	case xtrace.GoSyscall:
		g.state = System
	case xtrace.GoWaiting:
		g.state, g.why = waiting, why(t)
	case xtrace.GoNotExist:
		g.state, g.died = none, ev.Time()
	default:
		g.state = none
	}
}

// trace keeps the descendants of the root that were born after the begin.
func (r *reader) trace() *Trace {
	var kept []*goroutine
	index := map[xtrace.GoID]int{}
	for _, g := range r.all {
		if g.id == r.root || r.descends(g) {
			kept = append(kept, g)
		}
	}
	slices.SortFunc(kept, func(a, b *goroutine) int {
		switch {
		case a.id == r.root:
			return -1
		case b.id == r.root:
			return 1
		case a.born != b.born:
			return int(a.born - b.born)
		}
		return int(a.id) - int(b.id)
	})
	for i, g := range kept {
		index[g.id] = i
	}
	out := &Trace{Length: r.since(r.end)}
	for _, g := range kept {
		out.Goroutines = append(out.Goroutines, r.goroutine(g, index))
	}
	for _, w := range r.wakes {
		to, ok := index[w.to]
		if !ok {
			continue
		}
		from, ok := index[w.from]
		if !ok {
			from = -1
		}
		out.Wakes = append(out.Wakes, Wake{r.since(w.at), from, to, w.why})
	}
	return out
}

// descends follows the parents of g up to the root. All on the way have to be
// born in the traced time and be no part of the runtime.
func (r *reader) descends(g *goroutine) bool {
	for range len(r.all) {
		switch {
		case g.id == r.root:
			return true
		case !g.known || g.born < r.begin || ofRuntime(g.function):
			return false
		}
		if g = r.all[g.parent]; g == nil {
			return false
		}
	}
	return false
}

func (r *reader) since(t xtrace.Time) time.Duration {
	return max(0, time.Duration(min(t, r.end)-r.begin))
}

func (r *reader) goroutine(g *goroutine, index map[xtrace.GoID]int) *Goroutine {
	out := &Goroutine{ID: uint64(g.id), Parent: -1, Function: g.function, Born: r.since(g.born), Died: r.since(r.end)}
	if i, ok := index[g.parent]; ok && g.id != r.root {
		out.Parent = i
	}
	if g.died != 0 {
		out.Died, out.Ended = r.since(g.died), true
	}
	if g.state != none {
		g.spans = append(g.spans, span{g.since, r.end, g.state, g.why})
	}
	for _, s := range g.spans {
		if s.to <= r.begin {
			continue
		}
		state, why := s.state, s.why
		if state == waiting {
			state = stateOf(why)
		}
		out.Spans = append(out.Spans, Span{r.since(s.from), r.since(s.to), state, why})
	}
	return out
}
