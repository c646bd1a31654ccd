package explore

import "interleave/runtime/internal/scheduler"

// Var is a variable that goroutines share without protection: each Load and
// each Store is a step of its own, between which others may go on, and accesses
// that nothing orders are a data race.
type Var[T any] struct{ h *scheduler.Handle }

// NewVar makes a variable. It has the value initial at the beginning of each
// run, also when it was made outside of [Run].
func NewVar[T any](name string, initial T) *Var[T] {
	return &Var[T]{h: scheduler.NewHandle(scheduler.Variable, name, initial)}
}

// Load reads the variable.
func (x *Var[T]) Load() T {
	v, _ := scheduler.LoadOf(x.h).(T)
	return v
}

// Store writes the variable.
func (x *Var[T]) Store(v T) { scheduler.StoreTo(x.h, v) }

// Atomic is a variable with operations that can't be divided and that order
// what goroutines do: what came before a store came before the load that sees
// it. See [Int64] for counting.
type Atomic[T comparable] struct{ h *scheduler.Handle }

// NewAtomic makes an atomic variable, with the value initial at the beginning of
// each run.
func NewAtomic[T comparable](name string, initial T) *Atomic[T] {
	return &Atomic[T]{h: scheduler.NewHandle(scheduler.Atomic, name, initial)}
}

// Load reads the variable.
func (x *Atomic[T]) Load() T {
	v, _ := scheduler.AtomicLoadOf(x.h).(T)
	return v
}

// Store writes the variable.
func (x *Atomic[T]) Store(v T) { scheduler.SwapIn(x.h, v) }

// Swap writes the variable and returns what it was.
func (x *Atomic[T]) Swap(v T) (old T) {
	old, _ = scheduler.SwapIn(x.h, v).(T)
	return old
}

// CompareAndSwap writes v if the variable is old, and says whether it was.
func (x *Atomic[T]) CompareAndSwap(old, v T) (swapped bool) {
	return scheduler.CompareAndSwapIn(x.h, old, v)
}
