// Package cli is the command line: one file per subcommand. It is the only
// place where the front, the evaluator and the engine meet.
//
// Settings are flags; those that are worth setting once are read from
// INTERLEAVE_* in the environment too, and a flag wins. Results go to standard
// output, everything else (progress, errors) to standard error.
//
// Exit status: 0 all is well; 1 something failed, such as a cell; 2 the
// command line was wrong; 130, 141 or 143 ended by Ctrl-C, by a reader that
// went away, or by SIGTERM.
//
// Goroutines: one per command waits for signals (untilSignal) and ends with
// the command; run has a clock per cell in a terminal (screen); the rest is
// kernel/client's.
package cli
