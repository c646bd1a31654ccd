// Package lang is the Go front end of the kernel: it splits a cell, checks it
// with go/types against everything that earlier cells declared, and lowers it
// to one file of the small Go that the interpreter runs as the compiler would.
// It also completes, inspects, and says whether code is complete. It knows
// neither Jupyter nor the interpreter.
//
// Its nouns: a Cell is text with a number; a Session is what the cells of a
// notebook declared so far; a Unit is a checked and lowered cell.
//
// # The contract of a Unit
//
// Compile changes nothing. It returns Errors (up to ten, with positions in the
// cell) or a Unit. The caller compiles Unit.Text with the interpreter, and when
// that succeeded calls Commit and then runs it. Commit comes before running,
// because a cell that fails half-way keeps what it declared. A Unit that is
// never committed (an expression to be evaluated, a cell that the interpreter
// refused) leaves no trace in the session; names that its text declared in the
// interpreter are never used again.
//
// Unit.Text is one file:
//
//		package main; import fmtǃp "fmt"; import hostǃ "interleave/host"; var x int
//		type T struct { … }
//		func f() { … }
//		func init() { x = 1; hostǃ.Result(f()) }
//
//	  - Everything that a cell declares at its top level is a package-level name.
//	    The first x is emitted as "x", later ones as "xǃ2", "xǃ3" and so on, and so
//	    are functions of earlier cells that were linked again. Emitted names never
//	    repeat in a session; Session.Emitted and Unit.Declared translate. A name
//	    that the interpreter could take for one of its own (len, string, main)
//	    has a number from the first declaration on.
//	  - Variables are declared without a value ("var x T"), all of them in the
//	    prologue; values are assigned in init. There is no function literal at
//	    package level.
//	  - A file imports what it uses, under names that cannot clash: "net/http" is
//	    http_net_httpǃp. Nothing else is visible to it.
//	  - There is at most one init. A cell that only imports or declares has none,
//	    and Text may be "" when there is nothing to evaluate.
//	  - Generic code never appears in it; neither does "//line". Unit.Position maps
//	    an offset of Text to cell, line and column. Text that came from the cell keeps
//	    its exact position, generated text has the position of what it stands for.
//	    The cell may be an earlier one: functions that are linked again are part of
//	    the text.
//
// The host package (Options.Host, by default "interleave/host") has to offer
//
//	Result(values ...any)        the value of the last expression; types are in Unit.Results
//	Go(f func())                 start a goroutine that belongs to the running cell
//	Panic(v any)                 panic with v itself (*runtime.PanicNilError for nil)
//	Recovered(v any) any         v, a value of recover(), as compiled code would see it
//	Stdout() *os.File-like       *Writer with Write, WriteString: the cell's standard output
//	Stderr() …                   the same for standard error
//
// # Goroutines
//
// The package starts none. A Session is guarded by a mutex: Complete, Inspect
// and IsComplete may be called at any time, also while a cell runs; they wait
// only for a check in progress (about a millisecond).
package lang
