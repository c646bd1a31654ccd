// Package check has checks for assignments, and the sheet that adds up their points.
//
//	s := check.NewSheet("Bank")
//	s.Check(3, "no race", func() error { return check.NoRace(program) })
//	s.Check(2, "in order", func() error { return check.Ordered(results) })
//	s.Score()
//
// A check is a function that returns nil, or an error that says what was seen and what
// was expected, in words for the student. Each can be used without a sheet.
//
// # What can be checked
//
// Of programs written with package explore, over all their interleavings: [NoRace]
// and [AllInterleavings].
//
// Of ordinary goroutines, in virtual time (package vtime): [NoDeadlock], [NoLeak],
// [VirtualTime], [VirtualSpeedup], [MaxInFlight], [CalledOnce]. Sleeps take no time
// there, so these checks are quick, and the same on every machine.
//
// Of functions: [SameAsSequential], [Ordered], [Speedup] (real time: the machine
// decides too), and [Kills], which wants a test of the student's to find the faults in
// wrong implementations.
//
// Of the text that the student wrote, in a notebook only: [Uses] and [MustNotUse].
//
// # Points
//
// [Sheet.Check] runs a check and gives its points or none. One that panics or takes
// too long has failed, and the sheet goes on. [Sheet.Score] shows the sheet as a table
// and returns the points: as the last line of a test cell it is what nbgrader takes
// for partial credit; `interleave nbgrader` sets a course's folder up for it. Nothing is
// written to standard error, which nbgrader would count as a failure.
package check
