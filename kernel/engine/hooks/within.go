package hooks

import (
	"sync"
	"time"
)

// Inner is a cell within a cell: goroutines that belong to the same execution but
// live in a bubble of testing/synctest, with a clock of its own. Waits there may
// only be for what was made in the bubble, and nobody outside may close a channel
// of it, so an Inner is stopped in two steps, see Halt and Release.
type Inner struct {
	cell *Cell
	stop func() bool // the outer cell's end no longer halts it
}

// Within makes an Inner of the calling goroutine's cell. Call it in the bubble. It
// is halted when the outer cell is stopped. It is nil when the goroutine belongs to
// no cell.
func Within() *Inner {
	outer := Current()
	if outer == nil {
		return nil
	}
	in := &Inner{cell: NewCell(outer.id)}
	in.cell.Value, in.cell.within = outer.Value, true
	if tell := outer.OnPanic; tell != nil {
		in.cell.OnPanic = func(p *Panic) { Outside(func() { tell(p) }) }
	}
	outer.mu.Lock()
	defer outer.mu.Unlock()
	if outer.inner == nil {
		outer.inner = map[*Inner]bool{}
	}
	outer.inner[in] = true
	in.stop = func() bool {
		outer.mu.Lock()
		defer outer.mu.Unlock()
		delete(outer.inner, in)
		return true
	}
	if outer.Stopped() {
		in.Halt()
	}
	return in
}

// haltInner halts what lives within c, which is being stopped.
func (c *Cell) haltInner() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for in := range c.inner {
		in.Halt()
	}
}

// Go runs f in a goroutine of in.
func (in *Inner) Go(f func()) {
	leave := in.cell.Enter()
	defer leave()
	Go(f)
}

// Halt ends the goroutines that run, at their next step; those that wait go on
// doing so. Anybody may call it.
func (in *Inner) Halt() {
	if in.cell.halt.CompareAndSwap(nil, &halt{end: Interrupted, grace: innerGrace}) {
		stopping.Add(1)
		attention.Add(1)
	}
}

// innerGrace is how long deferred calls may take, by the clock of the bubble.
const innerGrace = time.Second

// Release ends the waits as well. Call it in the bubble.
func (in *Inner) Release() {
	in.Halt()
	close(in.cell.done)
	in.cell.cancelContext()
}

// Close is for the end, when the goroutines are gone. Call it outside.
func (in *Inner) Close() {
	in.stop()
	if in.cell.Stopped() {
		stopping.Add(-1)
		attention.Add(-1)
	}
}

// outside runs functions for goroutines in bubbles: what they made there, channels
// and timers, could not be used by the rest of the process. Its channels and its
// goroutine are of no bubble; it lives as long as the process.
var outside struct {
	once  sync.Once
	mu    sync.Mutex // one at a time
	calls chan func()
	done  chan struct{}
}

func startOutside() {
	outside.once.Do(func() {
		outside.calls, outside.done = make(chan func()), make(chan struct{})
		go func() {
			for f := range outside.calls {
				f()
				outside.done <- struct{}{}
			}
		}()
	})
}

// InBubble reports whether the calling goroutine is one of an Inner.
func InBubble() bool { return Current().InBubble() }

// InBubble reports whether c is that of an Inner.
func (c *Cell) InBubble() bool { return c != nil && c.within }

// Outside runs f, which uses things of the process that live on: when the calling
// goroutine is one of an Inner, in a goroutine outside of its bubble, for which it
// waits.
func Outside(f func()) {
	if !InBubble() {
		f()
		return
	}
	outside.mu.Lock()
	defer outside.mu.Unlock()
	outside.calls <- f
	<-outside.done
}
