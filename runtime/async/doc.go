// Package async is asynchronous programming: start an operation, do something
// else, be told when it has ended.
//
// # Futures
//
// [Go] starts a function and returns a [Future], the read end of its outcome:
//
//	f := async.Go(func() (string, error) { return download("a.txt") })
//	work()                    // meanwhile
//	text, err := f.Await()    // as often as you like
//
// A future is [Pending] and then, once and for good, [Fulfilled] with a value,
// [Rejected] with an error, or [Cancelled]. Its write end is a [Promise]:
// NewPromise, Resolve, Reject.
//
// # Callbacks
//
// [Call] is the older style: the operation, what to do on success, what to do on
// failure. [Future.OnDone] registers a callback with a future. Each is called
// exactly once, those of one future in the order of registration. On which
// goroutine is yours to say:
//
//	f.OnDone(show)            // on the worker's that settled f
//	f.OnDone(show, loop)      // on that of the main loop, in its turn
//	loop.Run()
//
// A [Loop] is the event loop of a "main thread": one function at a time, first
// come, first served. [Workers] are the threads that it delegates to. [Where]
// tells who runs the caller.
//
// # Chains and groups
//
// [Then], [Chain] (for a function that starts something itself), [Future.Catch]
// and [Future.Finally] make new futures out of one; [All], [AllSettled], [Any],
// [Race] and [AsCompleted] put several together; [Retry] tries again. What is
// rejected and looked at by nobody is shown at the end of the cell, see
// [Unhandled].
//
// A [Group] holds tasks that belong together: all are waited for, and the first
// failure cancels the rest.
//
// # Pictures
//
// [Waterfall] draws when operations were started, began and were settled,
// [Group.Figure] the tasks of a group, and [Loop.Figure] the turns of a loop with
// what waited for them. As the last line of a cell they show themselves.
//
// # Cells
//
// What a cell starts belongs to it: it prints there, and an interrupt of the cell
// stops it, ends what waits, and cancels the futures of what it stopped. Futures
// of other cells go on.
//
// # Cost
//
// In a compiled program it takes 0.6 us, 97 B and 2 allocations to start a function that
// does nothing with [Go] and await it, against 0.7 us, 152 B and 3 allocations with a
// goroutine and a channel; a [Promise] takes 0.1 us, 64 B and 1 allocation. Times for
// pictures cost another 0.1 us, so programs keep none until they say [KeepTimes]. In a
// cell, where times are always kept, a future takes 15 us.
//
// A program that imports vtime pays for a channel more with each future (96 B), so that
// who waits in virtual time can be told by who is outside. One that uses testing/synctest
// itself, and waits in a bubble for a future that was made and is settled outside, has to
// import vtime, too.
package async
