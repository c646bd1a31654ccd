package scheduler

import (
	"fmt"
	"strings"
	"time"

	"interleave/runtime/cell"
)

// Site is a place in the source of a program. Its Text is the line, or the
// expression when instrumented code says so.
type Site = cell.Place

// Step is an event in words.
type Step struct {
	Goroutine int    // Clock: the clock
	Text      string // what it did, as in "load x = 1"
	Parked    bool   // it waits from now on
	Woke      []int  // goroutines that go on because of it
	Site      Site
	State     []string // the values of Trace.Variables after it
	Time      time.Duration
}

// Trace is a run in words.
type Trace struct {
	Goroutines []string // names
	Started    []Site
	Variables  []string // names of variables and atomics
	Steps      []Step
}

// note writes down what an event did.
func (w *World) note(e *Event, g *Goroutine) {
	if !w.Traced {
		return
	}
	if g == nil {
		e.text = "time is " + w.now.String()
	} else {
		e.text = w.describe(g, e)
	}
	for _, o := range w.list {
		if o.class == Variable || o.class == Atomic {
			e.state = append(e.state, valueText(o.value))
		}
	}
	e.at = w.now
}

// describe is the text of an operation that has taken effect, or parked.
func (w *World) describe(g *Goroutine, e *Event) string {
	o := &g.op
	name := ""
	if o.object != nil {
		name = o.object.name
	}
	switch o.Kind {
	case Select:
		if e.Case < 0 {
			if o.Default {
				return "select default"
			}
			return "select"
		}
		c := o.Cases[e.Case]
		if c.Send {
			return "select send " + c.object.name + " ← " + valueText(c.Value)
		}
		return "select receive " + c.object.name + received(o)
	case Send:
		return "send " + name + " ← " + valueText(o.Value)
	case Recv:
		if e.parked {
			return "receive " + name
		}
		return "receive " + name + received(o)
	case Load, AtomicLoad:
		return "load " + name + " → " + valueText(o.Value)
	case Store, AtomicStore:
		return "store " + name + " = " + valueText(o.object.value)
	case TryLock, TryReadLock, TryWriteLock:
		return fmt.Sprint(o.Kind, " ", name, " → ", o.OK)
	case Add:
		return fmt.Sprintf("add %s %+d", name, o.Count)
	case Len:
		return fmt.Sprintf("len %s → %d", name, o.Count)
	case Sleep:
		return "sleep " + o.For.String()
	case Print:
		return "print " + strings.TrimSuffix(o.Value.(string), "\n")
	case Join, Yield, Now:
		return o.Kind.String()
	}
	return o.Kind.String() + " " + name
}

func received(o *Op) string {
	if !o.OK {
		return " → closed"
	}
	return " → " + valueText(o.Value)
}

func valueText(v any) string {
	if s, ok := v.(string); ok {
		return fmt.Sprintf("%q", s)
	}
	return fmt.Sprint(v)
}

// trace is the whole run in words.
func (w *World) trace() *Trace {
	t := &Trace{}
	for _, g := range w.gs {
		t.Goroutines = append(t.Goroutines, g.name)
		t.Started = append(t.Started, g.site)
	}
	for _, o := range w.list {
		if o.class == Variable || o.class == Atomic {
			t.Variables = append(t.Variables, o.name)
		}
	}
	for i := range w.events {
		e := &w.events[i]
		s := Step{Goroutine: int(e.Goroutine), Text: e.text, Parked: e.parked, Site: e.site, State: e.state, Time: e.at}
		for _, g := range e.woke {
			s.Woke = append(s.Woke, int(g))
		}
		t.Steps = append(t.Steps, s)
	}
	return t
}
