package scheduler

func init() {
	free := func(w *World, g *Goroutine) bool { return g.op.object.holder == nil }
	define(Lock, spec{name: "lock", enabled: free, effect: func(w *World, g *Goroutine, e *Event) bool {
		w.acquire(g, g.op.object)
		return true
	}})
	define(TryLock, spec{name: "trylock", effect: func(w *World, g *Goroutine, e *Event) bool {
		if g.op.OK = g.op.object.holder == nil; g.op.OK {
			w.acquire(g, g.op.object)
		}
		return true
	}})
	define(Unlock, spec{name: "unlock", effect: func(w *World, g *Goroutine, e *Event) bool {
		if g.op.object.holder == nil {
			g.op.fault = "sync: unlock of unlocked mutex"
			return true
		}
		w.release(g, g.op.object)
		return true
	}})

	define(Announce, spec{name: "lock, wait for readers",
		enabled: func(w *World, g *Goroutine) bool { return g.op.object.writer == nil },
		effect: func(w *World, g *Goroutine, e *Event) bool {
			g.op.object.writer = g
			return true
		}})
	define(WriteLock, spec{name: "lock",
		enabled: func(w *World, g *Goroutine) bool { return g.op.object.reads == 0 },
		effect: func(w *World, g *Goroutine, e *Event) bool {
			w.acquire(g, g.op.object)
			g.knows.join(g.op.object.readerK)
			return true
		}})
	define(TryWriteLock, spec{name: "trylock", effect: func(w *World, g *Goroutine, e *Event) bool {
		o := g.op.object
		if g.op.OK = o.writer == nil && o.reads == 0; g.op.OK {
			o.writer = g
			w.acquire(g, o)
			g.knows.join(o.readerK)
		}
		return true
	}})
	define(WriteUnlock, spec{name: "unlock", effect: func(w *World, g *Goroutine, e *Event) bool {
		o := g.op.object
		if o.holder == nil {
			g.op.fault = "sync: Unlock of unlocked RWMutex"
			return true
		}
		w.release(g, o)
		o.writer = nil
		return true
	}})
	define(ReadLock, spec{name: "rlock", mode: shared,
		enabled: func(w *World, g *Goroutine) bool { return g.op.object.writer == nil },
		effect: func(w *World, g *Goroutine, e *Event) bool {
			w.acquireShared(g, g.op.object)
			return true
		}})
	define(TryReadLock, spec{name: "tryrlock", effect: func(w *World, g *Goroutine, e *Event) bool {
		if g.op.OK = g.op.object.writer == nil; g.op.OK {
			w.acquireShared(g, g.op.object)
		}
		return true
	}})
	define(ReadUnlock, spec{name: "runlock", mode: shared, effect: func(w *World, g *Goroutine, e *Event) bool {
		o := g.op.object
		if o.reads == 0 {
			g.op.fault = "sync: RUnlock of unlocked RWMutex"
			return true
		}
		o.reads--
		if o.readers[g]--; o.readers[g] <= 0 {
			delete(o.readers, g)
		}
		o.readerK.join(g.knows)
		g.tick()
		g.drop(o)
		return true
	}})
}

func (w *World) acquire(g *Goroutine, o *object) {
	o.holder, o.since = g, g.op.Site
	g.knows.join(o.knows)
	g.held = append(g.held, holding{o, g.op.Site, false})
}

func (w *World) acquireShared(g *Goroutine, o *object) {
	if o.readers == nil {
		o.readers = map[*Goroutine]int{}
	}
	o.reads++
	o.readers[g]++
	g.knows.join(o.knows)
	g.held = append(g.held, holding{o, g.op.Site, true})
}

// release gives a lock back, which another goroutine may hold, as in Go.
func (w *World) release(g *Goroutine, o *object) {
	holder := o.holder
	o.holder = nil
	o.knows.join(g.knows)
	g.tick()
	holder.drop(o)
}

// drop forgets a lock that the goroutine had, the last of them.
func (g *Goroutine) drop(o *object) {
	for i := len(g.held) - 1; i >= 0; i-- {
		if g.held[i].object == o {
			g.held = append(g.held[:i:i], g.held[i+1:]...)
			return
		}
	}
}
