// Package engine evaluates the cells of a notebook: Go, run by yaegi under the
// hooks of kernel/engine/hooks, after kernel/lang has checked and lowered it.
//
// # Nouns
//
// The [Engine] is one session: what the cells have declared so far. An
// execution is one cell on its way through it; it owns the output, the input,
// the result and the errors of that cell, also after its end, since goroutines
// may go on. A magic is a command to the kernel in a cell.
//
// # Life of a cell
//
// Execute takes the magics off, has the rest checked and lowered (lang),
// compiled and run (hooks), and renders what the last expression gave. A cell
// that does not check has done nothing. Whatever the code prints goes to the
// execution whose label the printing goroutine carries.
//
// # Goroutines
//
// Execute works on its caller's goroutine; hooks runs the code of a cell in a
// goroutine of its own, which Execute waits for. Goroutines that cells start
// belong to the cells and may outlive Execute; Close stops them. Comm handlers
// and functions for the end of a cell run in a goroutine each, which Comm and
// Execute wait for (an interrupt gives them a second). There are no others.
//
// # Locks
//
// Engine.mu guards the session: it is held while a cell is checked, compiled
// and committed, never while one runs, so that completion and inspection get
// an answer while a cell loops. execution.mu guards the outcome of one cell.
package engine
