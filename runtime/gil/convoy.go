package gil

import (
	"cmp"
	"slices"
	"time"

	"interleave/runtime/display"
	"interleave/runtime/internal/chart"
	"interleave/runtime/internal/words"
)

// A delay is the time from the end of a wait for IO or sleep until the thread
// went on.
type delay struct {
	thread           int
	began            time.Duration // the wait
	answered, wentOn time.Duration
}

func (d delay) length() time.Duration { return d.wentOn - d.answered }

// delays finds them in the spans. The latencies say when the answer came: the
// thread noticed it a moment later.
func (r *Result) delays() []delay {
	seen := make([]int, len(r.Threads))
	waits := make([]*delay, len(r.Threads))
	var all []delay
	for _, s := range r.Spans {
		w := waits[s.Thread]
		switch {
		case s.State == Blocked:
			waits[s.Thread] = &delay{thread: s.Thread, began: s.From, answered: s.To}
		case w != nil && s.State <= NoGIL:
			w.wentOn = s.From
			if latencies := r.Threads[s.Thread].Latencies; seen[s.Thread] < len(latencies) {
				w.answered = max(s.From-latencies[seen[s.Thread]], w.began)
				seen[s.Thread]++
			}
			all = append(all, *w)
			waits[s.Thread] = nil
		}
	}
	return all
}

// Convoy shows how late threads go on after IO and sleep because others have
// the GIL: above, the surroundings of a wait of median length, with the moments
// of the answer and of going on; below, the delays of all waits. A run in which
// no thread waited gives a figure that says so.
func (r *Result) Convoy() display.Figure {
	all := r.delays()
	if len(all) == 0 {
		return chart.Plot{Title: words.F("%s: no thread waited for IO or slept", r.Config.Name), X: chart.Axis{Unit: chart.Seconds}, Height: 120}.Figure()
	}
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b delay) int { return cmp.Compare(a.length(), b.length()) })
	typical := sorted[len(sorted)/2]
	name := r.Threads[typical.thread].Name
	busy := r.busyBeside(typical)

	title := words.F("%s: %s goes on %s after the answer", r.Config.Name, name, short(typical.length()))
	p := newStrips(title, 0, 0)
	p.from, p.to = r.around(typical)
	p.lanes.X.Min, p.lanes.X.Max = p.from.Seconds(), p.to.Seconds()
	first := p.add(r, "")
	for i := first; i < len(p.lanes.Lanes); i++ {
		p.lanes.Lanes[i].Note = "" // shares of so short a time mean nothing
		if p.lanes.Lanes[i].Name != name {
			continue
		}
		for _, d := range all {
			if d.thread == typical.thread {
				p.lanes.Lanes[i].Marks = append(p.lanes.Lanes[i].Marks,
					chart.Mark{At: d.answered.Seconds(), Shape: chart.TriangleDown, Label: words.F("answered at %s", short(d.answered))},
					chart.Mark{At: d.wentOn.Seconds(), Shape: chart.Dot, Label: words.F("goes on %s later", short(d.length()))})
			}
		}
	}
	p.lanes.Refs = []chart.Ref{{X: typical.answered.Seconds(), Color: chart.Ink, Label: words.T("answer")}}
	if typical.length() > (p.to-p.from)/8 { // room for both labels
		p.lanes.Refs = append(p.lanes.Refs, chart.Ref{X: typical.wentOn.Seconds(), Color: chart.Ink, Label: words.T("goes on")})
	}
	return chart.Stack("", p.figure(), r.delayHistogram(all, typical, busy))
}

// around is a piece of the run of some delays' length with d in it.
func (r *Result) around(d delay) (from, to time.Duration) {
	length := max(d.length(), (d.answered-d.began)/2, 50*time.Microsecond)
	return max(d.began-length/2, 0), min(d.wentOn+length*3/2, r.end())
}

// busyBeside is how many other threads ran during the delay.
func (r *Result) busyBeside(d delay) int {
	seen := map[int]bool{}
	for _, s := range r.Spans {
		if s.Thread != d.thread && s.State <= Native && s.To > d.answered && s.From < d.wentOn {
			seen[s.Thread] = true
		}
	}
	return len(seen)
}

func (r *Result) delayHistogram(all []delay, typical delay, busy int) chart.Figure {
	values := make([]float64, len(all))
	for i, d := range all {
		values[i] = d.length().Seconds()
	}
	h := chart.Histogram{
		Title:  words.F("delays of %d waits, median %s", len(all), short(typical.length())),
		Values: values,
		X:      chart.Axis{Label: words.T("from the answer until the thread goes on"), Unit: chart.Seconds, Zero: true},
		Y:      chart.Axis{Label: words.T("waits")},
		Bins:   24,
		Height: 220,
		Color:  chart.Orange,
	}
	if m := r.Config.Mode; busy > 0 && (m == NewGIL || m == PerInterpreter) {
		interval := r.Config.withDefaults().SwitchInterval
		label := words.F("%s × %d busy", short(interval), busy)
		h.Refs = []chart.Ref{{Vertical: true, X: (time.Duration(busy) * interval).Seconds(), Label: label, Color: chart.Ink}}
	}
	return h.Figure()
}
