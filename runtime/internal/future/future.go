// Package future is the compiled core of package async: when an operation is
// settled, who waits for it, and who is told of it. It knows no values: the
// generic shell keeps them, in the fields that a settled state protects.
package future

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/event"
	"interleave/runtime/internal/virtual"
)

// State is how far an operation is.
type State int32

const (
	Pending   State = iota // not settled yet
	Fulfilled              // ended with a value
	Rejected               // ended with an error
	Cancelled              // given up before it ended
)

func (s State) String() string {
	switch s {
	case Pending:
		return "pending"
	case Fulfilled:
		return "fulfilled"
	case Rejected:
		return "rejected"
	case Cancelled:
		return "cancelled"
	}
	return "unknown"
}

// ErrCancelled is the error of a future that was cancelled. errors.Is also
// takes it for context.Canceled.
var ErrCancelled error = cancelled{}

type cancelled struct{}

func (cancelled) Error() string        { return "async: cancelled" }
func (cancelled) Is(target error) bool { return target == context.Canceled }

// Executor runs functions somewhere: each exactly once, those of one goroutine
// in the order in which they were posted.
type Executor interface {
	Post(f func())
}

// Holder is an Executor that has to know that something will be posted, so that
// it doesn't end before.
type Holder interface {
	Executor
	// Hold announces it; release is called after Post.
	Hold() (release func())
}

// Core is one operation. It has to be set up by Init, or by one of the functions
// that make something of it: Run, Derive, All and so on.
//
// Who sees that it is settled may read err without mu. done is closed by who
// settles, if it is there. Callbacks are run by one goroutine at a time, the one
// that set draining, in the order of registration.
type Core struct {
	state    atomic.Int32 // a State; written last when the core is settled
	observed atomic.Bool
	times    *times // nil when none are kept

	mu    sync.Mutex // guards what follows
	err   error
	aside *aside // nil as long as there is none of it
	// done is made at once where there is virtual time, and no WaitGroup: both belong
	// to where they are first used, and with a channel of where the core was made, it
	// can be settled and awaited on either side. Elsewhere it is nil until somebody
	// waits.
	done chan struct{}
}

// times is when an operation went how far, in ns since base; 0: not yet. ended is
// guarded by the core's mu.
type times struct {
	made, ended int64
	began       atomic.Int64
}

// aside is what few cores have: apart from them it keeps the others small. What is
// set when the core is made is not guarded.
type aside struct {
	draining  bool
	callbacks []func()
	name      string
	stop      context.CancelCauseFunc // of the operation behind it, or nil
	returned  chan struct{}           // closed when what Go started has returned, or nil
}

// more is the aside, made when there is none. mu is held, or c is not known to others
// yet.
func (c *Core) more() *aside {
	if c.aside == nil {
		c.aside = &aside{}
	}
	return c.aside
}

// waiting reports whether there are callbacks to be called. mu is held.
func (c *Core) waiting() bool { return c.aside != nil && len(c.aside.callbacks) > 0 }

// timed says that times are kept in a program without cells.
var timed atomic.Bool

// KeepTimes makes cores keep their times from now on.
func KeepTimes() { timed.Store(true) }

// keepsTimes reports whether anybody may ask for times: to look at the clock is a good
// part of what a short operation costs.
func keepsTimes() bool { return cell.Hosted() || timed.Load() || event.On() }

// base is what the times of cores count from. Under virtual time they are far
// from it, but all by the same amount.
var base = time.Now().Add(-time.Second)

func now() int64 { return int64(time.Since(base)) }

func at(ns int64) time.Time {
	if ns == 0 {
		return time.Time{}
	}
	return base.Add(time.Duration(ns))
}

// Timing is when an operation went how far. A zero time has not come, or was not kept.
type Timing struct {
	Name    string
	Made    time.Time
	Began   time.Time // when its function was called, where there is one that had to wait
	Settled time.Time
	State   State
}

// Init makes c pending. stop is called when it is cancelled, nil when there is
// nothing to stop.
func Init(c *Core, stop context.CancelCauseFunc) {
	if virtual.Possible() {
		c.done = make(chan struct{})
	}
	if stop != nil {
		c.more().stop = stop
	}
	if keepsTimes() {
		c.times = &times{made: now()}
	}
}

func newCore() *Core {
	c := &Core{}
	Init(c, nil)
	return c
}

// Settle ends the operation: fulfilled when err is nil, cancelled when err is
// ErrCancelled itself, rejected otherwise. store keeps the value; it is called
// only by the one call that settles, before anybody can see the state. The
// others get false and change nothing.
func (c *Core) Settle(err error, store func()) bool {
	if store == nil {
		return c.settle(err, nil)
	}
	return c.settle(err, func() bool {
		store()
		return true
	})
}

// settle is Settle with a store that reports false when it could not run.
func (c *Core) settle(err error, store func() bool) bool {
	if store == nil {
		return c.conclude(err)
	}
	decided := false
	defer func() {
		if !decided { // an interrupt ended the goroutine in store
			c.drain()
		}
	}()
	won, unobserved, waiting := c.decide(err, store)
	decided = true
	if waiting {
		c.drain()
	}
	if unobserved {
		reportUnlessSeen(c)
	}
	return won
}

// decide settles. waiting says that there are callbacks to be called.
func (c *Core) decide(err error, store func() bool) (won, unobserved, waiting bool) {
	c.mu.Lock()
	if c.isSettled() {
		c.mu.Unlock()
		return false, false, false
	}
	if c.times != nil {
		c.times.ended = now()
	}
	state := Cancelled
	c.err = ErrCancelled // it stays so if store does not return
	defer func() {
		c.state.Store(int32(state))
		c.release()
	}()
	switch {
	case err == nil:
		if store != nil && !store() {
			return true, false, c.waiting()
		}
		state = Fulfilled
	case err != ErrCancelled:
		state = Rejected
	}
	c.err = err
	return true, state == Rejected && !c.observed.Load(), c.waiting()
}

// conclude is settle without a store, and so with nothing that could end the goroutine
// on the way.
func (c *Core) conclude(err error) bool {
	c.mu.Lock()
	if c.isSettled() {
		c.mu.Unlock()
		return false
	}
	if c.times != nil {
		c.times.ended = now()
	}
	state := Rejected
	switch err {
	case nil:
		state = Fulfilled
	case ErrCancelled:
		state = Cancelled
	}
	c.err = err
	waiting := c.waiting()
	unobserved := state == Rejected && !c.observed.Load()
	c.state.Store(int32(state))
	c.release()
	if waiting {
		c.drain()
	}
	if unobserved {
		reportUnlessSeen(c)
	}
	return true
}

func (c *Core) isSettled() bool { return c.State() != Pending }

// Cancel settles the operation as cancelled and stops what runs behind it. It
// reports false when the operation was settled before.
func (c *Core) Cancel() bool {
	ok := c.Settle(ErrCancelled, nil)
	if !ok {
		return false
	}
	c.mu.Lock()
	var stop context.CancelCauseFunc
	if c.aside != nil {
		stop = c.aside.stop
	}
	c.mu.Unlock()
	if stop != nil {
		stop(ErrCancelled)
	}
	return ok
}

// release gives up mu and lets go who waits for the core, which is settled.
func (c *Core) release() {
	done := c.done
	c.mu.Unlock()
	if done != nil {
		close(done)
	}
}

// Done is closed when the operation is settled.
func (c *Core) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done == nil {
		if c.isSettled() {
			return closed
		}
		c.done = make(chan struct{})
	}
	return c.done
}

// closed is shared by all that were settled before anybody waited. It belongs to no
// bubble of virtual time, so anybody may receive from it.
var closed = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// State says how far the operation is.
func (c *Core) State() State { return State(c.state.Load()) }

// Err is the error of a settled operation, nil of a pending one. Who asks is
// taken to know of it.
func (c *Core) Err() error {
	c.Observe()
	if !c.isSettled() {
		return nil
	}
	return c.err
}

// label is the name while somebody records.
func (c *Core) label() string {
	if !event.On() {
		return ""
	}
	return c.called()
}

// called is the name.
func (c *Core) called() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.aside == nil {
		return ""
	}
	return c.aside.name
}

// Name gives the operation a name for pictures.
func (c *Core) Name(name string) {
	c.mu.Lock()
	c.more().name = name
	c.mu.Unlock()
}

// begin says that the function of the operation is about to be called. It
// reports false when the operation was cancelled before.
func (c *Core) begin() bool {
	if c.times != nil {
		c.times.began.Store(now())
	}
	return !c.isSettled()
}

// Timing says when the operation went how far.
func (c *Core) Timing() Timing {
	t := Timing{Name: c.called(), State: c.State()}
	if c.times == nil {
		return t
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	t.Made, t.Began, t.Settled, t.State = at(c.times.made), at(c.times.began.Load()), at(c.times.ended), c.State()
	return t
}

// Observe says that somebody will look at the outcome.
func (c *Core) Observe() { c.observed.Store(true) }

// seen is for cores that are settled.
func (c *Core) seen() (bool, error) { return c.observed.Load(), c.err }

// Wait returns the outcome once there is one, or earlier the cause for which
// ctx or the calling cell ended.
func (c *Core) Wait(ctx context.Context) error {
	c.Observe()
	if c.isSettled() {
		return c.err
	}
	of := cell.Context()
	if event.On() {
		defer event.Pause(event.Blocked, "future")()
	}
	if ctx.Done() == nil && of.Done() == nil {
		// Yield first: what is short is over when it is this goroutine's turn again,
		// and that costs less than to be woken up.
		runtime.Gosched()
		if !c.isSettled() {
			<-c.Done()
		}
		return c.err
	}
	select {
	case <-c.Done():
		return c.err
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-of.Done():
		return context.Cause(of)
	}
}

// OnSettled has f called once the operation is settled: by the executor, or
// without one by the goroutine that settles it, and when it is settled already,
// by the caller before OnSettled returns. Callbacks without an executor are
// called in the order of registration, one after the other.
func (c *Core) OnSettled(f func(), on Executor) { c.onSettled(bound(f), on) }

// onSettled does it with an f that is bound already, or needs no cell.
func (c *Core) onSettled(f func(), on Executor) {
	if on != nil {
		inner, release := f, func() {}
		if h, ok := on.(Holder); ok {
			release = h.Hold()
		}
		f = func() {
			on.Post(inner)
			release()
		}
	}
	c.Observe()
	c.then(f)
}

// then calls f when the operation is settled, which does not make it observed.
func (c *Core) then(f func()) {
	c.mu.Lock()
	a := c.more()
	a.callbacks = append(a.callbacks, f)
	settled := c.isSettled()
	c.mu.Unlock()
	if settled {
		c.drain()
	}
}

// drain calls the callbacks. A goroutine that comes while another one does
// leaves them to that one. A callback whose cell is stopped ends its goroutine;
// then another goroutine goes on with the rest.
func (c *Core) drain() {
	c.mu.Lock()
	a := c.more()
	if a.draining {
		c.mu.Unlock()
		return
	}
	a.draining = true
	c.mu.Unlock()
	ended := false
	defer func() {
		if !ended {
			go c.callAll()
		}
	}()
	c.callAll()
	ended = true
}

func (c *Core) callAll() {
	for {
		c.mu.Lock()
		a := c.aside
		if len(a.callbacks) == 0 {
			a.draining = false
			c.mu.Unlock()
			return
		}
		f := a.callbacks[0]
		a.callbacks = a.callbacks[1:]
		c.mu.Unlock()
		call(f)
	}
}

// call keeps the panic of one callback from the others; it is reported like a
// rejection that nobody handles.
func call(f func()) {
	defer func() {
		if r := recover(); r != nil {
			Report(NewPanicError(r))
		}
	}()
	f()
}

// bound keeps f with the calling cell: its output goes there, a panic is that
// cell's, and once the cell was interrupted f is not called any more. Callbacks
// of compiled programs stay as they are.
func bound(f func()) func() {
	if !cell.Hosted() {
		return f
	}
	home, f := cell.Context(), cell.Bind(f)
	return func() {
		switch {
		case home.Err() != nil:
		case cell.Context() == home:
			f()
		default:
			// An interrupt of its cell would end this goroutine, which
			// belongs to another one.
			done := make(chan struct{})
			go func() {
				defer close(done)
				f()
			}()
			<-done
		}
	}
}

// storing binds a store to the calling cell, whose code it is.
func storing(store func()) func() bool {
	if store == nil {
		return nil
	}
	if !cell.Hosted() {
		return func() bool {
			store()
			return true
		}
	}
	ran := false
	f := bound(func() {
		store()
		ran = true
	})
	return func() bool {
		f()
		return ran
	}
}

// IsCancelled reports whether err says that something was given up.
func IsCancelled(err error) bool {
	return errors.Is(err, context.Canceled)
}
