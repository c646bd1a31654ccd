package explore

import (
	"fmt"

	"interleave/runtime/internal/scheduler"
)

// Strategy decides who goes on. All of this package's ways to explore are
// strategies, and nothing but the strategy tells them apart.
type Strategy interface {
	// Pick returns the index of one of p.Choices. It is called for one step at a
	// time, also for steps with a single choice; p.Step is 0 at the beginning of
	// a run.
	Pick(p Point) int
}

// Point is where a choice has to be made.
type Point struct {
	Run  int // the number of the run, from 0
	Step int // how many operations there were in this run
	// Last is the goroutine whose operation was the last; -1: none, or the clock.
	Last    int
	Choices []Choice
}

// Choice is something that can happen next.
type Choice struct {
	Goroutine int    // 0 is main; -1 is the clock
	Name      string // of the goroutine
	Doing     string // its operation, as in "lock a"
	Case      int    // of a select; -1 when there is nothing to choose
}

// custom makes a scheduler's strategy of the user's.
type custom struct{ pick func(Point) int }

func (s *custom) Pick(w *scheduler.World) (i int) {
	defer func() {
		if r := recover(); r != nil {
			i = w.Break(r)
		}
	}()
	choices := w.Choices()
	p := Point{Run: w.Run, Step: w.Step(), Last: w.Last(), Choices: make([]Choice, len(choices))}
	for i, c := range choices {
		name, doing := w.Pending(c)
		p.Choices[i] = Choice{int(c.Goroutine), name, doing, int(c.Case)}
	}
	i = s.pick(p)
	if i < 0 || i >= len(choices) {
		return w.Break(fmt.Sprintf("explore: Pick returned %d; there were %d choices, from 0", i, len(choices)))
	}
	return i
}

func (s *custom) End(*scheduler.World) bool { return true }
