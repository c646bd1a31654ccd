// Package host is what the lowered code of cells calls in the kernel: the
// result of a cell, its standard streams, goroutines, exit, and the builtins
// whose interpreted forms are not Go's.
//
// A cell imports it under a name that no Go source can spell; the front end
// (kernel/lang) writes the calls. Every function may be called by any goroutine
// of a cell: it finds the execution that the goroutine belongs to by the hooks'
// label, so output and errors go where the goroutine came from. The package
// starts no goroutine but those of Go, which belong to their cell.
package host

import (
	"sync/atomic"

	"interleave/kernel/engine/hooks"
)

// Path is the import path of this package in lowered code.
const Path = "interleave/host"

// Cell is one execution as seen by the code that runs in it. The engine puts
// it into hooks.Cell.Value.
type Cell interface {
	// Write sends output to "stdout" or "stderr" of the cell.
	Write(stream string, p []byte) (int, error)
	// Read reads the cell's standard input: lines that a person types.
	Read(p []byte) (int, error)
	// SetResult says what the last expression of the cell gave.
	SetResult(values []any)
	// SetMethod gives a method of that result by which it shows itself.
	SetMethod(name string, f any)
	// Exiting is told of os.Exit before the cell is stopped.
	Exiting(status int)
}

// recent is the execution that takes what comes from goroutines without a
// label, such as finalizers: the running or, when none runs, the last cell.
var recent atomic.Pointer[Cell]

// SetRecent makes c the home of what belongs to no cell.
func SetRecent(c Cell) { recent.Store(&c) }

// Current is the execution of the calling goroutine, or the most recent one,
// or nil before the first.
func Current() Cell {
	if h := hooks.Current(); h != nil {
		if c, ok := h.Value.(Cell); ok {
			return c
		}
	}
	if p := recent.Load(); p != nil {
		return *p
	}
	return nil
}

// Result takes the values of the last expression of a cell.
func Result(values ...any) {
	if c := Current(); c != nil {
		c.SetResult(values)
	}
}

// Method takes a method of the result that comes next, such as HTML: what it
// returns is part of how the result is shown. f is a func() string, func()
// []byte or func() map[string]any.
func Method(name string, f any) {
	if c := Current(); c != nil {
		c.SetMethod(name, f)
	}
}

// Go starts a goroutine of the calling goroutine's cell. A panic in it is
// reported in that cell and ends nothing else.
func Go(f func()) { hooks.Go(f) }

// Exit is os.Exit for cells: the cell ends with an error that names the
// status; the evaluator and everything else in it goes on.
func Exit(status int) {
	if c := Current(); c != nil {
		c.Exiting(status)
	}
	hooks.Exit(status)
}
