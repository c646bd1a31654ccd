package scheduler

import "slices"

// access is one access to a variable, as the race detector remembers it.
type access struct {
	g     int // -1: none
	at    uint32
	site  Site
	write bool
	held  []holding
}

// Race is two accesses to one variable, at least one of them a write, that
// nothing orders: neither happened before the other.
type Race struct {
	Variable      string
	First, Second Access
	WaitGroup     bool // not a variable: Add from zero against Wait
}

// Access is one side of a Race.
type Access struct {
	Goroutine string
	Started   Site // where the goroutine was started; zero for main
	Write     bool
	Site      Site
	Locks     []HeldLock
}

// HeldLock is a lock that a goroutine held at an access.
type HeldLock struct {
	Name   string
	Shared bool // by RLock
	Site   Site
}

// access checks an access against those that came before it in this schedule
// and are not ordered with it.
func (w *World) access(g *Goroutine, o *object, write bool) {
	a := access{g: g.id, at: g.knows.get(g.id), site: g.op.Site, write: write, held: g.held}
	if o.last.g >= 0 && o.last.unordered(g) {
		w.race(o, o.last, a)
	}
	if write {
		for _, r := range o.reads_ {
			if r.unordered(g) {
				w.race(o, r, a)
			}
		}
		o.reads_ = o.reads_[:0]
		o.last = a
		return
	}
	o.reads_ = remember(o.reads_, a)
}

// misuse checks Add from zero against Wait, which must be ordered.
func (w *World) misuse(g *Goroutine, o *object, wait bool) {
	mine, others := &o.adds, o.waits
	if wait {
		mine, others = &o.waits, o.adds
	}
	a := access{g: g.id, at: g.knows.get(g.id), site: g.op.Site, write: !wait, held: g.held}
	for _, b := range others {
		if b.unordered(g) {
			w.race(o, b, a)
		}
	}
	*mine = remember(*mine, a)
}

func (a access) unordered(g *Goroutine) bool { return a.g != g.id && a.at > g.knows.get(a.g) }

// remember keeps the last access of each goroutine.
func remember(list []access, a access) []access {
	for i := range list {
		if list[i].g == a.g {
			list[i] = a
			return list
		}
	}
	return append(list, a)
}

func (w *World) race(o *object, first, second access) {
	r := &Race{Variable: o.name, First: w.side(first), Second: w.side(second), WaitGroup: o.class == WaitGroup}
	same := func(x *Race) bool {
		return x.Variable == r.Variable && x.First.same(r.First) && x.Second.same(r.Second)
	}
	if !slices.ContainsFunc(w.races, same) {
		w.races = append(w.races, r)
	}
}

func (w *World) side(a access) Access {
	g := w.gs[a.g]
	s := Access{Goroutine: g.name, Started: g.site, Write: a.write, Site: a.site}
	for _, h := range a.held {
		s.Locks = append(s.Locks, HeldLock{h.object.name, h.shared, h.site})
	}
	return s
}

// same reports whether two accesses are the same as far as it is known without
// a trace.
func (a Access) same(b Access) bool {
	return a.Goroutine == b.Goroutine && a.Write == b.Write && a.Site == b.Site
}
