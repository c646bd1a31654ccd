// Package scheduler runs small concurrent programs under control: one goroutine
// at a time, with every choice of who goes on made by a strategy, a virtual
// clock, a race detector, and a search over all schedules. It is the core of
// package explore, which gives it its words.
//
// # Nouns
//
// A [World] is one run of a program. Its goroutines meet in operations (a send,
// a lock, a read of a shared variable); what happens between two operations
// touches nothing shared. An operation announces itself, the strategy picks one
// of the [Choice] values that are possible, the operation takes effect, and its
// goroutine runs on to its next one. Each pick is an [Event]; the picks are the
// schedule, and the same schedule gives the same run.
//
// A [Handle] is the identity of a channel, a lock or a variable; the state of
// it lives in the World, so that every run begins anew.
//
// [Explore] runs a program again and again with a [Strategy]: [Search] (all
// schedules, all with few preemptions, or one of each class of equivalent
// ones), [Random], [PCT], [Replay], or the caller's own.
//
// # Operations are modelled
//
// Real channels and locks are not used: a rendezvous could not be taken back,
// the choice of a select could not be ours, and goroutines that are blocked for
// ever could not be ended. The model does what the runtime does: it tries or
// parks, waiters of channels are served in order, a waiting writer keeps
// readers out. Locks are given to whoever comes, as in the runtime.
//
// The memory is sequentially consistent: a program in which that makes a
// difference has a race, and that is reported.
//
// # Goroutines
//
// The goroutines of a World are coroutines (iter.Pull): they take turns with
// the loop that runs the World, so that a switch costs a tenth of a
// microsecond and needs no lock. Explore runs the loop in one goroutine of its
// own, which it waits for; when a program calls runtime.Goexit, that ends the
// loop's goroutine too, and Explore starts another one. Goroutines that are
// left when a run ends are ended by runtime.Goexit; their deferred calls run,
// with operations that do nothing.
//
// # The seam for instrumented code
//
// Operations take a [Site], which says where they stand. Zero means: ask
// Settings.Where, which is done in traced runs only. Code that is instrumented
// passes sites, and handles of its own for the variables that it sees.
package scheduler
