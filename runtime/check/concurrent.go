package check

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"interleave/runtime/explore"
	"interleave/runtime/internal/bounded"
	"interleave/runtime/parallel"
	"interleave/runtime/vtime"
)

// NoRace wants a program of package explore to have no data race, whatever the
// order. One that panics has not shown that: it fails too. Options are those of
// explore.Run.
func NoRace(program func(), options ...explore.Option) error {
	r := explore.Run(program, options...)
	if len(r.Races) == 0 {
		for _, o := range r.Outcomes {
			if o.Verdict == explore.Panic {
				return fmt.Errorf("%d of %d schedules end in a panic, so what comes after it was not seen; expected the program to come to its end: %s", o.Count, r.Schedules, strings.TrimSpace(o.Text))
			}
		}
		return nil
	}
	return fmt.Errorf("%s in %d schedules; expected none. The first:\n%v", count(len(r.Races), "data race"), r.Schedules, strings.TrimSpace(r.Races[0].String()))
}

// AllInterleavings wants a program of package explore to end well in every order of
// its goroutines: no deadlock, no panic, no failed assertion, no goroutine left. When
// outcomes are given, what it prints has to be one of them, without regard to space
// around it.
func AllInterleavings(program func(), outcomes ...string) error {
	want := make([]string, len(outcomes))
	for i, o := range outcomes {
		want[i] = strings.TrimSpace(o)
	}
	r := explore.Run(program)
	for _, o := range r.Outcomes {
		text := strings.TrimSpace(o.Text)
		switch {
		case o.Verdict != explore.Finished:
			return fmt.Errorf("after %d of %d schedules: %s\nseen with the schedule %s", o.Count, r.Schedules, text, o.Schedule)
		case len(want) > 0 && !slices.Contains(want, text):
			return fmt.Errorf("%d of %d schedules print %q; expected %s\nseen with the schedule %s", o.Count, r.Schedules, text, oneOf(want), o.Schedule)
		}
	}
	if !r.Exhausted {
		return fmt.Errorf("the program has too many interleavings: %d were run and there are more; make it smaller", r.Schedules)
	}
	return nil
}

func oneOf(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = fmt.Sprintf("%q", s)
	}
	if len(quoted) == 1 {
		return quoted[0]
	}
	return "one of " + strings.Join(quoted, ", ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// NoDeadlock wants f to end, in virtual time.
func NoDeadlock(f func()) error {
	_, err := vtime.Run(f)
	var leak *vtime.LeakError
	if errors.As(err, &leak) {
		return nil // f itself has ended
	}
	return err
}

// NoLeak wants f and all goroutines that it starts to end, in virtual time.
func NoLeak(f func()) error {
	_, err := vtime.Run(f)
	return err
}

// VirtualTime wants f to take so much virtual time at most: what it sleeps and waits
// for, one after the other. Goroutines that it leaves are no concern of this check.
func VirtualTime(atMost time.Duration, f func()) error {
	took, err := vtime.Run(f)
	var leak *vtime.LeakError
	if err != nil && !errors.As(err, &leak) {
		return err
	}
	if took > atMost {
		return fmt.Errorf("it took %v of virtual time; expected at most %v: is something done one after the other that could be at once?", took, atMost)
	}
	return nil
}

// VirtualSpeedup wants f to be so many times as fast with that number of workers as
// with one, in virtual time: the work is sleeping. The same on every machine.
func VirtualSpeedup(workers int, atLeast float64, f func(workers int)) error {
	var times [2]time.Duration
	for i, n := range []int{1, workers} {
		var err error
		if times[i], err = vtime.Run(func() { f(n) }); err != nil {
			return fmt.Errorf("with %s: %w", count(n, "worker"), err)
		}
	}
	if times[1] == 0 {
		if times[0] == 0 {
			return errors.New("it took no virtual time: does it do the work at all?")
		}
		return nil
	}
	return enough(float64(times[0])/float64(times[1]), atLeast, workers, times[0], times[1])
}

// Speedup wants f to be so many times as fast with that number of workers as with
// one, in real time, the medians of a few runs. A machine with fewer cores than
// workers can't be fast enough, nor one that is busy: ask for much less than the
// number of workers, or use VirtualSpeedup.
func Speedup(workers int, atLeast float64, f func(workers int)) error {
	s, err := parallel.Speedup(f, parallel.Workers(workers), parallel.Repeats(3))
	if err != nil {
		return err
	}
	last := s.Points[len(s.Points)-1]
	return enough(last.Speedup, atLeast, workers, s.Points[0].Median, last.Median)
}

func enough(speedup, atLeast float64, workers int, one, many time.Duration) error {
	if speedup >= atLeast {
		return nil
	}
	return fmt.Errorf("%s: %.2f times as fast as one (%v and %v); expected at least %.2f times", count(workers, "worker"), speedup, many, one, atLeast)
}

// MaxInFlight wants work to be done by so many at once at most, and by at least two
// when more than one is allowed: run is given a function that stands for the work and
// takes a second of virtual time; it calls it as often as there is work.
func MaxInFlight(atMost int, run func(work func())) error {
	var now, most, calls atomic.Int64
	_, err := vtime.Run(func() {
		run(func() {
			calls.Add(1)
			n := now.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			time.Sleep(time.Second)
			now.Add(-1)
		})
	})
	switch {
	case err != nil:
		return err
	case calls.Load() == 0:
		return errors.New("the work was never done")
	case most.Load() > int64(atMost):
		return fmt.Errorf("%d were at work at once; expected at most %d", most.Load(), atMost)
	case most.Load() == 1 && atMost > 1 && calls.Load() > 1:
		return fmt.Errorf("one after the other: only 1 was at work at any time; %d may be", atMost)
	}
	return nil
}

// CalledOnce wants a function that run is given to be called exactly once, by
// whatever goroutine, also after run has returned.
func CalledOnce(run func(f func())) error {
	var calls atomic.Int64
	_, err := vtime.Run(func() { run(func() { calls.Add(1) }) })
	if n := calls.Load(); n != 1 {
		return fmt.Errorf("it was called %s; expected once", times(n))
	}
	return err
}

func times(n int64) string {
	if n == 0 {
		return "never"
	}
	return fmt.Sprintf("%d times", n)
}

// Kills wants a test that was written by the student to find faults: it has to return
// nil for the right implementation and an error (or panic) for each of the wrong
// ones. Give the implementations as functions or structs of the type that the test
// takes. A test that waits for ever has found the fault, too.
func Kills[F any](test func(F) error, right F, wrong ...F) error {
	if err := tested(test, right); err != nil {
		return fmt.Errorf("the right implementation does not pass the test: %w", err)
	}
	var alive []string
	for i, w := range wrong {
		if tested(test, w) == nil {
			alive = append(alive, fmt.Sprint(i+1))
		}
	}
	if len(alive) > 0 {
		return fmt.Errorf("%d of %d wrong implementations pass the test: number %s", len(alive), len(wrong), strings.Join(alive, ", "))
	}
	return nil
}

func tested[F any](test func(F) error, f F) error {
	return bounded.Run(bounded.Brief, func() error { return test(f) })
}
