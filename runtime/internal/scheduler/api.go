package scheduler

// Do carries out an operation of the calling goroutine, waiting as long as it
// has to, and returns it with what it got. The result is valid until the
// goroutine's next operation. what names the operation for the panic that tells
// a caller that is not a goroutine of a World.
func Do(what string, o Op) *Op {
	g := caller(what)
	g.op = o
	g.do()
	return &g.op
}

// Go starts a goroutine of the caller's World. It is no event: nothing can tell
// whether the new goroutine begins before or after the caller's next operation.
func Go(f func(), site Site) {
	g := caller("Go")
	w := g.world
	if w.dying {
		return
	}
	if f == nil {
		panic("explore: Go of a nil function")
	}
	if w.Traced && site == (Site{}) && w.Where != nil {
		site = w.Where()
	}
	w.start(g.child(), f, g, nil, site)
}

// SetName gives the calling goroutine a name for reports.
func SetName(name string) { caller("SetName").name = name }

// Register makes the caller's World know a Handle before it is used. Without a
// World it does nothing.
func Register(h *Handle) {
	if g := Current(); g != nil {
		g.world.object(h)
	}
}

func caller(what string) *Goroutine {
	if g := Current(); g != nil {
		return g
	}
	panic("explore: " + what + " was called by a goroutine that is not under control: " +
		"call it within explore.Run, in goroutines that were started by explore.Go and not by a go statement")
}
