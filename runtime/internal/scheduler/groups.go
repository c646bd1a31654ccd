package scheduler

func init() {
	add := func(w *World, g *Goroutine, e *Event) bool {
		o := g.op.object
		if g.op.Count > 0 && o.count == 0 {
			w.misuse(g, o, false)
		}
		if o.count += g.op.Count; g.op.Count < 0 {
			o.knows.join(g.knows)
			g.tick()
		}
		if o.count < 0 {
			g.op.fault = "sync: negative WaitGroup counter"
		}
		return true
	}
	define(Add, spec{name: "add", effect: add})
	define(Done, spec{name: "done", mode: down, effect: add})
	define(Wait, spec{name: "wait",
		enabled: func(w *World, g *Goroutine) bool { return g.op.object.count <= 0 },
		effect: func(w *World, g *Goroutine, e *Event) bool {
			w.misuse(g, g.op.object, true)
			g.knows.join(g.op.object.knows)
			return true
		}})

	// Join is enabled when it is alone, so that it has nothing to be ordered with.
	define(Join, spec{name: "wait for all",
		enabled: func(w *World, g *Goroutine) bool {
			for _, other := range w.gs {
				if other != g && !other.over {
					return false
				}
			}
			return true
		},
		effect: func(w *World, g *Goroutine, e *Event) bool {
			for _, other := range w.gs {
				g.knows.join(other.knows)
			}
			return true
		}})

	define(CondWait, spec{name: "wait", effect: func(w *World, g *Goroutine, e *Event) bool {
		if g.op.lock.holder == nil {
			g.op.fault = "sync: unlock of unlocked mutex"
			return true
		}
		w.release(g, g.op.lock)
		g.op.object.waiting = append(g.op.object.waiting, g)
		return false
	}})
	define(condWake, spec{name: "wait, lock again",
		enabled: func(w *World, g *Goroutine) bool { return g.op.lock.holder == nil },
		effect: func(w *World, g *Goroutine, e *Event) bool {
			w.acquire(g, g.op.lock)
			return true
		}})
	signal := func(w *World, g *Goroutine, e *Event) bool {
		o := g.op.object
		for len(o.waiting) > 0 {
			woken := o.waiting[0]
			o.waiting = o.waiting[1:]
			woken.parked = false // and pending, for the lock
			woken.knows.join(g.knows)
			woken.op.Kind = condWake
			e.woke = append(e.woke, int32(woken.id))
			if g.op.Kind == Signal {
				break
			}
		}
		g.tick()
		return true
	}
	define(Signal, spec{name: "signal", effect: signal})
	define(Broadcast, spec{name: "broadcast", effect: signal})

	define(OnceBegin, spec{name: "once",
		enabled: func(w *World, g *Goroutine) bool { return g.op.object.holder == nil },
		effect: func(w *World, g *Goroutine, e *Event) bool {
			o := g.op.object
			if g.op.OK = !o.done; g.op.OK {
				o.holder, o.since = g, g.op.Site
			} else {
				g.knows.join(o.knows)
			}
			return true
		}})
	define(OnceEnd, spec{name: "once is done", effect: func(w *World, g *Goroutine, e *Event) bool {
		o := g.op.object
		o.done, o.holder = true, nil
		o.knows.join(g.knows)
		g.tick()
		return true
	}})
	define(Yield, spec{name: "gosched", effect: func(*World, *Goroutine, *Event) bool { return true }})
	define(Print, spec{name: "print", effect: func(w *World, g *Goroutine, e *Event) bool {
		w.text.WriteString(g.op.Value.(string))
		return true
	}})
}
