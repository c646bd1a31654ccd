// Package singleflight is what cells see as golang.org/x/sync/singleflight: the
// same groups, whose waits an interrupt can end. A panic in the function of a
// DoChan is reported with the cell and is the error of the result, where the
// original would end the process.
package singleflight

import (
	"errors"
	"fmt"
	"runtime"
	"sync"

	"golang.org/x/sync/singleflight"

	"interleave/kernel/engine/hooks"
)

// Result is singleflight.Result.
type Result = singleflight.Result

// Group makes calls with the same key share one execution. The zero value is
// ready for use.
type Group struct {
	mu    sync.Mutex // guards calls and the fields of calls until they are done
	calls map[string]*call
}

// call is one execution. Its goroutine writes the fields and closes done.
type call struct {
	done  chan struct{}
	value any
	err   error
	dups  int
	chans []chan<- Result
}

var (
	errPanic  = errors.New("singleflight: the function panicked")
	errGoexit = errors.New("singleflight: the function called runtime.Goexit")
)

// panicError carries a panic to those who wait for the same call.
type panicError struct{ value any }

func (e *panicError) Error() string { return fmt.Sprint(e.value) }

// Do calls fn, or waits for a call with the same key that is being made and
// returns its result. shared tells whether more than one caller got it.
func (g *Group) Do(key string, fn func() (any, error)) (v any, err error, shared bool) {
	c, first := g.join(key, nil)
	if first {
		g.run(c, key, fn)
		return c.value, c.err, c.dups > 0
	}
	hooks.Wait(c.done)
	var p *panicError
	switch {
	case errors.As(c.err, &p):
		panic(p)
	case c.err == errGoexit:
		runtime.Goexit()
	}
	return c.value, c.err, true
}

// DoChan is Do with the result sent on a channel, which is not closed.
func (g *Group) DoChan(key string, fn func() (any, error)) <-chan Result {
	ch := make(chan Result, 1)
	c, first := g.join(key, ch)
	if first {
		run := hooks.Binder()
		go g.run(c, key, func() (v any, err error) {
			err = errPanic
			run(func() { v, err = fn() })
			return v, err
		})
	}
	return ch
}

// Forget makes the next call with the key a new one.
func (g *Group) Forget(key string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.calls, key)
}

// join finds the call that is being made for key or makes one; ch, if it is not
// nil, gets its result.
func (g *Group) join(key string, ch chan<- Result) (c *call, first bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	c, ok := g.calls[key]
	if ok {
		c.dups++
	} else {
		c = &call{done: make(chan struct{})}
		if g.calls == nil {
			g.calls = map[string]*call{}
		}
		g.calls[key] = c
	}
	if ch != nil {
		c.chans = append(c.chans, ch)
	}
	return c, !ok
}

// run makes the call and tells all who wait, however fn ends; a panic goes on to
// the caller.
func (g *Group) run(c *call, key string, fn func() (any, error)) {
	c.err = errGoexit
	defer func() {
		p := recover()
		if p != nil {
			c.err = &panicError{p}
		}
		g.finish(c, key)
		if p != nil {
			panic(p)
		}
	}()
	c.value, c.err = fn()
}

func (g *Group) finish(c *call, key string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.calls[key] == c {
		delete(g.calls, key)
	}
	for _, ch := range c.chans {
		ch <- Result{Val: c.value, Err: c.err, Shared: c.dups > 0}
	}
	close(c.done)
}
