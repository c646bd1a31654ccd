package scheduler

import (
	"slices"
	"time"
)

// timer is an event of the virtual clock that is still to come.
type timer struct {
	at      time.Duration
	order   int
	sleeper *Goroutine
	channel *object // gets the time
	f       func()  // is started, under the name
	name    string
	period  time.Duration
	knows   clock // of who set it
	site    Site
}

func init() {
	define(Sleep, spec{name: "sleep", effect: func(w *World, g *Goroutine, e *Event) bool {
		w.set(&timer{sleeper: g, site: g.op.Site}, g.op.For)
		return false
	}})
	define(StartTimer, spec{name: "start timer", effect: func(w *World, g *Goroutine, e *Event) bool {
		o := g.op.object
		g.op.OK = w.unset(o)
		o.timer = &timer{f: o.handle.Func, knows: g.knows.clone(), site: g.op.Site}
		if o.timer.f != nil {
			o.timer.name = g.child()
		}
		if o.handle.Of != nil {
			o.timer.channel = w.object(o.handle.Of)
			o.timer.channel.buffer = nil
		}
		if g.op.Count > 0 {
			o.timer.period = g.op.For
		}
		g.tick()
		w.set(o.timer, g.op.For)
		return true
	}})
	define(StopTimer, spec{name: "stop timer", effect: func(w *World, g *Goroutine, e *Event) bool {
		o := g.op.object
		if g.op.OK = w.unset(o); o.timer != nil && o.timer.channel != nil {
			o.timer.channel.buffer = nil
		}
		return true
	}})
	define(Now, spec{name: "now", mode: read, effect: func(w *World, g *Goroutine, e *Event) bool {
		g.op.For = w.now
		return true
	}})
	define(fire, spec{name: "the clock moves"})
}

// set makes a timer fire after d.
func (w *World) set(t *timer, d time.Duration) {
	t.at = w.now + max(d, 0)
	t.order = w.started
	w.started++
	i, _ := slices.BinarySearchFunc(w.timers, t, func(a, b *timer) int {
		if a.at != b.at {
			return int(min(1, max(-1, a.at-b.at)))
		}
		return a.order - b.order
	})
	w.timers = slices.Insert(w.timers, i, t)
}

// unset takes the timer of an object out, and says whether it was running.
func (w *World) unset(o *object) bool {
	if i := slices.Index(w.timers, o.timer); o.timer != nil && i >= 0 {
		w.timers = slices.Delete(w.timers, i, i+1)
		return true
	}
	return false
}

// useful reports whether a timer can have an effect: a ticker that nobody
// listens to any more has none, and must not keep a run going.
func (t *timer) useful() bool {
	if t.channel == nil || len(t.channel.buffer) == 0 {
		return true
	}
	_, waits := first(&t.channel.recvq)
	return waits
}

// due are the timers that fire next, all at the same time.
func (w *World) due() []*timer {
	n := 1
	for n < len(w.timers) && w.timers[n].at == w.timers[0].at {
		n++
	}
	return w.timers[:n]
}

// fire lets the clock move to the next timer, and all that are due then fire;
// with Settings.Early just the one that was picked.
func (w *World) fire(e *Event) {
	due := slices.Clone(w.due())
	if e.Case >= 0 {
		due = due[e.Case : e.Case+1]
	}
	e.touch = w.fireTouch(due)
	for _, t := range due {
		w.timers = slices.Delete(w.timers, slices.Index(w.timers, t), slices.Index(w.timers, t)+1)
		w.now = t.at
		e.site = t.site
		switch {
		case t.sleeper != nil:
			w.wake(e, t.sleeper)
		case t.channel != nil:
			w.tell(e, t)
		case t.f != nil:
			g := w.start(t.name, t.f, nil, t.knows, t.site)
			e.woke = append(e.woke, int32(g.id))
		}
		if t.period > 0 {
			w.set(t, t.period)
		}
	}
}

// tell sends the time, unless the value before has not been received yet.
func (w *World) tell(e *Event, t *timer) {
	o, v := t.channel, Epoch.Add(w.now)
	if r, ok := take(&o.recvq); ok {
		r.g.op.Value, r.g.op.OK, r.g.op.Count = v, true, r.index
		r.g.knows.join(t.knows)
		w.wake(e, r.g)
	} else if len(o.buffer) == 0 {
		o.buffer = append(o.buffer, item{v, t.knows.clone()})
	}
}

// fireTouch is the footprint of timers that fire.
func (w *World) fireTouch(due []*timer) touch {
	from := len(w.arena)
	w.arena = append(w.arena, w.clock.id)
	for _, t := range due {
		if t.channel == nil {
			continue
		}
		w.arena = append(w.arena, t.channel.id)
		for _, x := range t.channel.recvq {
			if !x.stale() && x.g.op.Kind == Select {
				w.touchOp(&x.g.op)
			}
		}
	}
	return touch{kind: fire, objects: w.arena[from:len(w.arena):len(w.arena)]}
}
