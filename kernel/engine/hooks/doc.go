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
// it. Stop leaves a timer, which looks now and then until no goroutine of the
// cell is left. There are no others.
//
// # What it mends
//
// Since calls, closures, channel operations, deferred calls, recover, returns
// and comparisons of interfaces are this package's own steps, they do what the
// language says where yaegi does not: see the tables in the tests. Costs, as
// CPU time of a program with hooks over one without: a loop 1.0 to 1.15, calls
// 0.65 to 1.15, methods 0.2, closures 0.3, defer 0.5, channels 0.7 to 1.2.
//
// # Adding a hook
//
// Breakpoints, timelines and the like are visitors: a file with a method of
// builder that looks at a node and puts what it wants into its plan, and an
// entry in the table visitors. Steps that no visitor asks for cost nothing.
//
// # Caveats
//
// Generic declarations are not hooked: yaegi copies their trees when it meets
// a call. The front end instantiates them before.
//
// Compile, Run and Forget of one Machine must not overlap in compiling: the
// caller serialises Compile, the start of Run, and Forget. Native code that
// blocks or loops can't be stopped; see Cell.Stop.
package hooks
