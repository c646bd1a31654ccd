package scheduler

func init() {
	define(Send, spec{name: "send", enabled: notNil, effect: func(w *World, g *Goroutine, e *Event) bool {
		return w.send(e, g, g.op.object, g.op.Value) || w.park(&g.op.object.sendq, g, 0)
	}})
	define(Recv, spec{name: "receive", enabled: notNil, effect: func(w *World, g *Goroutine, e *Event) bool {
		return w.receive(e, g, g.op.object) || w.park(&g.op.object.recvq, g, 0)
	}})
	define(Close, spec{name: "close", effect: closeChannel})
	define(Len, spec{name: "len", mode: write, effect: func(w *World, g *Goroutine, e *Event) bool {
		g.op.Count = 0
		if o := g.op.object; o != nil {
			g.op.Count = len(o.buffer)
		}
		return true
	}})
	define(Select, spec{name: "select", enabled: func(w *World, g *Goroutine) bool {
		for _, c := range g.op.Cases {
			if c.object != nil {
				return true
			}
		}
		return g.op.Default
	}, effect: selectCase})
}

func notNil(w *World, g *Goroutine) bool { return g.op.object != nil }

// ready reports whether a case of a select can be taken now.
func (c *Case) ready() bool {
	o := c.object
	switch {
	case o == nil:
		return false
	case o.closed:
		return true
	case c.Send:
		_, waits := first(&o.recvq)
		return waits || len(o.buffer) < o.handle.Cap
	}
	_, waits := first(&o.sendq)
	return waits || len(o.buffer) > 0
}

func (w *World) park(q *[]waiter, g *Goroutine, index int) bool {
	*q = append(*q, waiter{g, g.turn, index})
	return false
}

// selectCase takes the case that was picked, or parks at all of them.
func selectCase(w *World, g *Goroutine, e *Event) bool {
	o := &g.op
	if e.Case >= 0 {
		c := o.Cases[e.Case]
		o.Count = int(e.Case)
		if c.Send {
			return w.send(e, g, c.object, c.Value)
		}
		return w.receive(e, g, c.object)
	}
	if o.Count = -1; o.Default {
		return true
	}
	for i, c := range o.Cases {
		switch {
		case c.object == nil:
		case c.Send:
			w.park(&c.object.sendq, g, i)
		default:
			w.park(&c.object.recvq, g, i)
		}
	}
	return false
}

// send is false when the sender has to wait.
func (w *World) send(e *Event, g *Goroutine, o *object, v any) bool {
	o.used(1, g)
	if o.closed {
		g.op.fault = "send on closed channel"
		return true
	}
	if r, ok := take(&o.recvq); ok {
		r.g.op.Value, r.g.op.OK, r.g.op.Count = v, true, r.index
		r.g.knows.join(g.knows)
		if o.handle.Cap == 0 {
			g.knows.join(r.g.knows)
		}
		g.tick()
		r.g.tick()
		w.wake(e, r.g)
		return true
	}
	if len(o.buffer) == o.handle.Cap {
		return false
	}
	o.fill(g, v)
	return true
}

// fill puts a value into the buffer. The receive that made room for it happened
// before.
func (o *object) fill(g *Goroutine, v any) {
	if o.sends >= o.handle.Cap && len(o.slots) > 0 {
		g.knows.join(o.slots[0])
		o.slots = o.slots[1:]
	}
	o.sends++
	o.buffer = append(o.buffer, item{v, g.knows.clone()})
	g.tick()
}

// receive is false when the receiver has to wait.
func (w *World) receive(e *Event, g *Goroutine, o *object) bool {
	o.used(0, g)
	if len(o.buffer) > 0 {
		it := o.buffer[0]
		o.buffer = o.buffer[1:]
		g.op.Value, g.op.OK = it.value, true
		g.knows.join(it.knows)
		o.slots = append(o.slots, g.knows.clone())
		g.tick()
		if s, ok := take(&o.sendq); ok {
			o.fill(s.g, s.value())
			s.g.op.Count = s.index
			w.wake(e, s.g)
		}
		return true
	}
	if s, ok := take(&o.sendq); ok {
		g.op.Value, g.op.OK = s.value(), true
		s.g.op.Count = s.index
		g.knows.join(s.g.knows)
		s.g.knows.join(g.knows)
		g.tick()
		s.g.tick()
		w.wake(e, s.g)
		return true
	}
	if o.closed {
		g.op.Value, g.op.OK = nil, false
		g.knows.join(o.knows)
		return true
	}
	return false
}

// value is what a parked sender sends.
func (x waiter) value() any {
	if x.g.op.Kind == Select {
		return x.g.op.Cases[x.index].Value
	}
	return x.g.op.Value
}

// used notes who has sent or received, for reports of deadlocks.
func (o *object) used(way int, g *Goroutine) {
	if o.use[way] == nil {
		o.use[way] = map[int]bool{}
	}
	o.use[way][g.id] = true
}

func closeChannel(w *World, g *Goroutine, e *Event) bool {
	o := g.op.object
	switch {
	case o == nil:
		g.op.fault = "close of nil channel"
		return true
	case o.closed:
		g.op.fault = "close of closed channel"
		return true
	}
	o.closed = true
	o.knows.join(g.knows)
	for r, ok := take(&o.recvq); ok; r, ok = take(&o.recvq) {
		r.g.op.Value, r.g.op.OK, r.g.op.Count = nil, false, r.index
		r.g.knows.join(g.knows)
		w.wake(e, r.g)
	}
	for s, ok := take(&o.sendq); ok; s, ok = take(&o.sendq) {
		s.g.op.fault = "send on closed channel"
		w.wake(e, s.g)
	}
	g.tick()
	return true
}
