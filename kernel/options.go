package kernel

import (
	"io"

	"interleave/kernel/evaluator"
)

// HistoryOff as Options.History keeps the history in memory only.
const HistoryOff = "off"

// Options say what Run serves and how. Only ConnectionFile is required.
type Options struct {
	// ConnectionFile is the file that Jupyter wrote. A file that does not
	// exist is made, with free ports and a new key, and removed at the end;
	// ports that are 0 in an existing file are filled in.
	ConnectionFile string

	// Evaluator says how cells are evaluated; its Events are set by Run.
	Evaluator evaluator.Options

	// RateLimit keeps the output below the limits of jupyter_server, which
	// drops what exceeds them, by making cells that print too fast wait.
	// Kernelspecs set it; clients without limits (run, console, nbclient)
	// do better without.
	RateLimit bool

	// History is the history file. Empty: the one in the user's data folder,
	// shared with the user's other kernels. HistoryOff: none.
	History string

	// HandleSignals makes SIGINT an interrupt and SIGTERM a shutdown, and keeps
	// SIGHUP and SIGPIPE from killing the process, also after Run has returned. Off
	// when Run is a guest in a process that does something else too.
	HandleSignals bool

	// ParentPID, when not 0 or 1, is the process whose end ends the kernel
	// (JPY_PARENT_PID).
	ParentPID int

	// Log gets a line for what an administrator may want to know; nil: nobody.
	Log io.Writer

	// Trace writes one more line to Log for every message: milliseconds since
	// the start, direction, channel, type, parent.
	Trace bool

	// Ready is called when the sockets are bound, with the path of the
	// connection file, whose ports are now filled in. It may be nil.
	Ready func(connectionFile string)
}
