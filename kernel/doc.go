// Package kernel is the front: everything that Jupyter can see of a kernel. It
// serves the messaging protocol 5.5
// (https://jupyter-client.readthedocs.io/en/stable/messaging.html) on the
// sockets of kernel/wire and has cells evaluated by the child process of
// kernel/evaluator. A cell can crash its evaluator; it can't crash the front,
// which keeps history, comms and the execution count.
//
// Its nouns: a request is a message of a front end on its way; a cell is an
// execute_request in the evaluator; a publication is a message for iopub.
//
// # Life of a request
//
//  1. A reader takes the message from the socket; wire has checked signature
//     and form. Its type is looked up in requestTypes (requests.go), a table
//     that the file of each request adds its row to.
//  2. The reader puts the request into a queue and reads on. Queues have no
//     bound: their memory is the client's to fill, and a client that signs is
//     trusted.
//  3. An executor takes it out: busy on iopub, the handler, the reply, idle.
//     Panics of handlers end here.
//  4. A handler asks the evaluator if it needs names and values. What cells
//     print and show meanwhile comes in through events (events.go), is given
//     the request it belongs to by cells, and goes out through iopub.
//
// # Goroutines
//
// Run starts and waits for all of them:
//
//  1. shell reader, readShell: owns the receiving end of shell
//  2. shell executor, executeShell: cells, comm messages and what is in order
//     with them; owns the execution count
//  3. introspector, introspect: what overtakes a running cell (shell.go)
//  4. control reader, readControl: owns the receiving end of control
//  5. control executor, executeControl: all that must work while a cell spins
//  6. stdin reader, readStdin: owns the receiving end of stdin
//  7. iopub sender, iopub.sender: owns the iopub socket, nobody else publishes
//  8. history writer, historyStore.writer: owns the history file
//  9. signal handler, if asked for
//  10. parent poller, if there is a parent to poll
//
// The heartbeat is served inside wire. The supervisor's goroutines call the
// methods of events; they wait there while too much output is under way, which
// is the back-pressure on cells that print without end.
//
// # Shutdown
//
// Whoever wants the end calls stop: the control executor after the idle of a
// shutdown_request, the signal handler, the poller, a reader whose socket
// fails. Run then seals iopub, closes the evaluator while the last messages
// leave (at most linger), closes the sockets, which ends the readers, waits for
// the executors, and closes the history.
//
// # Decisions
//
// Silent cells publish what they print and their errors, as ipykernel does; the
// text of the protocol says they should not. Aborted requests are answered with
// the status aborted and an execution count, which front ends show better than
// the error that the protocol now recommends. Requests that are malformed get a
// reply with status error; other kernels leave their clients waiting. Debugger
// and subshells are neither announced nor answered (unimplemented.go).
package kernel
