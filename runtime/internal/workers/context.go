package workers

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// runContext is the Job as the context of functions that want one. Most of them
// never wait for it, so the context that can be waited for is made by the first who
// does; it is also the one that derived contexts are children of.
type runContext Job

// stopping is a context that can be ended.
type stopping struct {
	context.Context
	end context.CancelFunc
}

func (c *runContext) made() context.Context {
	if ctx := c.ctx.Load(); ctx != nil {
		return ctx
	}
	r := (*Job)(c)
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.makeContext()
}

func (c *runContext) Deadline() (time.Time, bool) { return c.outer.Deadline() }
func (c *runContext) Done() <-chan struct{}       { return c.made().Done() }
func (c *runContext) Value(key any) any           { return c.made().Value(key) }

// Err asks nobody's channel, for functions that look at it again and again.
func (c *runContext) Err() error {
	if !(*Job)(c).isStopped() && c.outer.Done() == nil {
		return nil
	}
	return c.made().Err()
}

// makeContext makes what Done needs, once. mu is held.
func (r *Job) makeContext() context.Context {
	if r.ctx.Load() == nil {
		ctx, cancel := context.WithCancel(r.outer)
		if r.isStopped() {
			cancel()
		}
		r.ctx.Store(&stopping{ctx, cancel})
	}
	return r.ctx.Load()
}

// endContext stops the run and ends its context. mu is held.
func (r *Job) endContext() {
	atomic.StoreUint32(&r.stopped, 1)
	if ctx := r.ctx.Load(); ctx != nil {
		ctx.end()
	}
}

// toldToGiveUp reports whether an error of a function is that of its context. mu is
// held.
func (r *Job) toldToGiveUp(err error) bool {
	if !r.handed || !r.isStopped() && r.outer.Err() == nil {
		return false
	}
	cause := r.makeContext().Err()
	return cause != nil && errors.Is(err, cause)
}

// context is that of functions which want one.
func (r *Job) context() context.Context {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.handed = true
	return (*runContext)(r)
}
