package scheduler

// Search goes through schedules systematically, depth first: it runs the
// program again and again, each time up to the last choice that has something
// left to try, and differently from there.
//
// It keeps a stack of the choices of the present schedule. A program that does
// something else when the same choices are made again is found out, counted,
// and not searched further there.
type Search struct {
	// Reduce leaves out schedules that are equivalent to others, since they
	// differ only in the order of operations that commute. Every outcome,
	// deadlock and race is still found.
	Reduce bool
	// Preemptions, when it is not negative, leaves out schedules that take the
	// turn from a goroutine that could go on more often than that. It must be
	// negative with Reduce: what is left out could be the schedule that stands
	// for those within the bound.
	Preemptions int
	// sleepOnly is Reduce without the analysis of races, for tests.
	sleepOnly bool

	stack    []*node
	from     int // the depth at which the present run left the one before
	diverged int
	strayed  bool // the present run has diverged
}

// node is a state of the program, reached by the choices below it on the stack.
type node struct {
	choices []Choice
	sign    uint64
	touches map[int32]touch // of the goroutines in choices
	taken   int             // index of the choice that is being tried
	wanted  []bool          // choices that have to be tried
	tried   []bool
	// sleep holds goroutines that need not go first here: what follows is
	// equivalent to schedules tried before.
	sleep map[int32]touch

	preemptions int
	last        int32 // the goroutine that ran before
	canGoOn     bool  // it is among the choices
}

// Pick is of Strategy.
func (s *Search) Pick(w *World) int {
	depth := w.Step()
	if depth == 0 {
		s.strayed = false
	}
	if depth < len(s.stack) {
		n := s.stack[depth]
		if len(n.choices) != len(w.choices) || n.choices[n.taken] != w.choices[n.taken] || n.sign != w.sign() {
			s.strayed = true
			s.diverged++
			return -1
		}
		return n.taken
	}
	n := s.newNode(w, depth)
	if n.taken = n.prefer(); n.taken < 0 {
		return -1 // all that could be tried sleeps
	}
	if s.Reduce && !s.sleepOnly {
		n.want(n.choices[n.taken].Goroutine)
	} else {
		for i, c := range n.choices {
			cost := n.preemptions
			if n.canGoOn && c.Goroutine != n.last {
				cost++
			}
			n.wanted[i] = s.Preemptions < 0 || cost <= s.Preemptions
		}
	}
	s.stack = append(s.stack, n)
	return n.taken
}

func (s *Search) newNode(w *World, depth int) *node {
	n := &node{
		choices: append([]Choice(nil), w.choices...),
		sign:    w.sign(),
		wanted:  make([]bool, len(w.choices)),
		tried:   make([]bool, len(w.choices)),
		last:    int32(w.last),
	}
	for _, c := range n.choices {
		n.canGoOn = n.canGoOn || c.Goroutine == n.last && n.last != Clock
	}
	if depth > 0 {
		p := s.stack[depth-1]
		if n.preemptions = p.preemptions; p.canGoOn && p.choices[p.taken].Goroutine != p.last {
			n.preemptions++
		}
	}
	if !s.Reduce {
		return n
	}
	n.touches = make(map[int32]touch, len(n.choices))
	for _, c := range n.choices {
		n.touches[c.Goroutine] = w.touchOf(c.Goroutine)
	}
	if depth > 0 {
		n.sleep = s.stack[depth-1].asleepAfter()
	}
	return n
}

// sign is a hash of what the choices would do, by which it is found out that a
// program did something else when the same choices were made again.
func (w *World) sign() uint64 {
	h := uint64(len(w.choices))
	for _, c := range w.choices {
		h = h*1099511628211 + uint64(c.Goroutine+1)
		if c.Goroutine == Clock {
			continue
		}
		o := &w.gs[c.Goroutine].op
		h = h*1099511628211 + uint64(o.Kind)
		if o.object != nil {
			h = h*1099511628211 + uint64(o.object.id)
		}
	}
	return h
}

// touchOf is what a goroutine that can go on, or the clock, would touch.
func (w *World) touchOf(g int32) touch {
	if g == Clock {
		return w.fireTouch(w.due())
	}
	return w.footprint(&w.gs[g].op)
}

// asleepAfter are those that sleep, or have been tried, and stay asleep because
// they are independent of the choice that was taken.
func (p *node) asleepAfter() map[int32]touch {
	c := p.choices[p.taken]
	if c.Goroutine == Clock {
		return nil
	}
	var sleep map[int32]touch
	keep := func(g int32, t touch) {
		if g != c.Goroutine && g != Clock && !dependent(t, p.touches[c.Goroutine]) {
			if sleep == nil {
				sleep = map[int32]touch{}
			}
			sleep[g] = t
		}
	}
	for g, t := range p.sleep {
		keep(g, t)
	}
	for i, c := range p.choices {
		if p.exhausted(c.Goroutine) && (i == 0 || p.choices[i-1].Goroutine != c.Goroutine) {
			keep(c.Goroutine, p.touches[c.Goroutine])
		}
	}
	return sleep
}

// exhausted reports whether all choices of a goroutine have been tried.
func (n *node) exhausted(g int32) bool {
	for i, c := range n.choices {
		if c.Goroutine == g && !n.tried[i] {
			return false
		}
	}
	return true
}

// prefer is the choice to try first: the goroutine that ran before goes on.
func (n *node) prefer() int {
	best := -1
	for i, c := range n.choices {
		if _, asleep := n.sleep[c.Goroutine]; asleep {
			continue
		}
		if c.Goroutine == n.last && n.canGoOn {
			return i
		}
		if best < 0 {
			best = i
		}
	}
	return best
}

// want has a goroutine tried at this node; it is false when it can't go on.
func (n *node) want(g int32) bool {
	found := false
	for i, c := range n.choices {
		if c.Goroutine == g {
			n.wanted[i], found = true, true
		}
	}
	return found
}

// End is of Strategy: it finds the last choice that has something left to try.
func (s *Search) End(w *World) bool {
	if last := len(w.events) - 1; s.Reduce && w.end == Failed && last >= 0 {
		w.events[last].touch.all = true
		t := s.stack[last].touches[w.events[last].Goroutine]
		t.all = true
		s.stack[last].touches[w.events[last].Goroutine] = t
	}
	if s.Reduce && !s.sleepOnly && !s.strayed {
		s.analyze(w)
	}
	for len(s.stack) > 0 {
		n := s.stack[len(s.stack)-1]
		n.tried[n.taken] = true
		for i, c := range n.choices {
			if !n.wanted[i] || n.tried[i] {
				continue
			}
			if _, asleep := n.sleep[c.Goroutine]; asleep {
				n.tried[i] = true
				continue
			}
			n.taken = i
			s.from = len(s.stack) - 1
			return true
		}
		s.stack = s.stack[:len(s.stack)-1]
	}
	return false
}
