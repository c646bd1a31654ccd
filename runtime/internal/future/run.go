package future

import (
	"context"
	"errors"
	"fmt"
	"time"

	"interleave/runtime/cell"
)

// Run calls f in a goroutine of its own, on behalf of the calling cell, and
// settles with its error. A panic is a rejection with a *PanicError; a goroutine
// that is ended otherwise, such as by an interrupt of the cell, cancels.
func Run(f func() error) *Core {
	c := New(nil)
	if cell.Hosted() {
		go c.hosted(f)()
	} else {
		go c.perform(f)
	}
	return c
}

// Submit does the same on an executor.
func Submit(on Executor, f func() error) *Core {
	c := New(nil)
	release := func() {}
	if h, ok := on.(Holder); ok {
		release = h.Hold()
	}
	if cell.Hosted() {
		on.Post(c.hosted(f))
	} else {
		on.Post(func() { c.perform(f) })
	}
	release()
	return c
}

// perform calls f unless the operation was cancelled while it waited.
func (c *Core) perform(f func() error) {
	if c.begin() {
		c.settleWith(f)
	}
}

// hosted is perform on behalf of the calling cell.
func (c *Core) hosted(f func() error) func() {
	body := cell.Bind(func() { c.perform(f) })
	return func() {
		defer c.Settle(ErrCancelled, nil) // an interrupt may end the goroutine before body begins
		body()
	}
}

// Go is Run for a function with a context, which ends with ctx, with the cell,
// and when the core is cancelled.
func Go(ctx context.Context, f func(context.Context) error) *Core {
	ctx, stop := context.WithCancelCause(ctx)
	of := cell.Context()
	unhook := context.AfterFunc(of, func() { stop(context.Cause(of)) })
	c := New(stop)
	c.returned = make(chan struct{})
	body := func() {
		c.perform(func() error { return givenUp(ctx, f(ctx)) })
	}
	if cell.Hosted() {
		body = c.hosted(func() error { return givenUp(ctx, f(ctx)) })
	}
	go func() {
		defer func() {
			unhook()
			stop(nil)
			close(c.returned)
		}()
		body()
	}()
	return c
}

// givenUp makes a cancellation of the error of a function that stopped because
// its context was cancelled.
func givenUp(ctx context.Context, err error) error {
	if err != nil && ctx.Err() == context.Canceled && (errors.Is(err, context.Canceled) || errors.Is(err, context.Cause(ctx))) {
		return ErrCancelled
	}
	return err
}

// Returned is closed when the function that Go was given has returned, which
// may be long after the core was cancelled, or is not going to be called any
// more.
func (c *Core) Returned() <-chan struct{} { return c.returned }

// After returns a core that fulfils itself when d has passed. An interrupt of
// the calling cell cancels it.
func After(d time.Duration) *Core {
	c := New(nil)
	timer := time.AfterFunc(d, func() { c.Settle(nil, nil) })
	c.stop = func(error) { timer.Stop() }
	unhook := context.AfterFunc(cell.Context(), func() { c.Cancel() })
	c.then(func() { unhook() })
	return c
}

// Guard calls f and rejects c with its panic, if it panics.
func Guard(c *Core, f func()) {
	defer func() {
		if r := recover(); r != nil {
			c.Settle(NewPanicError(r), nil)
		}
	}()
	f()
}

// On is the executor among optional arguments, nil without one.
func On(who string, list []Executor) Executor {
	switch {
	case len(list) == 0:
		return nil
	case len(list) > 1:
		panic(fmt.Sprintf("%s: %d executors; a callback is called by one", who, len(list)))
	case list[0] == nil:
		panic(who + ": the executor is nil; leave it out to be called where the future is settled")
	}
	return list[0]
}
