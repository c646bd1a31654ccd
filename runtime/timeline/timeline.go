package timeline

import (
	"fmt"
	"runtime"
	"slices"
	"sort"
	"time"

	"interleave/runtime/internal/event"
	"interleave/runtime/internal/exectrace"
)

// Timeline is a finished recording. It shows itself as the value of a cell; it
// does not change, and any number of goroutines may use it.
type Timeline struct {
	lanes      []lane
	messages   []message
	length     time.Duration
	traced     bool
	processors int // that Go code could use while it was traced
	lost       int // events that were too many to keep
}

type lane struct {
	name       string
	goroutine  bool
	spans      []span
	marks      []mark
	born, died time.Duration // of goroutines
}

type span struct {
	from, to time.Duration
	state    state
	label    string
}

type mark struct {
	at      time.Duration
	outcome event.Outcome
	label   string
}

type message struct {
	sent, arrived time.Duration
	from, to      int // lanes
	label         string
	birth         bool
}

// addEvents makes lanes of what helpers told, in the order of their first
// events.
func (t *Timeline) addEvents(events []event.Event, began time.Time) {
	at := map[string]int{}
	laneOf := func(name string) int {
		i, ok := at[name]
		if !ok {
			i = len(t.lanes)
			at[name] = i
			t.lanes = append(t.lanes, lane{name: name})
		}
		return i
	}
	slices.SortStableFunc(events, func(a, b event.Event) int { return a.From.Compare(b.From) })
	for _, e := range events {
		from, to := max(0, e.From.Sub(began)), max(0, e.At.Sub(began))
		t.length = max(t.length, to)
		l := laneOf(e.Lane)
		switch e.Kind {
		case event.SpanKind:
			t.lanes[l].spans = append(t.lanes[l].spans, span{from, to, helperStates[e.State], e.Label})
		case event.MessageKind:
			t.messages = append(t.messages, message{sent: from, arrived: to, from: l, to: laneOf(e.To), label: e.Label})
		case event.MomentKind:
			t.lanes[l].marks = append(t.lanes[l].marks, mark{to, e.Outcome, e.Label})
		}
	}
}

// addTrace makes lanes of goroutines.
func (t *Timeline) addTrace(tr *exectrace.Trace, withoutCaller bool) {
	t.traced, t.processors = true, runtime.GOMAXPROCS(0)
	t.length = max(t.length, tr.Length)
	first := len(t.lanes)
	skip := 0
	if withoutCaller {
		skip = 1
	}
	for i, g := range tr.Goroutines {
		if i < skip {
			continue
		}
		l := lane{goroutine: true, born: g.Born, died: g.Died}
		l.name = fmt.Sprintf("goroutine %d", i-skip)
		if i == skip {
			l.name = "main"
		}
		for _, s := range g.Spans {
			l.spans = append(l.spans, span{s.From, s.To, traceStates[s.State], s.Why})
		}
		t.lanes = append(t.lanes, l)
		if g.Parent >= skip && i > skip {
			t.messages = append(t.messages, message{sent: g.Born, arrived: g.Born, from: first + g.Parent - skip, to: first + i - skip, label: "go", birth: true})
		}
	}
	defer func() {
		if withoutCaller && len(tr.Goroutines) > 1 {
			t.crop(tr.Goroutines[1].Born)
		}
	}()
	for _, w := range tr.Wakes {
		if w.From >= skip && w.To >= skip && w.From != w.To {
			t.messages = append(t.messages, message{sent: w.At, arrived: w.At, from: first + w.From - skip, to: first + w.To - skip, label: w.Why})
		}
	}
}

// crop takes away the time before the first goroutine began and after the last
// one ended: the caller's own.
func (t *Timeline) crop(begin time.Duration) {
	var end time.Duration
	move := func(d *time.Duration) {
		*d = max(0, *d-begin)
		end = max(end, *d)
	}
	for i := range t.lanes {
		l := &t.lanes[i]
		if l.goroutine {
			move(&l.born)
			move(&l.died)
		}
		for k := range l.spans {
			move(&l.spans[k].from)
			move(&l.spans[k].to)
		}
		for k := range l.marks {
			move(&l.marks[k].at)
		}
	}
	for i := range t.messages {
		move(&t.messages[i].sent)
		move(&t.messages[i].arrived)
	}
	t.length = end
}

// Length is the recorded time.
func (t *Timeline) Length() time.Duration { return t.length }

// Lanes is how many lanes there are: goroutines, and lanes of helpers.
func (t *Timeline) Lanes() int { return len(t.lanes) }

// Goroutines is how many goroutines were traced; 0 in a recording by Record.
func (t *Timeline) Goroutines() int {
	n := 0
	for _, l := range t.lanes {
		if l.goroutine {
			n++
		}
	}
	return n
}

// Alive is the largest number of goroutines that existed at once: the measure
// of concurrency. Without a trace it is the largest number of lanes of helpers
// that were at something at once.
func (t *Timeline) Alive() int {
	highest := 0
	for _, s := range t.alive() {
		highest = max(highest, s.n)
	}
	return highest
}

// alive is how many were alive, in time.
func (t *Timeline) alive() []step {
	var from, to []time.Duration
	for _, l := range t.lanes {
		switch {
		case l.goroutine:
			from, to = append(from, l.born), append(to, l.died)
		case !t.traced && len(l.spans) > 0:
			from, to = append(from, l.spans[0].from), append(to, l.spans[len(l.spans)-1].to)
		}
	}
	return stairs(from, to)
}

// RunningAtOnce is how many goroutines ran at once, on average over the time in
// which at least one ran: the measure of parallelism. Without a trace it is that
// of the lanes of helpers. It is 0 if nothing ran.
func (t *Timeline) RunningAtOnce() float64 {
	var sum, any time.Duration
	steps := t.running()
	for i, s := range steps {
		if i+1 < len(steps) && s.n > 0 {
			d := steps[i+1].at - s.at
			sum += time.Duration(s.n) * d
			any += d
		}
	}
	if any == 0 {
		return 0
	}
	return float64(sum) / float64(any)
}

// running is how many ran, in time.
func (t *Timeline) running() []step {
	var from, to []time.Duration
	for _, l := range t.lanes {
		if l.goroutine != t.traced {
			continue
		}
		for _, s := range l.spans {
			if s.state == running {
				from, to = append(from, s.from), append(to, s.to)
			}
		}
	}
	return stairs(from, to)
}

// In is the time that all goroutines together, or all lanes of helpers in a
// recording without a trace, spent in a state: "running", "runnable",
// "channel", "lock", "sleep", "system call", "other", and of helpers "blocked",
// "waiting" and "idle". An unknown state panics.
func (t *Timeline) In(name string) time.Duration {
	s := slices.Index(stateNames[:], name)
	if s < 0 {
		panic(fmt.Sprintf("timeline: unknown state %q; there are %q", name, stateNames))
	}
	var sum time.Duration
	for _, l := range t.lanes {
		if l.goroutine != t.traced {
			continue
		}
		for _, sp := range l.spans {
			if sp.state == state(s) {
				sum += sp.to - sp.from
			}
		}
	}
	return sum
}

// step is a number from a time on.
type step struct {
	at time.Duration
	n  int
}

// stairs adds up how many intervals there are at each time.
func stairs(from, to []time.Duration) []step {
	type edge struct {
		at time.Duration
		by int
	}
	var edges []edge
	for i := range from {
		if from[i] < to[i] {
			edges = append(edges, edge{from[i], 1}, edge{to[i], -1})
		}
	}
	sort.Slice(edges, func(i, j int) bool { return edges[i].at < edges[j].at })
	var out []step
	n := 0
	for i, e := range edges {
		n += e.by
		if i+1 < len(edges) && edges[i+1].at == e.at {
			continue
		}
		out = append(out, step{e.at, n})
	}
	return out
}
