// Package kerneltest tests the kernel from outside, as a front end sees it:
//
//   - Start runs a kernel in the test's process, StartProcess one in a process
//     of its own; both evaluate with the echo engine, or with whatever the
//     caller's evaluator.Options say.
//   - Frontend talks to a kernel over its five sockets and checks the rules of
//     the protocol on every message that it sees, whatever the test is about.
//   - Run plays transcripts, text files that say what is sent and what comes
//     back.
//   - Echo is an engine whose cells are commands: print, sleep, input, crash …
//
// A test binary that uses it hands its TestMain to Main, because evaluators
// and kernels are the test binary itself, started again.
//
// Goroutines of a Frontend: four readers, one for each socket, which end when
// it is closed. Everything else runs in the goroutine of the test.
package kerneltest
