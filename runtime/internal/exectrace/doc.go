// Package exectrace reads Go's execution trace of a piece of work and keeps what
// belongs to it: the goroutines that descend from the one that did the work, what
// each was doing and why, and who woke whom.
//
// The tracer's own goroutines, those of the runtime, and all that neither is the
// traced goroutine nor descends from it are left out. Reasons for waiting are
// taken from the stack where that says more than the runtime does: in a cell
// every wait is a select, so that an interrupt can end it.
//
// [Run] owns the tracer while it lasts; there is one per process.
package exectrace
