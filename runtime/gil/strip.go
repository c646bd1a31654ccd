package gil

import (
	"fmt"
	"slices"
	"time"

	"interleave/runtime/display"
	"interleave/runtime/internal/chart"
	"interleave/runtime/internal/words"
)

// held is the state of the lanes that stand for a GIL.
const held = numStates

// stateColors gives what may run a strong colour, and what waits for the GIL
// the colour of what could go on.
var stateColors = [...]chart.Color{
	Running: chart.Running, Native: chart.Gold, NoGIL: chart.Pink, WaitGIL: chart.Orange, Fighting: chart.Red,
	Runnable: chart.Gray, Blocked: chart.Waiting, WaitLock: chart.Faint, Ended: chart.Faint, held: chart.Blue,
}

// Strip draws the whole run: for each GIL a lane that says who has it, and for
// each thread a lane that says what it does. The share behind a lane is that of
// the time in which the thread ran. In a long run a pixel shows what took most
// of its time; see StripBetween for a closer look.
func (r *Result) Strip() display.Figure { return r.StripBetween(0, r.end()) }

// StripBetween is Strip for a part of the run. It panics unless from is before
// to.
func (r *Result) StripBetween(from, to time.Duration) display.Figure {
	if from >= to && r.end() > 0 {
		panic(fmt.Sprintf("gil: StripBetween(%v, %v): the first time has to be before the second", from, to))
	}
	p := newStrips(r.title(), from, to)
	p.add(r, "")
	return p.figure()
}

// end is when pictures end.
func (r *Result) end() time.Duration {
	if r.Truncated > 0 {
		return r.Truncated
	}
	return r.Wall
}

func (r *Result) title() string {
	what := words.T("who has the GIL")
	if r.Config.Mode == FreeThreaded {
		what = words.T("no GIL")
	}
	return r.Config.Name + ": " + what
}

// strips makes lanes of one run, or of several one below the other.
type strips struct {
	lanes    chart.Lanes
	from, to time.Duration
	states   [numStates + 1]bool
}

func newStrips(title string, from, to time.Duration) *strips {
	return &strips{from: from, to: to, lanes: chart.Lanes{
		Title: title,
		X:     chart.Axis{Label: words.T("time"), Unit: chart.Seconds, Min: from.Seconds(), Max: max(to, from+1).Seconds()},
	}}
}

// add appends the lanes of a run, by interpreter if there are several and the
// run has no heading.
func (p *strips) add(r *Result, heading string) (first int) {
	first = len(p.lanes.Lanes)
	var interpreters []string
	for _, t := range r.Threads {
		if !slices.Contains(interpreters, t.Interpreter) {
			interpreters = append(interpreters, t.Interpreter)
		}
	}
	own := r.Config.Mode == PerInterpreter && len(interpreters) > 1
	if !own {
		interpreters = []string{""}
	}
	lanes := make([]chart.Lane, len(r.Threads))
	ran := make([]time.Duration, len(r.Threads))
	for _, s := range r.Spans {
		if s.To <= p.from || s.From >= p.to {
			continue
		}
		p.states[s.State] = true
		if s.State <= NoGIL {
			ran[s.Thread] += min(s.To, p.to) - max(s.From, p.from)
		}
		lanes[s.Thread].Spans = append(lanes[s.Thread].Spans, p.span(s.From, s.To, s.State, ""))
	}
	for _, in := range interpreters {
		group, lock := heading, "GIL"
		if own {
			group = in
		}
		if r.Config.Mode != FreeThreaded {
			lane := chart.Lane{Name: lock, Group: group}
			for _, h := range r.Holds {
				t := r.Threads[h.Thread]
				if h.To > p.from && h.From < p.to && (!own || t.Interpreter == in) {
					p.states[held] = true
					lane.Spans = append(lane.Spans, p.span(h.From, h.To, held, t.Name))
				}
			}
			p.lanes.Lanes = append(p.lanes.Lanes, lane)
		}
		for i, t := range r.Threads {
			if own && t.Interpreter != in {
				continue
			}
			lanes[i].Name, lanes[i].Group = t.Name, group
			if p.to > p.from {
				lanes[i].Note = percent(ratio(ran[i], p.to-p.from))
			}
			p.lanes.Lanes = append(p.lanes.Lanes, lanes[i])
		}
	}
	return first
}

func (p *strips) span(from, to time.Duration, s State, label string) chart.Span {
	return chart.Span{From: max(from, p.from).Seconds(), To: min(to, p.to).Seconds(), State: int(s), Label: label}
}

func percent(share float64) string {
	if share > 0 && share < 0.01 {
		return fmt.Sprintf("%.1g %%", 100*share)
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}

const (
	columns = 290 // each about two pixels wide: thinner ones would be blurred
	most    = 4 * columns
)

// mix makes of a lane with more spans than can be seen one span a column at
// most. A column gets the state that is most in arrears: so the colours have the
// shares of the states, where the most frequent alone would hide all others.
func (p *strips) mix(lane *chart.Lane) bool {
	if len(lane.Spans) <= most {
		return false
	}
	from, width := p.from.Seconds(), (p.to-p.from).Seconds()/columns
	const nothing = len(p.states)
	shares := make([][len(p.states) + 1]float64, columns)
	for _, s := range lane.Spans {
		for i := max(int((s.From-from)/width), 0); i < columns; i++ {
			left := from + float64(i)*width
			if left >= s.To {
				break
			}
			if part := min(s.To, left+width) - max(s.From, left); part > 0 {
				shares[i][s.State] += part / width
			}
		}
	}
	var arrears [nothing + 1]float64
	var out []chart.Span
	for i, share := range shares {
		free := 1.0
		for s, v := range share {
			arrears[s] += v
			free -= v
		}
		arrears[nothing] += max(free, 0)
		best := nothing
		for s, v := range arrears {
			if v > arrears[best]+1e-9 {
				best = s
			}
		}
		arrears[best]--
		if best == nothing {
			continue
		}
		left := from + float64(i)*width
		if n := len(out); n > 0 && out[n-1].State == best && out[n-1].To > left-width/2 {
			out[n-1].To = left + width
		} else {
			out = append(out, chart.Span{From: left, To: left + width, State: best})
		}
	}
	lane.Spans = out
	return true
}

// figure draws the lanes with a legend of the states that occur.
func (p *strips) figure() chart.Figure {
	mixed := false
	for i := range p.lanes.Lanes {
		mixed = p.mix(&p.lanes.Lanes[i]) || mixed
	}
	if mixed {
		p.lanes.X.Label = words.T("time, colours mixed in proportion")
	}
	var index [numStates + 1]int
	for s, used := range p.states {
		if !used {
			continue
		}
		name := words.T("GIL held")
		if State(s) != held {
			name = words.T(State(s).String())
		}
		index[s] = len(p.lanes.States)
		p.lanes.States = append(p.lanes.States, chart.State{Name: name, Color: stateColors[s]})
	}
	for _, lane := range p.lanes.Lanes {
		for i := range lane.Spans {
			lane.Spans[i].State = index[lane.Spans[i].State]
		}
	}
	return p.lanes.Figure()
}
