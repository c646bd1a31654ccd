package parallel_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"interleave/runtime/parallel"
)

func TestPipelineKeepsOrder(t *testing.T) {
	for _, w := range []int{1, 2, 5} {
		p := parallel.Join(
			parallel.Join(
				parallel.Stage("double", func(x int) float64 { return 2 * float64(x) }, parallel.Workers(w), parallel.Buffer(0)),
				parallel.Stage("text", func(x float64) string { return fmt.Sprint(x) }, parallel.Workers(2*w), parallel.Buffer(10))),
			parallel.Stage("error", func(s string) error { return errors.New(s) }))
		for _, n := range []int{0, 1, 100} {
			got, err := p.Run(numbers(n))
			if err != nil || len(got) != n {
				t.Fatalf("%d workers: %d results, %v", w, len(got), err)
			}
			for i, e := range got {
				if e.Error() != strconv.Itoa(2*i) {
					t.Errorf("%d workers: result %d is %v", w, i, e)
				}
			}
		}
		s := p.Stats()
		if len(s.Stages) != 3 || s.Stages[1].Name != "text" || s.Stages[1].Workers != 2*w || s.Stages[1].Elements != 100 || s.Stages[2].Elements != 100 {
			t.Errorf("%+v", s)
		}
	}
}

// A nil interface is an element like any other.
func TestPipelineOfInterfaces(t *testing.T) {
	p := parallel.Stage("same", func(e error) error { return e })
	if got, err := p.Run([]error{nil, nil}); err != nil || len(got) != 2 || got[0] != nil {
		t.Errorf("%v, %v", got, err)
	}
}

// In virtual time: the second stage is the bottleneck, the first is blocked by it and
// the third starves.
func TestPipelineOccupancy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stage := func(name string, d time.Duration, o ...parallel.Option) *parallel.Pipeline[int, int] {
			return parallel.Stage(name, func(x int) int { time.Sleep(d); return x }, o...)
		}
		p := parallel.Join(parallel.Join(stage("a", time.Second), stage("b", 3*time.Second, parallel.Buffer(2))), stage("c", time.Second))
		if _, err := p.Run(numbers(10)); err != nil {
			t.Fatal(err)
		}
		s := p.Stats()
		a, b, c := s.Stages[0], s.Stages[1], s.Stages[2]
		if s.Elapsed != 32*time.Second || a.Busy != 10*time.Second || b.Busy != 30*time.Second || c.Busy != 10*time.Second {
			t.Errorf("times %+v", s)
		}
		if a.Blocked == 0 || b.Blocked != 0 || b.Starved != time.Second || c.Starved != 22*time.Second || b.MaxQueue != 2 {
			t.Errorf("waits %+v", s)
		}
	})
}

func TestPipelineErrors(t *testing.T) {
	var calls atomic.Int32
	fail := parallel.StageErr("parse", func(_ context.Context, s string) (int, error) { return strconv.Atoi(s) })
	p := parallel.Join(fail, parallel.Stage("divide", func(x int) int { calls.Add(1); return divide(x) }))
	got, err := p.Run([]string{"1", "x", "0", "5"}, parallel.AllErrors())
	if !slices.Equal(got, []int{10, 2}) {
		t.Errorf("results %v", got)
	}
	list := err.(interface{ Unwrap() []error }).Unwrap()
	var stage *parallel.StageError
	if len(list) != 2 || list[0].(*parallel.TaskError).Index != 1 || list[1].(*parallel.TaskError).Index != 2 || !errors.As(list[1], &stage) || stage.Stage != "divide" {
		t.Errorf("errors %v", err)
	}
	_, err = p.Run([]string{"x"})
	if err == nil || err.Error() != `element 0 (worker 0): stage parse: strconv.Atoi: parsing "x": invalid syntax` {
		t.Errorf("the first error: %v", err)
	}
}

func TestPipelineContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("enough")
	p := parallel.StageErr("wait", func(ctx context.Context, x int) (int, error) {
		if x == 3 {
			cancel(why)
			<-ctx.Done()
			return 0, ctx.Err()
		}
		return x, nil
	})
	got, err := p.Run(numbers(100), parallel.Context(ctx))
	if err != why || len(got) > 3 {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := p.Run(numbers(1), parallel.Context(ctx)); err != why {
		t.Error(err)
	}
}
