// Package evaluator holds both ends of the link between the front and its
// child process, the evaluator, and the supervision of that child: a cell may
// end its evaluator, it can't end the kernel.
//
// The front starts a [Supervisor], which hands cells to the evaluator at work
// and what they say to a [Handler]. The child calls [Serve] with an [Engine],
// which gets an [Output] and, through [RecorderOf], a [Recorder].
//
// # What connects the two
//
//	descriptor 1, 2  pipes, read by the front: output of native code, of child
//	                 processes, and of the runtime when it crashes
//	descriptor 3     the link, a socket pair with messages in frames
//	descriptor 4     the box, a file without a name in memory: the page of the
//	                 flight recorder and of text not yet sent, then the crash
//	                 text of the runtime
//	descriptor 5     a pipe that ends with the front
//
// 3 to 5 are closed in programs that cells start. The first message in either
// direction names the build; other builds are refused.
//
// # How things end
//
// An interrupt cancels the cell's context and sends SIGINT to the processes
// that the cell started. A cell that goes on is ended with its evaluator after
// [Options.InterruptGrace]. When an evaluator ends, the supervisor kills its
// process group, reads its last words, puts the spare (or a new process) to
// work, has it declare again what earlier cells had declared, and only then
// reports: to the cell that ran, else to [Handler.Restarted].
//
// When the front ends, the evaluator's group is killed three times over: by
// the system through the pipe at descriptor 5 (Linux; works also when the
// evaluator is stopped or stuck), by the child when the link ends, and by the
// parent-death signal (Linux). A process that a cell started is found by its
// group, or as an orphan by its environment; one that left the group, lost
// its parents and cleaned its environment is not found. When the front and the
// evaluator are killed at the same moment, processes that the cells started
// are not found either.
//
// # Goroutines of the front
//
//  1. The callers of Execute (one at a time), Comm, Complete, Inspect, IsComplete.
//  2. For each process: read (takes messages off the link), listen (acts on
//     them and calls the Handler), write, two capture loops (descriptors 1 and 2),
//     wait (collects all of these when the process has ended), one for each
//     pending Handler.Input. Owner: wait.
//  3. For each process: watch, which replaces it. Owner: the supervisor.
//  4. For each supervisor: reap (waits for orphans) and thread (starts children
//     on a thread that lives as long as they do). Owner: Close.
//
// # Goroutines of the child
//
//  1. The caller of Serve takes cells from a queue; each runs in a goroutine of
//     its own, so that neither a panic of the engine nor runtime.Goexit ends
//     the evaluator.
//  2. read takes messages off the link and never runs cells; one goroutine for
//     each introspection request; comms hands comm messages over in order.
//  3. flushLoop sends printed text; one handles signals.
//
// They end with the process.
//
// # Output
//
// Small prints gather in the shared page for at most a millisecond, the first
// after a pause not at all; a crash loses none. At most 128 KiB of output are
// on their way to the Handler, so replies, interrupts and the end of a cell
// never wait long behind it. Descriptors 1 and 2 are drained before a display,
// a message or the end of a cell is acted upon. Text at descriptor 2 that reads
// like the beginning of a crash is held back until the process has died of it,
// the cell has ended, or a quarter of a second has passed.
//
// Measured on two shared cores: a round trip 0.13 ms, 100 000 lines in 25 ms.
package evaluator
