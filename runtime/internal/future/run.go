package future

import (
	"context"
	"errors"
	"fmt"
	"time"

	"interleave/runtime/cell"
)

// Go calls run in a goroutine of its own, on behalf of the calling cell, and
// settles with its error. The context of run ends with ctx, with the cell, and
// when the core is cancelled. A panic is a rejection with a *PanicError; a
// goroutine that is ended otherwise, such as by an interrupt of the cell,
// cancels.
func Go(ctx context.Context, run func(context.Context) error) *Core {
	return start(ctx, run, func(f func()) { go f() })
}

// Submit does the same on an executor.
func Submit(on Executor, run func(context.Context) error) *Core {
	release := func() {}
	if h, ok := on.(Holder); ok {
		release = h.Hold()
	}
	return start(context.Background(), run, func(f func()) {
		on.Post(f)
		release()
	})
}

func start(ctx context.Context, run func(context.Context) error, by func(func())) *Core {
	ctx, stop := context.WithCancelCause(ctx)
	of := cell.Context()
	unhook := context.AfterFunc(of, func() { stop(context.Cause(of)) })
	c := New(stop)
	c.ended = make(chan struct{})
	body := func() {
		if c.State() != Pending { // cancelled while it waited for its turn
			return
		}
		c.begin()
		c.settleWith(func() error { return givenUp(ctx, run(ctx)) })
	}
	if cell.Hosted() {
		body = cell.Bind(body)
	}
	by(func() {
		defer func() { // an interrupt may end the goroutine before body begins
			c.Settle(ErrCancelled, nil)
			unhook()
			stop(nil)
			close(c.ended)
		}()
		body()
	})
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

// Ended is closed when the function that Go or Submit was given has returned,
// which may be long after the core was cancelled, or is not going to be called
// any more.
func (c *Core) Ended() <-chan struct{} { return c.ended }

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
