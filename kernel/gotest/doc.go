// Package gotest measures how much of Go the kernel runs: the Go distribution's
// own tests, each pasted as one cell, against the same program compiled. Before
// the text stands a line directive with the name of its file.
//
// A [Program] is a file of GOROOT/test whose first line is the bare directive
// "// run". The [Toolchain] compiles and runs it once and keeps what it printed
// in the user's cache, by content; a program that does not pass compiled (it
// needs files, flags or cgo) or prints something else each time is not counted.
// The [Runner] executes it in a kernel, the real binary over its sockets, and
// gives an [Outcome]. A [Table] holds the outcome of every program that does not
// pass, in testdata/known.txt: a program that gets better or worse fails the
// whole run until the table says so.
//
// The whole, which takes about an hour of one processor:
//
//	go test ./kernel/gotest -run Whole -whole -v -timeout 6h
//
// The flags (after the package):
//
//	-update        write testdata/known.txt anew
//	-only REGEXP   only the programs whose name matches
//	-results FILE  write a JSON line for each program as it ends
//	-limit 10s     CPU time for a program instead of 60 s
//
// Without -whole a fixed sample runs, testdata/sample.txt, in which no program
// may get worse. -update makes that list when it is not there: programs of all
// kinds that pass and are quick, chosen by the hash of their names.
//
// # What is compared
//
// Standard output and error together, in the order in which they arrive, and
// how the program ended: a compiled program that passes ends with status 0, so
// the cell has to end without an error. Invalid UTF-8 can't pass through JSON
// and is compared as U+FFFD.
//
// One kernel runs many programs, each after a %reset. A program that does not
// pass in a used kernel is run again in a fresh one, and that counts: what
// an earlier program left (the number of processors, the garbage collector's
// settings, a goroutine) is not its fault.
//
// # Goroutines
//
// A running program has one goroutine that reads the evaluator's CPU time twice a
// second and ends the execution at the limits; it ends with the execution, which
// waits for it. [Toolchain.Prepare] compiles in as many goroutines as it is told.
package gotest
