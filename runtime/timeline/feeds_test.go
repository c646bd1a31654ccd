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
	"interleave/runtime/vtime"
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
		"web": {func(t *testing.T) {
			s, err := iolab.NewServer()
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			_, _ = iolab.Get(context.Background(), s.URL())
		}, []string{"web service 1"}},
		"panic in a transaction": {func(t *testing.T) {
			db, err := iolab.OpenDB("")
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			_, err = parallel.Map([]int{1, 2}, func(int) int {
				_ = db.Update(context.Background(), func(*iolab.Tx) error { panic("no") })
				return 0
			}, parallel.Workers(1), parallel.AllErrors())
			if err == nil || db.Stats().Writes.Now != 0 {
				t.Errorf("error %v, %d transactions under way", err, db.Stats().Writes.Now)
			}
		}, []string{"worker 0", "database, write 1"}},
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

// In all that waits in the work of a lane the lane waits.
func TestWorkThatWaitsIsNotRunning(t *testing.T) {
	device := iolab.NewDevice(iolab.Latency(time.Second))
	use := func() { _ = device.Do(context.Background()) }
	for name, c := range map[string]struct {
		do      func()
		waiting time.Duration // of the lanes of work and of the device's own
		blocked time.Duration
	}{
		"map": {func() {
			_, _ = parallel.Map(make([]int, 4), func(int) int { use(); return 0 }, parallel.Workers(2))
		}, 8 * time.Second, 0},
		"pool": {func() {
			p := parallel.NewPool[int](parallel.Workers(1))
			p.Submit(func() int { use(); return 1 })
			p.Submit(func() int { use(); return 1 })
			p.Close()
			p.Wait()
		}, 4 * time.Second, 0},
		"pipeline": {func() {
			_, _ = parallel.Stage("use", func(x int) int { use(); return x }).Run([]int{1, 2})
		}, 4 * time.Second, 0},
		"task": {func() {
			f := async.Go(func() (int, error) { use(); return 1, nil })
			g := async.Go(func() (int, error) { return f.Await() })
			_, _ = g.Await()
		}, 2 * time.Second, time.Second},
		"loop": {func() {
			loop := async.NewLoop()
			async.Then(async.Resolved(1), func(x int) (int, error) { use(); return x, nil }, loop)
			loop.Run()
		}, 3 * time.Second, 0}, // the task is one of the loop's
	} {
		t.Run(name, func(t *testing.T) {
			var tl *timeline.Timeline
			if _, err := vtime.Run(func() { tl = timeline.Record(c.do) }); err != nil {
				t.Fatal(err)
			}
			if got := tl.In("running"); got != 0 {
				t.Errorf("running for %v, want 0: computing takes no virtual time\n%s", got, tl)
			}
			if got := tl.In("waiting"); got != c.waiting {
				t.Errorf("waiting for %v, want %v\n%s", got, c.waiting, tl)
			}
			if got := tl.In("blocked"); got != c.blocked {
				t.Errorf("blocked for %v, want %v\n%s", got, c.blocked, tl)
			}
		})
	}
}

// What is recorded in virtual time is as long as it should be, each time. Which of two
// tasks begins first is left to the scheduler, so pictures differ in the order of lanes.
func TestVirtualTimeIsRecorded(t *testing.T) {
	record := func() string {
		var tl *timeline.Timeline
		if _, err := vtime.Run(func() {
			tl = timeline.Record(func() {
				slow, quick := iolab.NewDevice(iolab.Latency(3*time.Hour)), iolab.NewDevice(iolab.Latency(time.Hour))
				f := async.Go(func() (int, error) { return 1, slow.Do(context.Background()) })
				g := async.Go(func() (int, error) { return 2, quick.Do(context.Background()) })
				_, _ = async.All(f, g).Await()
			})
		}); err != nil {
			t.Fatal(err)
		}
		if tl.Length() != 3*time.Hour || tl.In("waiting") != 2*4*time.Hour {
			t.Errorf("%v long, waiting for %v; want 3h and 8h\n%s", tl.Length(), tl.In("waiting"), tl)
		}
		return tl.SVG()
	}
	record()
	if svg := record(); !strings.Contains(svg, "time, h") && !strings.Contains(svg, ">3 h<") && !strings.Contains(svg, "(h)") {
		t.Errorf("the picture does not count in hours:\n%s", svg)
	}
}
