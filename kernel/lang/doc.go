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
//	    are functions of earlier cells that are linked again. Emitted names never
//	    repeat in a session; Session.Emitted and Unit.Declared translate. A name
//	    that the interpreter could take for one of its own (len, string, main)
//	    has a number from the first declaration on. Names with ǃ that are not of
//	    that form are helpers of lowered code.
//	  - Variables are declared without a value ("var x T"), all of them in the
//	    prologue; values are assigned in init. There is no function literal at
//	    package level. Constants are not declared: their values stand where they
//	    are used.
//	  - A file imports what it uses (Unit.Imports), under names that cannot clash:
//	    "net/http" is net_httpǃp. Nothing else is visible to it.
//	  - There is at most one init; instances of generic functions and types and
//	    their methods stand behind it. A cell that only declares
//	    has none, and Text is "" when there is nothing to evaluate.
//	  - Generic code never appears in it: an instance is called "Mapǃof_int_string",
//	    those of the standard library are made of the source in package
//	    generics, those of our own packages of their shells (Options.Generic,
//	    generic_shell.go); Unit.Position is zero in both. "//line" does not appear either. Unit.Position maps
//	    an offset of Text to cell, line and column. Text that came from the cell keeps
//	    its exact position, generated text has the position of what it stands for.
//	    The cell may be an earlier one: functions that are linked again are part of
//	    the text.
//	  - A method of a type that exists already, declared again, is a function that
//	    init stores in a variable; the method's first body looks there.
//
// The host package (Options.Host, by default "interleave/host") has to offer
//
//	Result(values ...any)          the values of the last expression; Unit.Results has their types
//	Method(name string, f any)     before Result: a method by which the result shows itself
//	Go(f func())                   start a goroutine that belongs to the running cell
//	Recovered(v any) any           v, a value of recover(), as compiled code would see it
//	Stdin(), Stdout(), Stderr()    the cell's streams, with the methods of *os.File
//	Print, Println, Clear          the builtins of these names
//	NilDereference()               a panic like that of following a nil pointer
//	Unwrap(err error) []error      what err wraps, when it wraps several
//	NewDefers() *Defers            what loops over functions defer, with Add(f) and Run()
//	Deferred()                     before a deferred call in a literal: recover is for that call
//	RangePanic(state int)          the panic of a function that misuses the body of a loop
//	slices_Sort_int …              compiled instances of package slices, see generic_compiled.go
//
// # Real types
//
// With Options.Types the types of cells are types of the running program. The
// text is then another one:
//
//   - A type is what it is made of: after "type Celsius float64" the text says
//     float64. Structs are declared, without embedding and methods.
//   - Methods are functions, PointǃString(p Point) string; init begins with giving
//     those to the types that values need that become interfaces in this unit.
//   - Interface types with methods, and recursive types that the interpreter can't
//     have, come from a package that Unit.Types makes and Text imports.
//   - Where a value becomes an interface, a function of that package gives it its
//     real type; assertions, type switches and comparisons of interfaces are
//     functions of it too.
//
// The passes that this takes are in real_passes.go, the interface to what makes
// the types is Types in real.go. Without Options.Types the passes of passes.go do
// what can be done: then compiled code sees no names and no methods.
//
// # How a cell gets there
//
// source.go splits a cell and parses it as two files, its declarations and its
// statements as a function's body; compile.go checks them in up to three stages
// (check.go is one run of go/types); relink.go checks functions of earlier cells
// again; generic.go tells how generic code becomes instances; refuse.go turns down what can't be run as Go runs it; passes.go lists
// the passes that lower the rest, emit.go puts the text together. What a cell
// changes is a change, carried out by commit.
//
// # What later passes stand on
//
// A pass that watches a cell (races, all interleavings, a debugger, timelines)
// needs what is kept here, and adds no knowledge of the interpreter:
//
//   - order: parse, check, refuse, lower. renderer.node is the only way from a node to
//     text, so a pass put before the others sees every node with the student's own
//     types and objects, and can put calls around what the rest makes of it. Lowering
//     passes calls to packages it does not know through, in order, never twice.
//   - information: the AST and types.Info of every function that can still be called
//     stay in the session (function.decl, function.info), also those of earlier cells,
//     so that a second version of a function can be emitted at any time, as re-linking
//     does; instances of generic code keep the positions of their source.
//   - positions: Session.position of any token.Pos is cell, line and column; what runs
//     needs an int at most.
//   - the top level: statements of a cell are one function without arguments, and its
//     variables are declared apart from their values, so it can be run again.
//   - what cells see of sync, sync/atomic, time and context comes from one table of the
//     engine (package shim); the types in it are the only ones there are.
//
// # Words
//
// Errors are in the compiler's words and at its places: words.go mends what
// go/types says otherwise, syntax.go what go/parser says. testdata/mistakes of
// the engine compares both with the toolchain. Notes never fail a cell: those of
// Compile (variables that a function does not use, functions that could not be
// linked again) are there at once, those of go vet when the caller asks for them
// with Vet.
//
// # Goroutines
//
// The package starts none. A Session is guarded by a mutex: Complete, Inspect
// and IsComplete may be called at any time, also while a cell runs; they wait
// only for a check in progress (about a millisecond).
package lang
