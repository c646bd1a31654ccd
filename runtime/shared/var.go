package shared

import "interleave/runtime/internal/watch"

// Var is a variable of any type that goroutines share.
type Var[T any] struct{ v *watch.Value }

// NewVar makes a variable. It panics if there is no such guard, and with Local,
// since parts of any type can't be put together.
func NewVar[T any](name string, g Guard, initial T) *Var[T] {
	watch.CheckVar(g)
	return &Var[T]{v: watch.New(name, g, initial, nil, nil)}
}

// Load reads the variable.
func (x *Var[T]) Load() T {
	v, _ := x.v.Load().(T)
	return v
}

// Store writes the variable.
func (x *Var[T]) Store(v T) { x.v.Update(func(any) (any, bool) { return v, true }) }

// Update replaces the value by f of it. With None others may write in between;
// with Atomic f is called again if they did.
func (x *Var[T]) Update(f func(T) T) {
	x.v.Update(func(old any) (any, bool) {
		v, _ := old.(T)
		return f(v), true
	})
}

// Stats is what happened so far.
func (x *Var[T]) Stats() Stats { return StatsOf(x.v) }

// String is the variable's Stats.
func (x *Var[T]) String() string { return x.v.Name + ": " + StatsOf(x.v).String() }
