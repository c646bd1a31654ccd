// Package hooks runs yaegi so that a cell can be stopped without touching the
// goroutines of other cells, panics name exact lines, and compiling does not
// disturb code that runs. yaegi itself is used as it is (v0.16.1).
//
// # How it gets in
//
// yaegi compiles a file to a tree of nodes; each node has a generator that
// makes the closure that runs the step. Between the two, this package replaces
// the generators of chosen nodes by ones that call the old generator and wrap
// the closure, or that make a closure of their own. It reaches the tree through
// mirrors of yaegi's structs, which Available compares field by field with the
// real ones, and through go:linkname pulls of yaegi's unexported functions. All
// of it works with plain go build. When yaegi or Go has changed so that it does
// not, Available says why and a Machine falls back to plain yaegi.
//
// # Nouns
//
// A [Machine] is an interpreter. A [Program] is one compiled file: declarations
// and func init, which holds the statements. A [Cell] is what the goroutines
// that belong together have in common: its address is their profiler label, so
// that every go statement, native or interpreted, hands it on. A [Position] is
// a line of a cell.
//
// # Goroutines
//
// Run makes one goroutine per cell, the only one whose end Run waits for. Go
// makes one goroutine per call; it belongs to the caller's cell and may outlive
// it. Stop leaves no goroutine behind but a timer. There are no others.
//
// # Caveats
//
// Compile, Run and Forget of one Machine must not overlap in compiling: the
// caller serialises Compile, the start of Run, and Forget. Native code that
// blocks or loops can't be stopped; see Cell.Stop.
package hooks
