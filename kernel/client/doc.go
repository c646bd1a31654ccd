// Package client is a front end without a face: it starts a kernel as a child
// process, talks to it over its five sockets, and stops it so that nothing is
// left behind. `interleave run`, `interleave console` and the tests use it.
//
// A [Kernel] is one kernel, through all its restarts. [Start] makes one from a
// kernelspec, [Connect] talks to one that somebody else started. What a cell
// says reaches the functions of the [Request] that it came with.
//
// # Goroutines
//
// For each process of a kernel:
//
//  1. the waiter, which ends with the process;
//  2. a pump for its standard output and error, which ends when all holders of
//     the pipe are gone or pipeGrace after the process.
//
// For each connection, four readers, one per socket (shell, control, stdin,
// iopub), which end when the connection is closed; [Kernel.Close] waits for
// them. A question from stdin is answered in a goroutine of its own, which ends
// with the Input function that it calls; that function's context ends with the
// cell and with the connection.
//
// # Files
//
// The connection file lies in a folder of its own, which only the user can
// read and which Close removes. What a killed program left is removed by the next
// Start.
package client
