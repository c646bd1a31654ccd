// Package errgroup is what cells see as golang.org/x/sync/errgroup: the same
// groups, whose waits an interrupt can end and whose goroutines belong to the
// cell that started them. A panic in one of them is reported with the cell and
// is an error of the group, where the original would end the process.
package errgroup

import (
	"context"
	"errors"
	"fmt"

	"interleave/kernel/engine/hooks"
	"interleave/kernel/engine/shim/sync"
)

// A Group is a number of goroutines that work on parts of one task. The zero
// value has no limit and cancels nothing.
type Group struct {
	cancel  func(error)
	wg      sync.WaitGroup
	slots   chan struct{} // one element for each goroutine, nil without a limit
	errOnce sync.Once
	err     error
}

var errPanic = errors.New("errgroup: a function of the group panicked")

// WithContext returns a group and a context that is cancelled when a function
// of the group fails and when Wait returns.
func WithContext(ctx context.Context) (*Group, context.Context) {
	ctx, cancel := context.WithCancelCause(ctx)
	return &Group{cancel: cancel}, ctx
}

// Wait waits until all functions of the group have returned and returns the
// first error.
func (g *Group) Wait() error {
	g.wg.Wait()
	if g.cancel != nil {
		g.cancel(g.err)
	}
	return g.err
}

// Go calls f in a new goroutine; it waits while the group is at its limit.
func (g *Group) Go(f func() error) {
	if g.slots != nil {
		select {
		case g.slots <- struct{}{}:
		case <-hooks.Done():
			hooks.Check()
			g.slots <- struct{}{} // deferred code of a stopped cell
		}
	}
	g.start(f)
}

// TryGo calls f in a new goroutine unless the group is at its limit, and reports
// whether it did.
func (g *Group) TryGo(f func() error) bool {
	if g.slots != nil {
		select {
		case g.slots <- struct{}{}:
		default:
			return false
		}
	}
	g.start(f)
	return true
}

func (g *Group) start(f func() error) {
	g.wg.Add(1)
	run := hooks.Binder()
	go func() {
		defer g.done()
		err := errPanic
		run(func() { err = f() }) // returns after a panic too, which it has reported
		g.fail(err)
	}()
}

func (g *Group) fail(err error) {
	if err == nil {
		return
	}
	g.errOnce.Do(func() {
		g.err = err
		if g.cancel != nil {
			g.cancel(err)
		}
	})
}

func (g *Group) done() {
	if g.slots != nil {
		<-g.slots
	}
	g.wg.Done()
}

// SetLimit lets at most n goroutines run at once, any number if n is negative.
// It panics while goroutines of the group run.
func (g *Group) SetLimit(n int) {
	if n < 0 {
		g.slots = nil
		return
	}
	if active := len(g.slots); active != 0 {
		panic(fmt.Errorf("errgroup: modify limit while %v goroutines in the group are still active", active))
	}
	g.slots = make(chan struct{}, n)
}
