package hooks

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// stopping counts the cells that are being stopped and may have goroutines
// left. Every loop of interpreted code looks at it.
var stopping atomic.Int32

// attention is stopping plus the number of panics that are on their way. Every
// function looks at it when it is entered.
var attention atomic.Int32

// halt says how the goroutines of a stopped cell end.
type halt struct {
	end    End // Interrupted or Exited
	grace  time.Duration
	status int
}

// death says why a goroutine is ending, while its deferred calls run.
type death struct {
	end    End
	panic  *Panic // Overflowed
	status int    // Exited

	deadline time.Time // of the deferred calls; zero: none
	once     sync.Once // guards over
	over     chan struct{}
}

// Stop ends all goroutines of the cell, present and future, wherever they are
// in interpreted code or in a wait of this package: runtime.Goexit in the
// goroutine itself, so deferred calls run. Each has its grace for them; then
// deferred code is stopped as well. What is in native code goes on until the
// native call returns; Goroutines tells how many are left. Stop does not wait.
//
// Goexit, and not a panic: recover does not see it, native callers between
// interpreted frames are left too, and it costs the same at any depth.
func (c *Cell) Stop(grace time.Duration) { c.stop(&halt{end: Interrupted, grace: grace}) }

func (c *Cell) stop(h *halt) {
	if !c.halt.CompareAndSwap(nil, h) {
		return
	}
	stopping.Add(1)
	attention.Add(1)
	close(c.done)
	c.cancelContext()
	c.haltInner()
	c.settleAfter(h.grace+50*time.Millisecond, 30*time.Second)
}

// settleAfter ends the attention that all interpreted code pays to the stop of
// c when no goroutine of it is left; until then it looks again, ever more
// rarely.
func (c *Cell) settleAfter(d, most time.Duration) {
	time.AfterFunc(d, func() {
		if c.Goroutines() > 0 {
			c.settleAfter(min(2*d, most), most)
			return
		}
		stopping.Add(-1)
		attention.Add(-1)
	})
}

// Exit is os.Exit for cells: it stops the calling goroutine's cell at once,
// without deferred calls, and makes its Outcome Exited. It does not return.
func Exit(code int) {
	t := currentTag()
	if t == nil {
		panic("hooks: Exit outside of a cell")
	}
	t.cell.stop(&halt{end: Exited, status: code})
	Check()
	// The cell is being stopped for another reason and this is a deferred call.
	runtime.Goexit()
}

// Check ends the calling goroutine, by runtime.Goexit, if its cell was stopped.
func Check() {
	t := currentTag()
	if t == nil {
		return
	}
	h := t.cell.halt.Load()
	switch {
	case t.death == nil && h != nil:
		d := &death{end: h.end, status: h.status, deadline: time.Now().Add(h.grace)}
		setTag(&tag{labels: t.labels, cell: t.cell, death: d})
		runtime.Goexit()
	case t.death != nil && t.death.expired(h):
		runtime.Goexit()
	}
}

// expired reports whether deferred calls have had their time.
func (d *death) expired(h *halt) bool {
	if d.deadline.IsZero() {
		return h != nil // out of stack, and stopped since
	}
	return !time.Now().Before(d.deadline)
}

// done is closed when deferred calls have had their time.
func (d *death) done(c *Cell) <-chan struct{} {
	if d.deadline.IsZero() {
		return c.done
	}
	d.once.Do(func() {
		d.over = make(chan struct{})
		time.AfterFunc(time.Until(d.deadline), func() { close(d.over) })
	})
	return d.over
}

// Done is closed when the calling goroutine has to stop: its cell was stopped
// or, in deferred calls of a stopped goroutine, their time is over. It is nil,
// which blocks for ever, when the goroutine belongs to no cell. Every wait in
// compiled code on behalf of a cell selects on it and then calls Check.
func Done() <-chan struct{} {
	t := currentTag()
	switch {
	case t == nil:
		return nil
	case t.death != nil:
		return t.death.done(t.cell)
	}
	return t.cell.done
}

// Wait blocks until ready is closed or has a value. It does not return when
// the calling goroutine's cell is stopped meanwhile.
func Wait(ready <-chan struct{}) {
	select {
	case <-ready:
		return
	default:
	}
	done := Done()
	select {
	case <-ready:
	case <-done:
		stopped()
	}
}

// Sleep is time.Sleep for cells.
func Sleep(d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-Done():
		stopped()
	}
}

// stopped ends the goroutine after Done was closed.
func stopped() {
	Check()
	runtime.Goexit()
}
