package kernel

import (
	"context"
	"sync"

	"interleave/kernel/wire"
)

func init() {
	register(requestType{name: "interrupt_request", lane: urgent, handle: interrupt})
}

// interrupt answers interrupt_request, also when there is nothing to interrupt.
func interrupt(_ context.Context, k *kernel, r *request) (any, error) {
	k.interrupt()
	return wire.StatusReply{Status: "ok"}, nil
}

// interrupt stops what the shell's executor runs: a cell, its wait for input,
// or the handler of a comm message. What does not stop by itself is stopped by
// the supervisor. It does not wait.
func (k *kernel) interrupt() {
	if k.interrupts.fire() {
		k.iopub.hurry(true)
	}
}

// interrupts holds the means to interrupt the request that the executor of
// shell is at. It is safe for concurrent use.
type interrupts struct {
	mu     sync.Mutex
	cancel context.CancelFunc // nil: nothing runs
}

// begin returns the context of the request that begins now. end is to be
// called when the request is done; an interrupt that comes later does not hit
// the next one.
func (i *interrupts) begin(parent context.Context) (ctx context.Context, end func()) {
	ctx, cancel := context.WithCancel(parent)
	i.set(cancel)
	return ctx, func() {
		i.set(nil)
		cancel()
	}
}

func (i *interrupts) set(cancel context.CancelFunc) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.cancel = cancel
}

// fire interrupts and reports whether there was anything to interrupt.
func (i *interrupts) fire() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.cancel == nil {
		return false
	}
	i.cancel()
	return true
}
