package scheduler

func init() {
	define(Load, spec{name: "load", mode: read, effect: func(w *World, g *Goroutine, e *Event) bool {
		w.access(g, g.op.object, false)
		g.op.Value = g.op.object.value
		return true
	}})
	define(Store, spec{name: "store", effect: func(w *World, g *Goroutine, e *Event) bool {
		w.access(g, g.op.object, true)
		g.op.object.value = g.op.Value
		return true
	}})
	// An atomic load synchronizes with the store that it sees; so do stores,
	// since all atomic operations behave as if in one order.
	define(AtomicLoad, spec{name: "atomic load", mode: read, effect: func(w *World, g *Goroutine, e *Event) bool {
		g.knows.join(g.op.object.knows)
		g.op.Value = g.op.object.value
		return true
	}})
	define(AtomicStore, spec{name: "atomic", effect: func(w *World, g *Goroutine, e *Event) bool {
		o := g.op.object
		g.knows.join(o.knows)
		o.knows = g.knows.clone()
		g.tick()
		o.value, g.op.Value = g.op.Apply(o.value)
		return true
	}})
}
