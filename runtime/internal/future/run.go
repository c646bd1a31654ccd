package future

import (
	"context"
	"errors"
	"fmt"
	"time"

	"interleave/runtime/cell"
)

// Run has body called in a goroutine of its own, on behalf of the calling cell.
// body is nothing but a call of c.Perform; so one allocation is enough for the
// goroutine and what it needs to know.
func Run(c *Core, body func()) {
	Init(c, nil)
	if cell.Hosted() {
		body = c.hosted(body)
	}
	go body()
}

// Submit does the same on an executor.
func Submit(c *Core, on Executor, body func()) {
	Init(c, nil)
	release := func() {}
	if h, ok := on.(Holder); ok {
		release = h.Hold()
	}
	if cell.Hosted() {
		body = c.hosted(body)
	}
	on.Post(body)
	release()
}

// Perform calls f, unless the operation was cancelled while it waited, and settles
// with its error. A panic is a rejection with a *PanicError; a goroutine that is
// ended otherwise, such as by an interrupt of the cell, cancels.
func (c *Core) Perform(f func() error) {
	if c.begin() {
		c.settleWith(f)
	}
}

// hosted is body on behalf of the calling cell.
func (c *Core) hosted(body func()) func() {
	body = cell.Bind(body)
	return func() {
		defer c.Settle(ErrCancelled, nil) // an interrupt may end the goroutine before body begins
		body()
	}
}

// Go is Run for a function with a context, which ends with ctx, with the cell,
// and when the core is cancelled.
func Go(c *Core, ctx context.Context, f func(context.Context) error) {
	ctx, stop := context.WithCancelCause(ctx)
	of := cell.Context()
	unhook := context.AfterFunc(of, func() { stop(context.Cause(of)) })
	Init(c, stop)
	returned := make(chan struct{})
	c.more().returned = returned
	body := func() {
		c.Perform(func() error { return givenUp(ctx, f(ctx)) })
	}
	if cell.Hosted() {
		body = c.hosted(body)
	}
	go func() {
		defer func() {
			unhook()
			stop(nil)
			close(returned)
		}()
		body()
	}()
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
func (c *Core) Returned() <-chan struct{} { return c.aside.returned }

// After makes c fulfil itself when d has passed. An interrupt of the calling cell
// cancels it.
func After(c *Core, d time.Duration) {
	Init(c, nil)
	timer := time.AfterFunc(d, func() { c.Settle(nil, nil) })
	c.mu.Lock() // the timer may have fired
	c.more().stop = func(error) { timer.Stop() }
	c.mu.Unlock()
	unhook := context.AfterFunc(cell.Context(), func() { c.Cancel() })
	c.then(func() { unhook() })
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
