package async_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"interleave/runtime/async"
)

func TestLoopIsFIFO(t *testing.T) {
	loop := async.NewLoop()
	var got []int
	for i := range 100 {
		loop.Post(func() {
			got = append(got, i)
			if i < 10 {
				loop.Post(func() { got = append(got, 100+i) })
			}
		})
	}
	if err := loop.Run(); err != nil {
		t.Fatal(err)
	}
	if len(got) != 110 || !slices.IsSorted(got) {
		t.Errorf("order %v", got)
	}
	if s := loop.Stats(); s.Turns != 110 || len(loop.Turns()) != 110 {
		t.Errorf("stats %+v", s)
	}
}

// A callback that is registered with a loop keeps it running, and is called on
// the goroutine that runs it.
func TestCallbacksOnLoop(t *testing.T) {
	loop := async.NewLoop()
	release := make(chan struct{})
	f := async.Go(func() (string, error) {
		<-release
		return async.Where(), nil
	})
	var worker, callback string
	f.OnDone(func(v string, err error) { worker, callback = v, async.Where() }, loop)
	loop.Post(func() { close(release) })
	if err := loop.Run(); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(worker, "goroutine ") || callback != "main loop" {
		t.Errorf("worker %q, callback on %q", worker, callback)
	}
	if strings.HasPrefix(async.Where(), "main") {
		t.Error("outside of the loop its name is still there")
	}
}

func TestLoopLagAndTimers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		loop := async.NewLoop()
		start := time.Now()
		var at []time.Duration
		loop.After(2*time.Second, func() { at = append(at, time.Since(start)) })
		stop := loop.After(time.Hour, func() { t.Error("called though stopped") })
		loop.Post(func() {
			time.Sleep(5 * time.Second) // blocks the loop
			if !stop() || stop() {
				t.Error("stop has to work once")
			}
		})
		if err := loop.Run(); err != nil {
			t.Fatal(err)
		}
		s := loop.Stats()
		if len(at) != 1 || at[0] != 5*time.Second || s.MaxLag != 3*time.Second || s.Longest != 5*time.Second {
			t.Errorf("called at %v, stats %+v", at, s)
		}
	})
}

func TestLoopPanicsAndNesting(t *testing.T) {
	loop := async.NewLoop()
	second := false
	loop.Post(func() { panic("in a turn") })
	loop.Post(func() {
		second = true
		if err := loop.Run(); err == nil || !strings.Contains(err.Error(), "running already") {
			t.Errorf("nested: %v", err)
		}
	})
	func() {
		defer func() {
			if r := recover(); r != "in a turn" {
				t.Errorf("recovered %v", r)
			}
		}()
		_ = loop.Run()
	}()
	if err := loop.Run(); err != nil || !second {
		t.Errorf("after a panic: %v, second %v", err, second)
	}
}

func TestStopKeepsTheQueue(t *testing.T) {
	loop := async.NewLoop()
	n := 0
	loop.Post(func() { n++; loop.Stop() })
	loop.Post(func() { n++ })
	_ = loop.Run()
	if n != 1 {
		t.Errorf("%d turns before Stop", n)
	}
	_ = loop.RunOnce()
	if n != 2 {
		t.Errorf("%d turns after", n)
	}
}

func TestWorkersBoundAndOrder(t *testing.T) {
	w := async.NewWorkers(3)
	var mu sync.Mutex
	running, most := 0, 0
	gate, started := make(chan struct{}), make(chan struct{}, 12)
	var fs []*async.Future[string]
	for range 12 {
		fs = append(fs, async.Submit(w, func() (string, error) {
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			started <- struct{}{}
			<-gate
			mu.Lock()
			running--
			mu.Unlock()
			return async.Where(), nil
		}))
	}
	for w.Queued() != 9 {
		t.Fatalf("%d are queued, want 9", w.Queued())
	}
	for range 3 {
		<-started
	}
	close(gate)
	places, err := async.All(fs...).Await()
	if err != nil || most != 3 {
		t.Errorf("%d at once, %v", most, err)
	}
	for _, p := range places {
		if p != "worker 1" && p != "worker 2" && p != "worker 3" {
			t.Errorf("ran on %q", p)
		}
	}
}

func TestSubmitToLoop(t *testing.T) {
	loop := async.NewLoop()
	f := async.Submit(loop, func() (string, error) { return async.Where(), nil })
	cancelled := async.Submit(loop, func() (string, error) { t.Error("ran though cancelled"); return "", nil })
	cancelled.Cancel()
	if err := loop.Run(); err != nil {
		t.Fatal(err)
	}
	if v, _ := f.Await(); v != "main loop" {
		t.Errorf("ran on %q", v)
	}
}

func TestGroup(t *testing.T) {
	sawCancel := make(chan error, 1)
	err := async.Scope(context.Background(), func(g *async.Group) error {
		g.Go(func(ctx context.Context) error {
			<-ctx.Done()
			sawCancel <- context.Cause(ctx)
			return nil
		})
		g.GoNamed("bad", func(context.Context) error { return errOops })
		return nil
	})
	if !errors.Is(err, errOops) || err.Error() != "bad: oops" {
		t.Errorf("Scope: %v", err)
	}
	if cause := <-sawCancel; !errors.Is(cause, errOops) {
		t.Errorf("the sibling saw %v", cause)
	}
}

func TestGroupWaitsForAll(t *testing.T) {
	g := async.NewGroup(context.Background())
	var mu sync.Mutex
	ended := 0
	f := async.Spawn(g, func(ctx context.Context) (int, error) {
		g.Go(func(context.Context) error { // started by a task
			mu.Lock()
			ended++
			mu.Unlock()
			return nil
		})
		return 5, nil
	})
	alone := g.Go(func(ctx context.Context) error {
		<-ctx.Done()
		mu.Lock()
		ended++
		mu.Unlock()
		return ctx.Err()
	})
	alone.Cancel()
	if err := g.Wait(); err != nil {
		t.Errorf("Wait: %v", err)
	}
	if v, err := f.Await(); v != 5 || err != nil {
		t.Errorf("Spawn: %v, %v", v, err)
	}
	if alone.State() != async.Cancelled {
		t.Errorf("state %v", alone.State())
	}
	defer func() {
		if r := recover(); r == nil {
			t.Error("Go after Wait does not panic")
		}
	}()
	g.Go(func(context.Context) error { return nil })
}

func TestScopeWithPanickingBody(t *testing.T) {
	ended := false
	defer func() {
		if r := recover(); r != "body" || !ended {
			t.Errorf("recovered %v, task ended: %v", r, ended)
		}
	}()
	_ = async.Scope(context.Background(), func(g *async.Group) error {
		g.Go(func(ctx context.Context) error {
			<-ctx.Done()
			ended = true
			return nil
		})
		panic("body")
	})
}

func TestCancelledGroup(t *testing.T) {
	g := async.NewGroup(context.Background())
	f := async.Spawn(g, func(ctx context.Context) (int, error) {
		<-ctx.Done()
		return 0, ctx.Err()
	})
	g.Cancel()
	if err := g.Wait(); err == nil || !errors.Is(err, context.Canceled) {
		t.Errorf("Wait: %v", err)
	}
	if _, err := f.Await(); err == nil {
		t.Error("the future of a cancelled task has a value")
	}
}
