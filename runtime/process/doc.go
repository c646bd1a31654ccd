// Package process shows the processes and threads of this machine: those that are
// there, what it costs to make one, and that processes share nothing.
//
//	process.Tree()              // this program, who started it, what it started
//	process.Births()            // a goroutine, a thread, a process: what each costs
//	out, err := process.Run("python3", "-c", "print(6 * 7)")
//
// # Nouns
//
// A process is a program that runs: it has a number, the PID, memory of its own,
// and at least one thread. A thread is what the operating system gives a processor
// to; the threads of a process share its memory. A goroutine is Go's own: many of
// them take turns on few threads.
//
// # The tree
//
// [Tree] is this process with everything that it started, and the process that
// started it. In a notebook that is the evaluator, which runs the cells, below the
// kernel, to which Jupyter talks. It is a picture and a table, and
// [Info.All] goes through it.
//
// # Another process
//
// [Run] starts a program, waits for it and returns what it printed. [Start] leaves
// it running: [Child.Send] and [Child.Receive] exchange lines with it, which is all
// that two processes have in common. What one stores in its variables the other
// never sees. A child ends with the cell that started it when that is interrupted,
// and when [Child.Kill] ends it. One that is left alone ends when its input does, at
// the latest with this process.
//
// # What it costs
//
// [Births] makes goroutines, threads and processes one after the other and measures
// each from the wish to its end. Numbers of one machine at one time: compare them
// with each other.
//
// It needs an operating system that lets a process look at others: Linux, macOS
// and Windows do.
package process
