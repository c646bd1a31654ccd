// Package timeline records who did what when, and draws it: lanes of goroutines
// and of the helpers of this module, and how many ran at once.
//
//	tl, err := timeline.Trace(func() {
//		go produce(jobs)
//		consume(jobs)
//	})
//	tl
//
// In a cell the magic %timeline does that for a whole cell.
//
// [Trace] runs a function under Go's execution tracer. Each goroutine that the
// function starts has a lane, with what it was doing: running on a processor,
// runnable (it could run, but no processor is free), waiting for a channel, a
// lock, time, or in a system call. Arrows go from a goroutine to the one that it
// starts or wakes. Goroutines of the runtime, the tracer and the kernel are left
// out. Tracing makes a program that switches often about twice as slow.
//
// [Record] draws only what the helpers tell, such as the tasks of a pool and the
// callbacks of a loop, and what the program itself marks with a [Recorder]'s
// methods. Where nobody records, helpers pay one atomic load for it.
//
// # Two numbers
//
// Concurrency and parallelism are two things, and a [Timeline] has a number for
// each. Alive is how many goroutines existed at once: so many lines of execution
// were under way. RunningAtOnce is how many ran at once, on average while any
// ran: it is never more than the processors there are. With GOMAXPROCS(1) four
// busy goroutines are alive together, and 1.0 of them runs at once.
//
// What waits inside of a helper's work, for a device, a future, a task or a guarded value,
// is drawn as waiting, in the lane of the work and in that of the device. Plain sleeps and
// channel operations are seen by Trace alone. A recording made inside of vtime.Run
// counts in virtual time: waits are exact, and computing takes none.
//
// # More than the page can hold
//
// The picture is binned to pixels, and lanes share rows when there are more than
// 160. [Timeline.WriteChrome] writes everything for Perfetto (ui.perfetto.dev
// works offline once loaded) or chrome://tracing.
//
// There is one execution tracer in a process: Trace fails while another one
// runs. Recordings may overlap. No goroutine is left behind.
package timeline
