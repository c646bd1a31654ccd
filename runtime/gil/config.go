package gil

import (
	"fmt"
	"time"

	"interleave/runtime/internal/words"
)

// Mode is how an interpreter keeps its threads apart.
type Mode int

const (
	// NewGIL is the lock of CPython 3.2 and later: a waiter asks for it after
	// the switch interval, the holder lets go where it looks at the eval
	// breaker, and then waits until another thread has it.
	NewGIL Mode = iota
	// OldGIL is the lock of CPython 2 and 3.0 to 3.1: the holder releases it
	// every CheckInterval instructions and takes it again at once.
	OldGIL
	// PerInterpreter is a new GIL for each interpreter (CPython 3.12 and later).
	PerInterpreter
	// FreeThreaded is CPython built without the GIL (3.13t and later).
	FreeThreaded
)

var modeNames = [...]string{"new GIL", "old GIL", "GIL per interpreter", "free-threaded"}

// String is the value in words.
func (m Mode) String() string {
	if m < 0 || int(m) >= len(modeNames) {
		return fmt.Sprintf("Mode(%d)", int(m))
	}
	return modeNames[m]
}

// Config is what a simulated machine and its Python are like. A field that is
// zero has its default, so that Config{} is CPython with the new GIL on four
// cores. The costs were measured on Linux with CPython 2.7 to 3.13.
type Config struct {
	Name string // in tables and pictures; default: Mode
	Mode Mode
	// Cores is how many threads can run at once; default 4.
	Cores int
	// SwitchInterval is how long the new GIL may be held while others wait, as
	// in sys.setswitchinterval; default 5 ms.
	SwitchInterval time.Duration
	// CheckInterval is after how many instructions the old GIL is released, as
	// in sys.setcheckinterval; default 100.
	CheckInterval int
	// EagerChecks makes the holder of a new GIL look before every instruction
	// whether it was asked to let go, as CPython before 3.10 does. Without, it
	// looks only where a loop jumps back and at calls.
	EagerChecks bool

	// Tick is one instruction of bytecode; default 5 ns.
	Tick time.Duration
	// Wake is the time from a signal to a sleeping thread until it runs;
	// default 50 us.
	Wake time.Duration
	// Slack is how much later than asked for a timed wait ends; default 50 us.
	Slack time.Duration
	// Release is what it costs to release the old GIL and take it again while
	// others wait for it; default 500 ns, of which it is free for a fifth.
	Release time.Duration
	// Quantum is how long the operating system lets a thread run when there
	// are more of them than cores; default 4 ms.
	Quantum time.Duration
	// FreeThreadedCost is what an instruction costs without the GIL, as a
	// multiple of what it costs with it; default 1.1.
	FreeThreadedCost float64

	// Jitter is by which fraction wake-ups, and the instructions between checks
	// of the old GIL, vary as drawn from Seed; default 0.3, none if negative.
	// Without jitter switches always hit the same instruction of a loop, and
	// races stay hidden or show every time.
	Jitter float64
	// Seed chooses one of the possible runs; default 1. The same Config and
	// program always give the same Result.
	Seed uint64
}

const (
	// window is the part of Config.Release during which the old GIL is free.
	window = 0.2
	// callTicks and returnTicks are what entering and leaving a function takes.
	callTicks, returnTicks = 5, 2
	// loopTicks is the length of a short loop: the new GIL's holder looks at the
	// eval breaker that often in Thread.Bytecode.
	loopTicks = 4
	// addTicks are between load and store of an augmented assignment.
	addTicks = 3
	// queued divides Config.Release when the woken thread only queues for the
	// releaser's core: no other processor has to be interrupted for it.
	queued = 12
	// spins is how often a waiter that lost the old GIL tries again in the time
	// of one wake-up.
	spins = 5
)

// withDefaults fills in what is zero, and panics with a sentence about what
// cannot be.
func (c Config) withDefaults() Config {
	if c.Mode < NewGIL || c.Mode > FreeThreaded {
		panic(fmt.Sprintf("gil: Config.Mode is %d; use NewGIL, OldGIL, PerInterpreter or FreeThreaded", int(c.Mode)))
	}
	if c.Name == "" {
		c.Name = c.Mode.String()
	}
	whole := func(field string, v *int, def int) {
		if *v < 0 {
			panic(fmt.Sprintf("gil: Config.%s is %d; it has to be at least 1 (0 means %d)", field, *v, def))
		}
		if *v == 0 {
			*v = def
		}
	}
	span := func(field string, v *time.Duration, def time.Duration) {
		if *v < 0 {
			panic(fmt.Sprintf("gil: Config.%s is %v; it has to be positive (0 means %v)", field, *v, def))
		}
		if *v == 0 {
			*v = def
		}
	}
	whole("Cores", &c.Cores, 4)
	whole("CheckInterval", &c.CheckInterval, 100)
	span("SwitchInterval", &c.SwitchInterval, 5*time.Millisecond)
	span("Tick", &c.Tick, 5*time.Nanosecond)
	span("Wake", &c.Wake, 50*time.Microsecond)
	span("Slack", &c.Slack, 50*time.Microsecond)
	span("Release", &c.Release, 500*time.Nanosecond)
	span("Quantum", &c.Quantum, 4*time.Millisecond)
	switch {
	case c.FreeThreadedCost == 0:
		c.FreeThreadedCost = 1.1
	case !(c.FreeThreadedCost > 0) || c.FreeThreadedCost > 1000:
		panic(fmt.Sprintf("gil: Config.FreeThreadedCost is %v; it is a factor such as 1.1", c.FreeThreadedCost))
	}
	switch {
	case c.Jitter == 0:
		c.Jitter = 0.3
	case c.Jitter < 0:
		c.Jitter = -1
	case !(c.Jitter <= 1):
		panic(fmt.Sprintf("gil: Config.Jitter is %v; it is a fraction from 0 to 1, and negative for none", c.Jitter))
	}
	if c.Seed == 0 {
		c.Seed = 1
	}
	return c
}

// String is the configuration in a line, as it stands under tables.
func (c Config) String() string {
	c = c.withDefaults()
	s := words.T(c.Mode.String())
	if c.Name != c.Mode.String() {
		s = c.Name + ", " + s
	}
	switch c.Mode {
	case OldGIL:
		s += words.F(", check interval %d", c.CheckInterval)
	case NewGIL, PerInterpreter:
		s += words.F(", switch interval %v", c.SwitchInterval)
	case FreeThreaded:
		s += words.F(", instructions cost %.2g times as much", c.FreeThreadedCost)
	}
	if c.Cores == 1 {
		return words.F("%s, 1 core, seed %d", s, c.Seed)
	}
	return words.F("%s, %d cores, seed %d", s, c.Cores, c.Seed)
}
