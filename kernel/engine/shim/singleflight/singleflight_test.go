package singleflight

import (
	"errors"
	"sync"
	"testing"
	"time"

	"interleave/kernel/engine/hooks"
)

func TestCallsAreShared(t *testing.T) {
	var g Group
	entered, leave := make(chan struct{}), make(chan struct{})
	calls := 0
	first := g.DoChan("key", func() (any, error) {
		calls++
		close(entered)
		<-leave
		return "value", nil
	})
	<-entered
	second := g.DoChan("key", func() (any, error) { calls++; return "other", nil })
	close(leave)
	for _, ch := range []<-chan Result{first, second} {
		if r := <-ch; r.Val != "value" || r.Err != nil || !r.Shared {
			t.Errorf("got %+v", r)
		}
	}
	if calls != 1 {
		t.Errorf("%d calls", calls)
	}
	if v, _, shared := g.Do("key", func() (any, error) { return "new", nil }); v != "new" || shared {
		t.Errorf("after the call is over Do gives %v, %v", v, shared)
	}
}

func TestForget(t *testing.T) {
	var g Group
	entered, leave := make(chan struct{}), make(chan struct{})
	old := g.DoChan("key", func() (any, error) { close(entered); <-leave; return 1, nil })
	<-entered
	g.Forget("key")
	if v, _, _ := g.Do("key", func() (any, error) { return 2, nil }); v != 2 {
		t.Errorf("after Forget Do gives %v, want 2", v)
	}
	close(leave)
	if r := <-old; r.Val != 1 {
		t.Errorf("the old call gave %v", r.Val)
	}
}

func TestPanicReachesAllCallers(t *testing.T) {
	var g Group
	entered, leave := make(chan struct{}), make(chan struct{})
	values := make(chan any, 2)
	var wg sync.WaitGroup
	do := func(f func() (any, error)) {
		wg.Go(func() {
			defer func() { values <- recover() }()
			_, _, _ = g.Do("key", f)
		})
	}
	do(func() (any, error) { close(entered); <-leave; panic("boom") })
	<-entered
	do(func() (any, error) { return nil, nil })
	joined := func() bool {
		g.mu.Lock()
		defer g.mu.Unlock()
		return g.calls["key"].dups == 1
	}
	for deadline := time.Now().Add(30 * time.Second); !joined(); {
		if time.Now().After(deadline) {
			t.Fatal("the second call did not join")
		}
	}
	close(leave)
	wg.Wait()
	for range 2 {
		switch v := (<-values).(type) {
		case string:
		case *panicError:
			if v.value != "boom" {
				t.Errorf("the second caller panicked with %v", v.value)
			}
		default:
			t.Errorf("a caller got %v", v)
		}
	}
}

// needCells skips a test of what can't be had in the build without hooks, where
// goroutines don't know their cell.
func needCells(t *testing.T) {
	t.Helper()
	if err := hooks.Available(); err != nil {
		t.Skip(err)
	}
}

func TestPanicOfDoChanIsReported(t *testing.T) {
	needCells(t)
	c := hooks.NewCell(1)
	held := make(chan any, 1)
	c.OnPanic = func(p *hooks.Panic) { held <- p.Value }
	defer c.Enter()()
	var g Group
	if r := <-g.DoChan("key", func() (any, error) { panic("boom") }); !errors.Is(r.Err, errPanic) {
		t.Errorf("got %+v", r)
	}
	if v := <-held; v != "boom" {
		t.Errorf("held %v", v)
	}
}

func TestStop(t *testing.T) {
	needCells(t)
	var g Group
	entered, leave := make(chan struct{}), make(chan struct{})
	defer close(leave)
	g.DoChan("key", func() (any, error) { close(entered); <-leave; return nil, nil })
	<-entered
	c := hooks.NewCell(2)
	ready, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		defer c.Enter()()
		close(ready)
		_, _, _ = g.Do("key", nil)
		t.Error("Do returned")
	}()
	<-ready
	c.Stop(time.Second)
	select {
	case <-ended:
	case <-time.After(30 * time.Second):
		t.Fatal("Do was not interrupted")
	}
}
