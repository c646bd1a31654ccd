package scheduler

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Random picks among all choices with equal chances. The clock, where it is one
// choice among others, is picked rarely.
type Random struct {
	Seed uint64
	rng  *rand.Rand
}

// Pick is of Strategy.
func (s *Random) Pick(w *World) int {
	if w.Step() == 0 {
		s.rng = rand.New(rand.NewPCG(s.Seed, uint64(w.Run)))
	}
	n := len(w.choices)
	if n > 1 && w.choices[n-1].Goroutine == Clock && w.choices[0].Goroutine != Clock && s.rng.IntN(20) != 0 {
		for w.choices[n-1].Goroutine == Clock {
			n--
		}
	}
	return s.rng.IntN(n)
}

// End is of Strategy.
func (s *Random) End(*World) bool { return true }

// PCT is probabilistic concurrency testing: goroutines have random priorities,
// the highest goes on, and at Depth-1 random steps the one that runs falls
// behind all others. A bug that needs d orderings among n goroutines and k
// steps is found with probability of at least 1/(n·k^(d-1)) in each run.
type PCT struct {
	Seed  uint64
	Depth int // at least 1

	rng      *rand.Rand
	length   int // the longest run so far
	drops    map[int]bool
	priority map[int32]float64
	lowest   float64
}

// Pick is of Strategy.
func (s *PCT) Pick(w *World) int {
	if w.Step() == 0 {
		s.begin(w)
	}
	best, top := -1, 0.0
	for i, c := range w.choices {
		if c.Goroutine == Clock && w.choices[0].Goroutine != Clock && s.rng.IntN(40) != 0 {
			continue
		}
		p, ok := s.priority[c.Goroutine]
		if !ok || c.Goroutine == Clock {
			p = 1 + s.rng.Float64()
			s.priority[c.Goroutine] = p
		}
		if best < 0 || p > top {
			best, top = i, p
		}
	}
	g := w.choices[best].Goroutine
	if s.drops[w.Step()] {
		s.lowest--
		s.priority[g] = s.lowest
	}
	cases := 1
	for best+cases < len(w.choices) && w.choices[best+cases].Goroutine == g {
		cases++
	}
	return best + s.rng.IntN(cases)
}

func (s *PCT) begin(w *World) {
	s.rng = rand.New(rand.NewPCG(s.Seed, uint64(w.Run)+1<<32))
	s.drops, s.priority, s.lowest = map[int]bool{}, map[int32]float64{}, 0
	s.length = max(s.length, 20)
	for range s.Depth - 1 {
		s.drops[s.rng.IntN(s.length)] = true
	}
}

// End is of Strategy.
func (s *PCT) End(w *World) bool {
	s.length = max(s.length, len(w.events))
	return true
}

// Replay follows a schedule, and then lets the goroutine that ran last go on as
// long as it can.
type Replay struct {
	Schedule Schedule
	Err      error // why it could not be followed
}

// Pick is of Strategy.
func (s *Replay) Pick(w *World) int {
	if s.Err == nil && w.Step() < len(s.Schedule) {
		want := s.Schedule[w.Step()]
		for i, c := range w.choices {
			if c == want || c.Goroutine == want.Goroutine && want.Case < 0 {
				return i
			}
		}
		var can []string
		for _, c := range w.choices {
			_, doing := w.Pending(c)
			can = append(can, fmt.Sprintf("%s (%s)", Schedule{c}, doing))
		}
		s.Err = fmt.Errorf("step %d of the schedule is %q, which is not possible then; possible are %s",
			w.Step()+1, Schedule{want}, strings.Join(can, ", "))
	}
	return w.same()
}

// End is of Strategy.
func (s *Replay) End(*World) bool { return false }

// same is the choice that lets the goroutine of the last event go on, or the
// first one.
func (w *World) same() int {
	for i, c := range w.choices {
		if int(c.Goroutine) == w.last {
			return i
		}
	}
	return 0
}
