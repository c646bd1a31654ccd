package scheduler

// The reduction is dynamic partial-order reduction (Flanagan and Godefroid 2005)
// with sleep sets. After each run it looks for pairs of operations that depend
// on each other and that nothing else orders: had the second come first, what
// follows could differ, so the search has to try it at the state before the
// first. What nobody asks for is never tried.
//
// Some things are easy to get wrong, and lose bugs without a sign: a send to a
// parked select touches all channels of that select; the clock moves only when
// nobody can go on, and so comes after everything before it; Add and Done of a
// wait group do not commute; stopping a timer takes a choice away; a panic ends the run, and so depends on everything;
// an operation that can't be turned round with the last event that it depends
// on, as the lock with the unlock before it, may have to with an earlier one.

// analyze asks for what has to be tried, after a run.
func (s *Search) analyze(w *World) {
	n := min(len(w.events), len(s.stack))
	a := &analysis{s: s, w: w, events: w.events[:n], clocks: make([]clock, len(w.gs)+1),
		counts: make([]uint32, len(w.gs)+1), byObject: make([][]int, len(w.list))}
	for j := range a.events {
		a.born(j)
		if a.events[j].Goroutine == Clock && !w.Early {
			a.barrier(j)
		} else {
			a.event(j)
		}
	}
	a.born(n)
	// What was never carried out counts too: a goroutine that waits for a lock
	// in a deadlock might have come first.
	for _, g := range w.gs {
		if g.left != nil {
			a.check(n, int32(g.id), *g.left, a.clocks[g.id+1])
		}
	}
}

// analysis computes which events happened before which: by order within a
// goroutine, by waking, and by order of dependent operations.
type analysis struct {
	s        *Search
	w        *World
	events   []Event
	clocks   []clock  // of the goroutines, the clock's at 0
	counts   []uint32 // events so far
	byObject [][]int  // the events that touched an object
	births   int
}

// born gives goroutines that were started before event j what their starter
// knows.
func (a *analysis) born(j int) {
	for ; a.births < len(a.w.gs) && a.w.gs[a.births].born <= j; a.births++ {
		if g := a.w.gs[a.births]; g.by != nil {
			a.clocks[g.id+1] = a.clocks[g.by.id+1].clone()
		}
	}
}

// barrier is the clock when it moves only if nobody can go on.
func (a *analysis) barrier(j int) {
	var c clock
	for _, known := range a.clocks {
		c.join(known)
	}
	a.done(j, c)
	for i := range a.clocks {
		a.clocks[i] = c.clone()
	}
}

func (a *analysis) event(j int) {
	e := &a.events[j]
	known := a.clocks[e.Goroutine+1]
	if j >= a.s.from {
		a.check(j, e.Goroutine, e.touch, known)
		a.checkTimer(j)
	}
	c := known.clone()
	if e.touch.kind == Join {
		for _, others := range a.clocks {
			c.join(others)
		}
	}
	for _, o := range e.touch.objects {
		list := a.byObject[o]
		for x := len(list) - 1; x >= 0; x-- {
			f := &a.events[list[x]]
			if dependent(f.touch, e.touch) {
				c.join(f.clock)
				if specs[f.touch.kind].mode == write {
					break // what came earlier happened before f
				}
			}
		}
	}
	a.done(j, c)
	a.clocks[e.Goroutine+1] = e.clock
	for _, g := range e.woke {
		if int(g)+1 < len(a.clocks) {
			a.clocks[g+1].join(e.clock)
		}
	}
}

// checkTimer looks at an operation that stops or resets a timer: the timer might
// have fired first, which never happens now, so that nothing else would ask for
// it.
func (a *analysis) checkTimer(j int) {
	k := a.events[j].touch.kind
	n := a.s.stack[j]
	if k != StopTimer && k != StartTimer || !a.w.Early || !n.can(Clock) {
		return
	}
	n.want(Clock)
	a.check(j, Clock, n.touches[Clock], a.clocks[0])
}

// done notes the clock of an event.
func (a *analysis) done(j int, c clock) {
	e := &a.events[j]
	a.counts[e.Goroutine+1]++
	c.set(int(e.Goroutine)+1, a.counts[e.Goroutine+1])
	e.clock, e.position = c, a.counts[e.Goroutine+1]
	for i, o := range e.touch.objects {
		if !contains(e.touch.objects[:i], o) {
			a.byObject[o] = append(a.byObject[o], j)
		}
	}
}

func contains(list []int32, x int32) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}

// check looks at an operation t of goroutine g, which happens as event j or is
// still pending when j events are over: for each other goroutine, at the last
// event that t depends on and that did not happen before it.
func (a *analysis) check(j int, g int32, t touch, known clock) {
	if t.all {
		all := make([]int, j)
		for i := range all {
			all[i] = i
		}
		a.checkList(all, j, g, t, known)
		return
	}
	for _, o := range t.objects {
		a.checkList(a.byObject[o], j, g, t, known)
	}
	if last := len(a.events) - 1; j > last && last >= 0 && a.events[last].touch.all {
		a.checkList([]int{last}, j, g, t, known)
	}
}

// checkList is check for the events of a list, which touch one object.
func (a *analysis) checkList(list []int, j int, g int32, t touch, known clock) {
	var seen []int32
	for x := len(list) - 1; x >= 0; x-- {
		i := list[x]
		e := &a.events[i]
		if e.Goroutine == g || !dependent(e.touch, t) {
			continue
		}
		if e.position <= known.get(int(e.Goroutine)+1) {
			if specs[e.touch.kind].mode == write && !t.all {
				break // what came earlier happened before e
			}
			continue
		}
		if excludes(e.touch.kind, t.kind) && !t.all && !e.touch.all || e.Goroutine == Clock && !a.w.Early || contains(seen, e.Goroutine) {
			continue
		}
		n := a.s.stack[i]
		canGo := n.can(g)
		if t.kind == Wait && !canGo && (e.touch.kind == Add || e.touch.kind == Done) {
			continue // it waits for more than this event
		}
		if canGo && n.want(g) || a.wantOneOf(n, i, j, known, t.kind == fire) {
			seen = append(seen, e.Goroutine)
		}
	}
}

func (n *node) can(g int32) bool {
	for _, c := range n.choices {
		if c.Goroutine == g {
			return true
		}
	}
	return false
}

// wantOneOf has somebody tried at n, before event i, who leads to an operation
// that can't go first itself: a goroutine with an event between i and j that
// happened before the operation. If there is none, all are tried, and it is
// false: an earlier event may be what has to be turned round. A timer that
// nobody else has set can't fire before event i sets it.
func (a *analysis) wantOneOf(n *node, i, j int, known clock, fires bool) bool {
	candidate := int32(Clock)
	for m := i + 1; m < j && m < len(a.events); m++ {
		e := &a.events[m]
		if e.Goroutine == a.events[i].Goroutine || e.position > known.get(int(e.Goroutine)+1) || !n.can(e.Goroutine) {
			continue
		}
		for k, c := range n.choices {
			if c.Goroutine == e.Goroutine && n.wanted[k] {
				return true
			}
		}
		if candidate == Clock {
			candidate = e.Goroutine
		}
	}
	if candidate != Clock && n.want(candidate) {
		return true
	}
	for k := range n.choices {
		n.wanted[k] = n.wanted[k] || !fires
	}
	return false
}

// excludes reports whether an operation of kind b is impossible in every state
// in which one of kind a, on the same object, is about to happen: the lock that
// a gives back is held then. Such a pair can't be turned round.
func excludes(a, b Kind) bool {
	switch a {
	case Unlock, CondWait:
		return b == Lock || b == condWake
	case WriteUnlock, WriteLock:
		return b == Announce || b == WriteLock || b == ReadLock
	case ReadUnlock:
		return b == WriteLock
	case OnceEnd:
		return b == OnceBegin
	}
	return false
}
