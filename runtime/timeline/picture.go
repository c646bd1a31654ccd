package timeline

import (
	"fmt"
	"strings"
	"time"

	"interleave/runtime/internal/chart"
	"interleave/runtime/internal/event"
	"interleave/runtime/internal/exectrace"
	"interleave/runtime/internal/words"
)

// state is what a lane is drawn in.
type state int

const (
	running state = iota
	runnable
	channel
	lock
	sleep
	system
	other
	blocked
	waits
	idle
)

var stateNames = [...]string{"running", "runnable", "channel", "lock", "sleep", "system call", "other", "blocked", "waiting", "idle"}

var stateColors = [...]chart.Color{chart.Running, chart.Runnable, chart.Blocked, chart.Pink, chart.Sky, chart.Gold, chart.Faint,
	chart.Blocked, chart.Waiting, chart.Idle}

var traceStates = map[exectrace.State]state{
	exectrace.Running: running, exectrace.Runnable: runnable, exectrace.Channel: channel, exectrace.Lock: lock,
	exectrace.Sleep: sleep, exectrace.System: system, exectrace.Other: other,
}

var helperStates = map[event.State]state{
	event.Running: running, event.Runnable: runnable, event.Blocked: blocked, event.Waiting: waits, event.Idle: idle,
}

var outcomes = map[event.Outcome]struct {
	shape chart.Shape
	color chart.Color
}{
	event.Plain:     {chart.Dot, chart.Ink},
	event.Succeeded: {chart.Dot, chart.Green},
	event.Failed:    {chart.Cross, chart.Red},
	event.Cancelled: {chart.Square, chart.Gray},
	event.Settled:   {chart.Diamond, chart.Blue},
	event.Notified:  {chart.TriangleUp, chart.Ink},
}

// labelled is up to how many lanes of goroutines the reasons of waiting are
// written and wakes are drawn as arrows: beyond that they hide the lanes.
const labelled = 30

// Figure draws the timeline: the lanes, and below them how many ran at once.
func (t *Timeline) Figure() chart.Figure {
	if len(t.lanes) == 0 {
		return chart.Plot{Title: words.T("Timeline: nothing was recorded"), X: t.axis(), Height: 120}.Figure()
	}
	lanes := t.lanesOf().Figure()
	area := chart.Plot{Title: words.T("Running at once"), X: t.axis(), Y: chart.Axis{Zero: true}, Height: 130, Margins: lanes.Margins()}
	s := chart.Series{Step: true, Area: true, Color: chart.Running}
	for _, r := range t.running() {
		s.X = append(s.X, r.at.Seconds())
		s.Y = append(s.Y, float64(r.n))
	}
	area.Series = []chart.Series{s}
	if t.traced {
		area.Refs = []chart.Ref{{Label: "GOMAXPROCS", Y: float64(t.processors)}}
	}
	return chart.Stack("", lanes, area.Figure())
}

func (t *Timeline) axis() chart.Axis {
	return chart.Axis{Label: words.T("time"), Unit: chart.Seconds, Min: 0, Max: max(t.length.Seconds(), 1e-9)}
}

func (t *Timeline) lanesOf() chart.Lanes {
	l := chart.Lanes{Title: t.title(), X: t.axis()}
	used := map[state]int{}
	for _, from := range t.lanes {
		for _, s := range from.spans {
			used[s.state] = 0
		}
	}
	for s := running; s <= idle; s++ { // in this order in the legend
		if _, ok := used[s]; ok {
			used[s] = len(l.States)
			l.States = append(l.States, chart.State{Name: words.T(stateNames[s]), Color: stateColors[s]})
		}
	}
	few := len(t.lanes) <= labelled
	for _, from := range t.lanes {
		to := chart.Lane{Name: words.Numbered(from.name)}
		if t.traced && !from.goroutine {
			to.Group = words.T("helpers")
		} else if t.traced && !t.lanes[0].goroutine {
			to.Group = words.T("goroutines")
		}
		for _, s := range from.spans {
			label := s.label
			if !few {
				label = ""
			}
			to.Spans = append(to.Spans, chart.Span{From: s.from.Seconds(), To: s.to.Seconds(), State: used[s.state], Label: label})
		}
		for _, m := range from.marks {
			look := outcomes[m.outcome]
			to.Marks = append(to.Marks, chart.Mark{At: m.at.Seconds(), Shape: look.shape, Color: look.color, Label: m.label})
		}
		l.Lanes = append(l.Lanes, to)
	}
	for _, m := range t.messages {
		if few || !t.lanes[m.from].goroutine {
			color := chart.Ink
			if m.birth {
				color = chart.Blue
			}
			l.Arrows = append(l.Arrows, chart.Arrow{From: m.sent.Seconds(), To: m.arrived.Seconds(), FromLane: m.from, ToLane: m.to, Color: color})
		}
	}
	return l
}

func (t *Timeline) title() string {
	format := "%d lanes alive at once, %.2f running at once"
	switch {
	case t.traced && t.Alive() == 1:
		format = "%d goroutine alive at once, %.2f running at once"
	case t.traced:
		format = "%d goroutines alive at once, %.2f running at once"
	case t.Alive() == 1:
		format = "%d lane alive at once, %.2f running at once"
	}
	s := words.F(format, t.Alive(), t.RunningAtOnce())
	if t.lost > 0 {
		s += words.F(" (%d later events were not kept)", t.lost)
	}
	return s
}

// HTML is the picture in a page.
func (t *Timeline) HTML() string { return t.Figure().HTML() }

// SVG is the picture as a file.
func (t *Timeline) SVG() string { return t.Figure().SVG() }

// String is the timeline in text: the two numbers, where the time went, and a
// line of letters for each lane.
func (t *Timeline) String() string {
	if len(t.lanes) == 0 {
		return words.T("nothing was recorded")
	}
	var where []string
	for s := range stateNames {
		if d := t.In(stateNames[s]); d > 0 {
			where = append(where, fmt.Sprintf("%s %s", words.T(stateNames[s]), round(d)))
		}
	}
	lanes := t.lanesOf()
	lanes.Arrows = nil
	return lanes.Figure().String() + "\n" + words.T("all together: ") + strings.Join(where, ", ")
}

// round keeps three digits.
func round(d time.Duration) time.Duration {
	for unit := time.Duration(1); ; unit *= 10 {
		if d < 1000*unit {
			return d.Round(unit)
		}
	}
}
