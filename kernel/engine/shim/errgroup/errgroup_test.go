package errgroup

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"interleave/kernel/engine/hooks"
)

const patience = 30 * time.Second

func inCell(c *hooks.Cell, f func()) <-chan struct{} {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer c.Enter()()
		f()
	}()
	return ended
}

// needCells skips a test of what can't be had in the build without hooks, where
// goroutines don't know their cell.
func needCells(t *testing.T) {
	t.Helper()
	if err := hooks.Available(); err != nil {
		t.Skip(err)
	}
}

func within(t *testing.T, what string, ch <-chan struct{}) {
	t.Helper()
	select {
	case <-ch:
	case <-time.After(patience):
		t.Fatalf("%s did not happen", what)
	}
}

func TestFirstErrorCancels(t *testing.T) {
	g, ctx := WithContext(context.Background())
	want := errors.New("first")
	g.Go(func() error { return want })
	g.Go(func() error { <-ctx.Done(); return ctx.Err() })
	if err := g.Wait(); err != want {
		t.Errorf("Wait: %v, want %v", err, want)
	}
	if cause := context.Cause(ctx); cause != want {
		t.Errorf("the context's cause is %v", cause)
	}
}

func TestLimit(t *testing.T) {
	var g Group
	g.SetLimit(2)
	var running, most atomic.Int32
	for range 20 {
		g.Go(func() error {
			most.Store(max(most.Load(), running.Add(1)))
			running.Add(-1)
			return nil
		})
	}
	if err := g.Wait(); err != nil || most.Load() > 2 {
		t.Errorf("Wait: %v; at most %d ran at once, want 2", err, most.Load())
	}
	hold := make(chan struct{})
	for range 2 {
		g.Go(func() error { <-hold; return nil })
	}
	if g.TryGo(func() error { return nil }) {
		t.Error("TryGo exceeded the limit")
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("SetLimit did not panic while goroutines ran")
			}
		}()
		g.SetLimit(3)
	}()
	close(hold)
	_ = g.Wait()
}

func TestPanicIsReportedAndFailsTheGroup(t *testing.T) {
	needCells(t)
	c := hooks.NewCell(1)
	held := make(chan any, 1)
	c.OnPanic = func(p *hooks.Panic) { held <- p.Value }
	within(t, "the end", inCell(c, func() {
		g, ctx := WithContext(context.Background())
		g.Go(func() error { panic("boom") })
		g.Go(func() error { <-ctx.Done(); return nil })
		if err := g.Wait(); err != errPanic {
			t.Errorf("Wait: %v, want %v", err, errPanic)
		}
	}))
	if v := <-held; v != "boom" {
		t.Errorf("held %v", v)
	}
}

func TestStop(t *testing.T) {
	needCells(t)
	c := hooks.NewCell(2)
	ready := make(chan struct{})
	ended := inCell(c, func() {
		var g Group
		g.SetLimit(1)
		g.Go(func() error { close(ready); hooks.Wait(nil); return nil })
		g.Go(func() error { return nil }) // waits for a slot
		t.Error("Go exceeded the limit")
	})
	within(t, "the start", ready)
	c.Stop(patience)
	within(t, "the end", ended)
}
