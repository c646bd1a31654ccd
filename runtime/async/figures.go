package async

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"interleave/runtime/internal/chart"
	"interleave/runtime/internal/future"
	"interleave/runtime/internal/words"
)

// Timing is when an operation went how far: when its future was made, when its
// function was called (zero for a promise, which has none), and when it was
// settled. A time that has not come is zero, and so are all of a future that keeps
// none, see [KeepTimes].
type Timing = future.Timing

// KeepTimes has futures keep the times that [Future.Timing] and [Waterfall] show, from
// now on. In cells they always do, and wherever package timeline records; in another
// program a future that starts and ends within a microsecond would spend a good part of
// it with looking at the clock. A [Task] always keeps its times.
func KeepTimes() { future.KeepTimes() }

// Operation is what [Waterfall] draws: a [Future] of any type, a [Task].
type Operation interface{ Timing() Timing }

// Waterfall draws when operations were made, began and were settled, and how.
// Names are those of [Future.Named], or their numbers. What keeps no times is left
// out, see [KeepTimes].
func Waterfall(title string, operations ...Operation) chart.Figure {
	w := chart.Waterfall{Title: title, X: chart.Axis{Unit: chart.Seconds, Zero: true}}
	phases := [...]chart.State{
		queued:  {Name: words.T("in a queue"), Color: chart.Runnable},
		running: {Name: words.T("running"), Color: chart.Running},
		pending: {Name: words.T("pending"), Color: chart.Waiting},
	}
	var used [len(phases)]bool
	timings := make([]Timing, len(operations))
	var first time.Time
	for i, o := range operations {
		if o == nil {
			panic(fmt.Sprintf("async.Waterfall: operation %d is nil", i+1))
		}
		timings[i] = o.Timing()
		if made := timings[i].Made; !made.IsZero() && (first.IsZero() || made.Before(first)) {
			first = made
		}
	}
	if first.IsZero() && len(operations) > 0 {
		return chart.Plot{Title: words.F("%s: no times were kept; call async.KeepTimes before", title), Height: 120}.Figure()
	}
	now := time.Now()
	at := func(t time.Time) float64 {
		if t.IsZero() {
			t = now
		}
		return t.Sub(first).Seconds()
	}
	for i, t := range timings {
		if t.Made.IsZero() {
			continue
		}
		op := chart.Op{Name: t.Name, Outcome: outcomes[t.State]}
		if op.Name == "" {
			op.Name = fmt.Sprint(i + 1)
		}
		add := func(from, to time.Time, phase int) {
			op.Spans = append(op.Spans, chart.Span{From: at(from), To: at(to), State: phase})
			used[phase] = true
		}
		if t.Began.IsZero() {
			add(t.Made, t.Settled, pending)
		} else {
			if t.Began.After(t.Made) {
				add(t.Made, t.Began, queued)
			}
			add(t.Began, t.Settled, running)
		}
		w.Ops = append(w.Ops, op)
	}
	// The legend has the phases that occur.
	var index [len(phases)]int
	for phase, s := range phases {
		if used[phase] {
			index[phase] = len(w.Phases)
			w.Phases = append(w.Phases, s)
		}
	}
	for _, op := range w.Ops {
		for i := range op.Spans {
			op.Spans[i].State = index[op.Spans[i].State]
		}
	}
	return w.Figure()
}

// The phases of an operation.
const (
	queued = iota
	running
	pending // of a promise, which has no function
)

var outcomes = map[State]chart.Outcome{
	Pending: chart.Pending, Fulfilled: chart.Succeeded, Rejected: chart.Failing, Cancelled: chart.Cancelled,
}

// Figure draws the tasks of the group as a [Waterfall].
func (g *Group) Figure() chart.Figure {
	tasks := g.Tasks()
	operations := make([]Operation, len(tasks))
	for i, t := range tasks {
		operations[i] = t
	}
	return Waterfall(words.F("%d tasks of a group", len(tasks)), operations...)
}

// Figure draws when the loop called something, and how many functions waited
// for their turn meanwhile: [Loop.Turns] as a picture.
func (l *Loop) Figure() chart.Figure {
	turns := l.Turns()
	lanes := chart.Lanes{
		Title:  words.F("%s: %d turns, the longest lag %v", words.T(l.name), len(turns), l.Stats().MaxLag.Round(time.Microsecond)),
		X:      chart.Axis{Unit: chart.Seconds},
		States: []chart.State{{Name: words.T("a turn"), Color: chart.Running}},
		Lanes:  []chart.Lane{{Name: words.T(l.name)}},
	}
	waiting := chart.Series{Name: words.T("in the queue"), Step: true, Area: true, Color: chart.Runnable}
	end := 0.0
	if len(turns) > 0 {
		first := turns[0].Queued
		var moments []moment
		for i, t := range turns {
			from, to := t.Start.Sub(first).Seconds(), t.End.Sub(first).Seconds()
			lanes.Lanes[0].Spans = append(lanes.Lanes[0].Spans, chart.Span{From: from, To: to, Label: fmt.Sprint(i + 1)})
			moments = append(moments, moment{t.Queued.Sub(first).Seconds(), 1}, moment{from, -1})
			end = max(end, to)
		}
		waiting.X, waiting.Y = levels(moments, end)
	}
	lanes.X.Max = end
	top := lanes.Figure()
	return chart.Stack("", top, chart.Plot{
		Title: words.T("functions that wait for their turn"), Series: []chart.Series{waiting}, Margins: top.Margins(), Height: 160,
		X: chart.Axis{Unit: chart.Seconds, Max: end}, Y: chart.Axis{Zero: true},
	}.Figure())
}

// moment is a change of a number by delta.
type moment struct {
	at    float64
	delta int
}

// levels adds the changes up, from 0, to the points of a step plot until end.
func levels(moments []moment, end float64) (x, y []float64) {
	slices.SortStableFunc(moments, func(a, b moment) int { return cmp.Compare(a.at, b.at) })
	level := 0
	for _, m := range moments {
		level += m.delta
		x, y = append(x, m.at), append(y, float64(level))
	}
	return append(x, end), append(y, float64(level))
}
