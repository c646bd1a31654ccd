package parallel_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"interleave/runtime/parallel"
)

func TestPoolDoesAll(t *testing.T) {
	p := parallel.NewPool[int](parallel.Workers(3))
	var tasks []*parallel.Task[int]
	for x := range 100 {
		tasks = append(tasks, p.Submit(func() int { return x * x }))
	}
	for x, task := range tasks {
		if got, err := task.Wait(); got != x*x || err != nil {
			t.Errorf("task %d: %v, %v", x, got, err)
		}
		if w := task.Worker(); w < 0 || w > 2 {
			t.Errorf("task %d was done by worker %d", x, w)
		}
	}
	if err := p.Wait(); err != nil {
		t.Error(err)
	}
	s, done := p.Stats(), 0
	for _, w := range s.Workers {
		done += w.Tasks
	}
	if s.Submitted != 100 || s.Finished != 100 || s.Failed != 0 || s.Waiting != 0 || len(s.Workers) != 3 || done != 100 {
		t.Errorf("%+v", s)
	}
}

// The numbers of a pool, in virtual time: two workers, four tasks of a second.
func TestPoolStatsInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := parallel.NewPool[int](parallel.Workers(2))
		for range 4 {
			p.Submit(func() int { time.Sleep(time.Second); return 0 })
		}
		synctest.Wait()
		if s := p.Stats(); s.Waiting != 2 || s.MaxQueue != 2 || s.Finished != 0 {
			t.Errorf("at the beginning: %+v", s)
		}
		time.Sleep(1500 * time.Millisecond)
		if s := p.Stats(); s.Waiting != 0 || s.Finished != 2 || s.Workers[0].Busy != 1500*time.Millisecond {
			t.Errorf("after 1.5 s: %+v", s)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Second)
		s := p.Stats()
		if s.Elapsed != 3*time.Second || s.Workers[0].Busy != 2*time.Second || s.Workers[1].Busy != 2*time.Second || s.Workers[0].Tasks != 2 {
			t.Errorf("at the end: %+v", s)
		}
	})
}

func TestQueueIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := parallel.NewPool[int](parallel.Workers(1), parallel.Queue(1))
		gate := make(chan bool)
		wait := func() int { <-gate; return 1 }
		p.Submit(wait)
		p.Submit(wait)
		full := p.TrySubmit(wait)
		if _, err := full.Wait(); err != parallel.ErrQueueFull || full.Worker() != -1 {
			t.Errorf("a task too many: %v", err)
		}
		submitted := false
		go func() {
			p.Submit(wait)
			submitted = true
		}()
		synctest.Wait()
		if submitted {
			t.Error("Submit did not wait for a place in the queue")
		}
		gate <- true
		synctest.Wait()
		if !submitted {
			t.Error("Submit still waits")
		}
		close(gate)
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if s := p.Stats(); s.Finished != 3 {
			t.Errorf("%+v", s)
		}
	})
}

func TestPoolErrors(t *testing.T) {
	p := parallel.NewPool[int](parallel.Workers(2))
	no := errors.New("no")
	failed := p.SubmitErr(func(context.Context) (int, error) { return 0, no })
	panicked := p.Submit(func() int { return divide(0) })
	gone := p.Submit(func() int { runtime.Goexit(); return 0 })
	fine := p.Submit(func() int { return 1 })
	if _, err := failed.Wait(); err != no {
		t.Error(err)
	}
	var caught *parallel.PanicError
	if _, err := panicked.Wait(); !errors.As(err, &caught) || !strings.Contains(caught.Stack[0], "divide") {
		t.Error(err)
	}
	if _, err := gone.Wait(); err != parallel.ErrGoexit {
		t.Error(err)
	}
	if v, err := fine.Wait(); v != 1 || err != nil {
		t.Error(v, err)
	}
	err := p.Wait()
	if !errors.Is(err, no) || !errors.Is(err, parallel.ErrGoexit) || strings.Count(err.Error(), "element ") != 3 {
		t.Errorf("all errors: %v", err)
	}
	if err := p.Wait(); err != nil {
		t.Errorf("they are told once: %v", err)
	}
	if s := p.Stats(); s.Failed != 3 || s.Finished != 4 {
		t.Errorf("%+v", s)
	}
}

func TestClosedPool(t *testing.T) {
	p := parallel.NewPool[string]()
	if err := errors.Join(p.Close(), p.Close()); err != nil {
		t.Error(err)
	}
	if _, err := p.Submit(func() string { t.Error("called"); return "" }).Wait(); err != parallel.ErrPoolClosed {
		t.Error(err)
	}
}

func TestPoolContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("enough")
	p := parallel.NewPool[int](parallel.Workers(1), parallel.Queue(0), parallel.Context(ctx))
	started := make(chan bool)
	first := p.SubmitErr(func(ctx context.Context) (int, error) {
		close(started)
		<-ctx.Done()
		return 0, context.Cause(ctx)
	})
	<-started
	cancel(why)
	<-first.Done()
	if _, err := first.Wait(); err != why {
		t.Error(err)
	}
	if _, err := p.Submit(func() int { t.Error("called"); return 1 }).Wait(); err != why {
		t.Error(err)
	}
	_ = p.Wait()
}

func TestPoolOfManyUsers(t *testing.T) {
	p := parallel.NewPool[int](parallel.Workers(2), parallel.Queue(3))
	var users sync.WaitGroup
	for range 4 {
		users.Go(func() {
			for range 200 {
				if v, err := p.Submit(func() int { return 1 }).Wait(); v != 1 || err != nil {
					t.Error(v, err)
				}
			}
		})
	}
	users.Wait()
	if s := p.Stats(); s.Finished != 800 || s.MaxQueue > 3 {
		t.Errorf("%+v", s)
	}
}
