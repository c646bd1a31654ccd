package kernel

import (
	"context"
	"sync"
	"time"
)

// controlPatience bounds what control waits for an evaluator: an interrupt or
// a shutdown may be the next in the queue.
const controlPatience = 700 * time.Millisecond

// control is the queue of the control channel. Its requests are handled one
// after another by an executor of their own, so that they are answered while a
// cell runs, waits for input, or spins.
type control struct {
	arrived chan struct{} // capacity 1

	mu    sync.Mutex // guards queue
	queue []*request
}

func newControl() *control {
	return &control{arrived: make(chan struct{}, 1)}
}

func (c *control) push(r *request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue = append(c.queue, r)
	notify(c.arrived)
}

func (c *control) next(ctx context.Context) (*request, bool) {
	for {
		c.mu.Lock()
		if len(c.queue) > 0 {
			r := c.queue[0]
			c.queue = c.queue[1:]
			c.mu.Unlock()
			return r, true
		}
		c.mu.Unlock()
		select {
		case <-c.arrived:
		case <-ctx.Done():
			return nil, false
		}
	}
}

// readControl is the reader of control. It ends when the socket is closed.
// Comm messages go to the shell's executor, whose order their handlers need.
func (k *kernel) readControl() {
	c := channel{"control", k.server.Control}
	k.receive(c, func(r *request) {
		if r.kind.lane == ordered && isComm(r.message.Header.MsgType) {
			k.shell.push(r)
			return
		}
		k.control.push(r)
	})
}

// executeControl is the executor of control. It ends with k.ctx.
func (k *kernel) executeControl() {
	for {
		r, ok := k.control.next(k.ctx)
		if !ok {
			return
		}
		ctx, cancel := context.WithTimeout(k.ctx, controlPatience)
		k.serve(ctx, r)
		cancel()
		if r.kind.name == "shutdown_request" {
			k.stop("a shutdown_request came")
		}
	}
}
