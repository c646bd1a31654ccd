package host

import "interleave/kernel/engine/hooks"

// Defers holds what the bodies of loops over functions defer: it runs at the
// end of the function that the loops are in.
type Defers struct{ calls []func() }

// NewDefers returns an empty list.
func NewDefers() *Defers { return &Defers{} }

// Add defers f.
func (d *Defers) Add(f func()) { d.calls = append(d.calls, f) }

// Run runs what was added, last first. It is called by a defer statement.
func (d *Defers) Run() {
	calls := d.calls
	d.calls = nil
	hooks.RunDeferred(calls)
}

// Deferred is called by a literal in the place of a deferred call, before it.
func Deferred() { hooks.Deferred() }

// The states of the body of a loop over a function.
const (
	rangeReady     = iota // may be called
	rangeDone             // left the loop
	rangePanicked         // runs, or panicked
	rangeExhausted        // the function has returned
	rangeSwallowed        // the function has returned after the body panicked
)

// RangePanic is the panic of a function that calls the body of a loop in a
// state in which it must not.
func RangePanic(state int) {
	switch state {
	case rangeDone:
		panic(rangeError("range function continued iteration after function for loop body returned false"))
	case rangePanicked:
		panic(rangeError("range function continued iteration after loop body panic"))
	case rangeExhausted:
		panic(rangeError("range function continued iteration after whole loop exit"))
	case rangeSwallowed:
		panic(rangeError("range function recovered a loop body panic and did not resume panicking"))
	}
}

// rangeError is a runtime.Error.
type rangeError string

func (e rangeError) Error() string { return "runtime error: " + string(e) }

// RuntimeError makes it a runtime.Error.
func (rangeError) RuntimeError() {}
