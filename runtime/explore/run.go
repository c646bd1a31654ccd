package explore

import (
	"fmt"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/scheduler"
	"interleave/runtime/internal/words"
)

// Run runs f again and again, in other orders of its goroutines' operations,
// until all were tried or a limit is reached; see the options. It returns what
// came out. When the calling cell is interrupted it returns what came out so
// far.
//
// f is the main goroutine. It panics if f is nil, or if an option is wrong; a
// panic of f or of a goroutine that it starts is an outcome.
func Run(f func(), options ...Option) *Result {
	if f == nil {
		panic("explore: Run of a nil function")
	}
	c := newConfig(options)
	s := c.settings()
	r := scheduler.Explore(f, c.strategy(), s, scheduler.Limits{Runs: c.schedules, Budget: c.budget, First: c.first})
	if !r.Interrupted {
		r.Locate(f, s)
	}
	return newResult(f, c, r)
}

// Replay runs f once, in the order that a schedule says, and shows each step.
// The schedule is one of a [Result], or written by hand: the numbers of the
// goroutines, 0 for main, in the order of their operations, as in "1 2 1 2 0".
// "1*3" is three operations of goroutine 1; "2/1" picks case 1 of a select, "t"
// lets the clock move. After its end the goroutine that ran last goes on.
//
// The error says what is wrong with the schedule, and what was possible at the
// step that was not. Of the options only [Steps] and [EarlyTimers] matter.
func Replay(f func(), schedule string, options ...Option) (*Trace, error) {
	if f == nil {
		panic("explore: Replay of a nil function")
	}
	s, err := scheduler.ParseSchedule(schedule)
	if err != nil {
		return nil, fmt.Errorf("explore: %w", err)
	}
	t, o, err := scheduler.Run(f, s, newConfig(options).settings())
	if err != nil {
		err = fmt.Errorf("explore: %w", err)
	}
	if t == nil {
		return nil, err
	}
	return newTrace(t, o), err
}

// Option says how to explore.
type Option func(*config)

// config is what options set.
type config struct {
	make        func() scheduler.Strategy
	made        string // the option that set make
	how         string // for the summary
	schedules   int
	budget      time.Duration
	steps       int
	first       bool
	early       bool
	preemptions int
}

func newConfig(options []Option) *config {
	c := &config{steps: 2000, budget: 10 * time.Second, preemptions: -1}
	for _, o := range options {
		if o == nil {
			panic("explore: a nil option")
		}
		o(c)
	}
	return c
}

func (c *config) settings() scheduler.Settings {
	return scheduler.Settings{Steps: c.steps, Early: c.early, Where: where, Interrupted: cell.Context().Done()}
}

// sampled reports whether schedules are drawn instead of gone through.
func (c *config) sampled() bool { return c.made == "Random" || c.made == "PCT" || c.made == "Using" }

func (c *config) strategy() scheduler.Strategy {
	if c.make == nil {
		return &scheduler.Search{Reduce: true, Preemptions: -1}
	}
	return c.make()
}

// search sets how to search, which can be said once.
func (c *config) search(option, how string, f func() scheduler.Strategy) {
	if c.made != "" {
		panic(fmt.Sprintf("explore: options %s and %s exclude each other", c.made, option))
	}
	c.made, c.how, c.make = option, how, f
}

// All runs every schedule, also those that differ only in the order of
// operations that have nothing to do with each other. Use it to count.
func All() Option {
	return func(c *config) {
		c.search("All", "all", func() scheduler.Strategy { return &scheduler.Search{Preemptions: -1} })
	}
}

// Preemptions runs every schedule in which the turn is taken at most n times
// from a goroutine that could go on. Most bugs need one or two.
func Preemptions(n int) Option {
	return func(c *config) {
		if n < 0 {
			panic(fmt.Sprintf("explore: Preemptions(%d): expected 0 or more", n))
		}
		c.search("Preemptions", words.F("all with at most %d preemptions", n), func() scheduler.Strategy {
			return &scheduler.Search{Preemptions: n}
		})
	}
}

// Random runs n schedules in which each choice is drawn with equal chances. The
// same seed draws the same schedules.
func Random(n int, seed uint64) Option {
	return func(c *config) {
		c.count("Random", n)
		c.search("Random", words.F("at random, seed %d", seed), func() scheduler.Strategy { return &scheduler.Random{Seed: seed} })
	}
}

// PCT runs n schedules with random priorities: the goroutine with the highest
// runs, and at depth-1 moments the one that runs falls behind all others. It
// finds bugs that need depth events in one order more surely than [Random];
// most need 2 or 3. The same seed draws the same schedules.
func PCT(n, depth int, seed uint64) Option {
	return func(c *config) {
		if depth < 1 {
			panic(fmt.Sprintf("explore: PCT with depth %d: expected 1 or more", depth))
		}
		c.count("PCT", n)
		c.search("PCT", words.F("by random priorities, depth %d, seed %d", depth, seed), func() scheduler.Strategy {
			return &scheduler.PCT{Depth: depth, Seed: seed}
		})
	}
}

// Using runs n schedules that s picks.
func Using(s Strategy, n int) Option {
	return func(c *config) {
		if s == nil {
			panic("explore: Using a nil Strategy")
		}
		c.count("Using", n)
		c.search("Using", words.F("picked by %T", s), func() scheduler.Strategy { return &custom{pick: s.Pick} })
	}
}

func (c *config) count(option string, n int) {
	if n < 1 {
		panic(fmt.Sprintf("explore: %s of %d schedules: expected at least 1", option, n))
	}
	c.schedules = n
}

// Schedules ends the exploration after n schedules.
func Schedules(n int) Option {
	return func(c *config) { c.count("Schedules", n) }
}

// Budget begins no other schedule after d, which is 10 seconds otherwise.
func Budget(d time.Duration) Option {
	return func(c *config) {
		if d <= 0 {
			panic(fmt.Sprintf("explore: Budget(%v): expected more than 0", d))
		}
		c.budget = d
	}
}

// Steps cuts a run after n operations, which is 2000 otherwise.
func Steps(n int) Option {
	return func(c *config) {
		if n < 1 {
			panic(fmt.Sprintf("explore: Steps(%d): expected at least 1", n))
		}
		c.steps = n
	}
}

// EarlyTimers lets the clock move while goroutines could go on, as it does when
// they are slow.
func EarlyTimers() Option { return func(c *config) { c.early = true } }

// StopAtFirst ends the exploration at the first schedule that does not finish
// well: with a deadlock, a leak, a panic or a race.
func StopAtFirst() Option { return func(c *config) { c.first = true } }
