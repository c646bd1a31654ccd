package scheduler

import (
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/goroutine"
)

// Settings of a run.
type Settings struct {
	// Steps is how many events a run may have; it is cut then.
	Steps int
	// Early lets timers fire while goroutines could run, as with goroutines that
	// are slow. Otherwise the clock moves only when all goroutines wait.
	Early bool
	// Traced writes down what each event did, with its place.
	Traced bool
	// Where finds the place of the operation that the calling goroutine is in.
	Where func() Site
	// Interrupted ends the run when it is closed.
	Interrupted <-chan struct{}
}

// World is one run of a program. It is used by one goroutine at a time: the
// loop's, and those of the program in turn.
type World struct {
	Settings
	Run int // counted from 0

	pick    func(*World) int
	gs      []*Goroutine
	ready   []*Goroutine // to run up to their next operation, before any choice
	next    *Goroutine   // who goes on when the one that runs has yielded
	objects map[*Handle]*object
	list    []*object
	unnamed [Time + 1]int
	arena   []int32 // of footprints
	output  *object
	clock   *object
	text    strings.Builder // what was printed

	events  []Event
	choices []Choice
	last    int // the goroutine of the last event
	timers  []*timer
	now     time.Duration
	started int // timers

	races   []*Race
	ended   bool
	dying   bool
	end     End
	failure *Failure
	broken  any // a panic of the strategy
}

// Goroutine is one of a World.
type Goroutine struct {
	world    *World
	id       int
	name     string
	by       *Goroutine // nil: main, or the clock
	site     Site       // of the go
	born     int        // how many events there had been
	run      func() (struct{}, bool)
	stop     func()
	yield    func(struct{}) bool
	self     uintptr // goroutine.ID of the coroutine
	op       Op
	pending  bool // op is announced and has not taken effect
	parked   bool // op has begun and waits for another one
	turn     int  // counts operations
	children int
	over     bool
	knows    clock
	held     []holding
	left     *touch // what it would have done next, at the end of the run
}

// holding is a lock that a goroutine has.
type holding struct {
	object *object
	site   Site
	shared bool
}

// End says how a run ended.
type End uint8

// The ends of a run.
const (
	Completed   End = iota // nothing can happen any more
	Cut                    // it had as many events as it may
	Pruned                 // the strategy gave it up
	Failed                 // a panic, see Failure
	Interrupted            // from outside
)

// Failure is a panic of a program.
type Failure struct {
	Text      string
	Goroutine string
	Place     string   // where it happened, as far as it is known
	Stack     []string // the same and the calls that led there
}

// running is the goroutine that a loop has resumed last, a guess that is right
// as long as there is one World; goroutines knows all.
var (
	running    struct{ sync.Mutex } // guards goroutines
	goroutines = map[uintptr]*Goroutine{}
)

// Current is the goroutine of a World that the caller is, or nil.
func Current() *Goroutine {
	id := goroutine.ID()
	running.Lock()
	defer running.Unlock()
	return goroutines[id]
}

func newWorld(s Settings, run int, pick func(*World) int) *World {
	w := &World{Settings: s, Run: run, pick: pick, objects: map[*Handle]*object{}, last: -1}
	w.output = w.object(&Handle{Class: Output, Name: "output"})
	w.clock = w.object(&Handle{Class: Time, Name: "clock"})
	return w
}

// start makes a goroutine that will run f. by is nil for main and for what the
// clock starts, which then comes after what knows has.
func (w *World) start(name string, f func(), by *Goroutine, knows clock, site Site) *Goroutine {
	g := &Goroutine{world: w, id: len(w.gs), by: by, site: site, born: len(w.events), name: name}
	if by != nil {
		g.knows = by.knows.clone()
		by.tick()
	} else {
		g.knows = knows.clone()
	}
	g.knows.set(g.id, 1)
	g.run, g.stop = iter.Pull(func(yield func(struct{}) bool) {
		g.yield, g.self = yield, goroutine.ID()
		running.Lock()
		goroutines[g.self] = g
		running.Unlock()
		defer g.end()
		f()
	})
	w.gs = append(w.gs, g)
	w.ready = append(w.ready, g)
	return g
}

// end, deferred, notes that the goroutine is over. It holds its panic, since
// the goroutine that would get it is the loop's; a Goexit goes on to there.
func (g *Goroutine) end() {
	r := recover()
	g.over, g.parked, g.pending = true, false, false
	running.Lock()
	delete(goroutines, g.self)
	running.Unlock()
	if r != nil && !g.world.dying {
		p := cell.Recovered(r)
		g.world.failure = &Failure{panicText(p.Value), g.name, p.Place(), p.Stack}
		g.world.finish(Failed)
	}
}

// child names the next goroutine that g starts: g2 is the second of main, g2.1
// the first of that one. Numbers in the order of all starts would differ between
// schedules that are the same otherwise.
func (g *Goroutine) child() string {
	g.children++
	if g.id == 0 {
		return fmt.Sprint("g", g.children)
	}
	return fmt.Sprint(g.name, ".", g.children)
}

func panicText(v any) string {
	switch v := v.(type) {
	case error:
		return v.Error()
	case fmt.Stringer:
		return v.String()
	}
	return fmt.Sprint(v)
}

func (g *Goroutine) tick() { g.knows.set(g.id, g.knows.get(g.id)+1) }

// loop runs the World to its end, or goes on with it after a goroutine of the
// program has ended the loop's goroutine by Goexit.
func (w *World) loop() {
	for !w.ended {
		for g := w.schedule(); g != nil; g = w.next {
			w.next = nil
			g.run()
		}
	}
}

func (w *World) finish(e End) {
	if !w.ended {
		w.ended, w.end = true, e
	}
}

// freeze notes, before kill, what goroutines were about to do.
func (w *World) freeze() {
	for _, g := range w.gs {
		if g.pending && !g.parked {
			t := w.footprint(&g.op)
			g.left = &t
		}
	}
}

// Break is for strategies: it ends the exploration with a panic in the caller
// of Explore. It returns what Pick is to return.
func (w *World) Break(panics any) int {
	w.broken = panics
	return -1
}

// kill ends what is left of the program. Each coroutine hands its Goexit on to
// whoever stops it, therefore the goroutines.
func (w *World) kill() {
	w.dying = true
	for _, g := range w.gs {
		if g.over {
			continue
		}
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			g.stop()
		}()
		<-gone
		g.over = true
	}
}

// do announces the operation that stands in g.op, waits until it has taken
// effect, and is false when it did not because the run is over.
func (g *Goroutine) do() bool {
	w, o := g.world, &g.op
	if w.dying {
		return g.afterEnd()
	}
	o.object, o.lock, o.fault, o.OK = w.object(o.Handle), nil, "", false
	switch o.Kind {
	case Print:
		o.object = w.output
	case CondWait, StartTimer, StopTimer:
		// Here and not when the footprint is asked for, which happens in some
		// repetitions of a schedule only: numbers of objects have to be the same.
		o.lock = w.object(o.Handle.Of)
	}
	for i := range o.Cases {
		o.Cases[i].object = w.object(o.Cases[i].Handle)
	}
	if w.Traced && o.Site == (Site{}) && w.Where != nil {
		o.Site = w.Where()
	}
	g.pending = true
	g.turn++
	if w.next = w.schedule(); w.next != g {
		if !g.yield(struct{}{}) {
			runtime.Goexit()
		}
	}
	w.next = nil
	if o.fault != "" {
		panic(o.fault)
	}
	return true
}

// afterEnd is an operation of a deferred call of a goroutine that is ended
// because the run is over: it does nothing, and what could wait ends it.
func (g *Goroutine) afterEnd() bool {
	switch g.op.Kind {
	case Send, Recv, Select, Lock, Announce, WriteLock, ReadLock, Wait, CondWait, OnceBegin, Sleep, Join:
		runtime.Goexit()
	}
	g.op.Value, g.op.Count = nil, 0
	return false
}

// schedule says who runs next, after it has let operations take effect; nil
// when the run is over.
func (w *World) schedule() *Goroutine {
	for {
		if w.ended {
			return nil
		}
		if len(w.ready) > 0 {
			g := w.ready[0]
			w.ready = w.ready[1:]
			return g
		}
		select {
		case <-w.Interrupted:
			w.finish(Interrupted)
			return nil
		default:
		}
		w.choices = w.possible(w.choices[:0])
		switch {
		case len(w.choices) == 0:
			w.finish(Completed)
			return nil
		case len(w.events) >= w.Steps:
			w.finish(Cut)
			return nil
		}
		i := w.pick(w)
		if i < 0 || i >= len(w.choices) {
			w.finish(Pruned)
			return nil
		}
		w.step(w.choices[i])
	}
}

// Clock is the goroutine of a Choice that lets a timer fire.
const Clock = -1

// Choice is something that can happen next: a goroutine's operation, for a
// select with several cases that are ready each of them, or the clock.
type Choice struct {
	Goroutine int32 // Clock: timers fire
	Case      int32 // -1: there is nothing to choose
}

// possible lists what can happen next: goroutines in the order in which they
// were started, then the clock.
func (w *World) possible(cs []Choice) []Choice {
	for _, g := range w.gs {
		if !g.pending || g.parked {
			continue
		}
		s := &specs[g.op.Kind]
		if s.enabled != nil && !s.enabled(w, g) {
			continue
		}
		before := len(cs)
		if g.op.Kind == Select {
			for i := range g.op.Cases {
				if g.op.Cases[i].ready() {
					cs = append(cs, Choice{int32(g.id), int32(i)})
				}
			}
		}
		if len(cs) == before {
			cs = append(cs, Choice{int32(g.id), -1})
		}
	}
	if !slices.ContainsFunc(w.timers, (*timer).useful) {
		return cs
	}
	if w.Early {
		for i := range w.due() {
			cs = append(cs, Choice{Clock, int32(i)})
		}
	} else if len(cs) == 0 {
		cs = append(cs, Choice{Clock, -1})
	}
	return cs
}

// Event is a choice that was taken, and what came of it.
type Event struct {
	Choice
	touch  touch
	woke   []int32 // goroutines that it let go on
	parked bool
	text   string // in traced runs
	site   Site
	state  []string
	at     time.Duration

	// for the search
	clock    clock
	position uint32
}

// step lets a choice take effect.
func (w *World) step(c Choice) {
	w.events = append(w.events, Event{Choice: c})
	e := &w.events[len(w.events)-1]
	w.last = int(c.Goroutine)
	if c.Goroutine == Clock {
		w.fire(e)
		w.note(e, nil)
		return
	}
	g := w.gs[c.Goroutine]
	e.touch = w.footprint(&g.op)
	e.site = g.op.Site
	if specs[g.op.Kind].effect(w, g, e) {
		g.pending = false
		w.ready = append(w.ready, g)
	} else {
		g.parked, e.parked = true, true
	}
	w.note(e, g)
}

// wake lets a parked goroutine go on.
func (w *World) wake(e *Event, g *Goroutine) {
	g.parked, g.pending = false, false
	w.ready = append(w.ready, g)
	e.woke = append(e.woke, int32(g.id))
}
