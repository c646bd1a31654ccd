package timeline_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"interleave/runtime/async"
	"interleave/runtime/iolab"
	"interleave/runtime/parallel"
	"interleave/runtime/timeline"
)

// Helpers tell the recorder what they do.
func TestHelpersAreRecorded(t *testing.T) {
	for name, c := range map[string]struct {
		do    func(t *testing.T)
		lanes []string
	}{
		"map": {func(t *testing.T) {
			if _, err := parallel.Map(make([]int, 100), func(x int) int { return x }, parallel.Workers(2)); err != nil {
				t.Fatal(err)
			}
		}, []string{"worker "}},
		"pool": {func(t *testing.T) {
			p := parallel.NewPool[int](parallel.Workers(1))
			p.Submit(func() int { return 1 })
			p.Close()
			p.Wait()
		}, []string{"pool worker 1"}},
		"pipeline": {func(t *testing.T) {
			s := parallel.Stage("double", func(x int) int { return 2 * x })
			if _, err := s.Run([]int{1, 2}); err != nil {
				t.Fatal(err)
			}
		}, []string{"double, worker 0"}},
		"async": {func(t *testing.T) {
			loop := async.NewLoop()
			f := async.Go(func() (int, error) { return 1, nil })
			async.Then(f, func(x int) (int, error) { return x, nil }, loop)
			loop.Run()
		}, []string{"task 1", "main loop"}},
		"iolab": {func(t *testing.T) {
			d := iolab.NewDevice(iolab.Latency(time.Microsecond))
			if err := d.Do(context.Background()); err != nil {
				t.Fatal(err)
			}
		}, []string{"device 1"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := timeline.Start()
			c.do(t)
			text := r.Stop().String()
			for _, lane := range c.lanes {
				if !strings.Contains(text, lane) {
					t.Errorf("lane %q is not in\n%s", lane, text)
				}
			}
		})
	}
}
