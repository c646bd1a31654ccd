//go:build unix

package kernel

import (
	"os"
	"syscall"
)

// SIGHUP: a kernel outlives the terminal that its server was started from; if
// the server ends too, the parent poller sees it. SIGPIPE: Go kills a process
// that writes to a standard stream nobody reads any more.
var caughtSignals = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE}

func signalMeaning(s os.Signal) meaning {
	switch s {
	case os.Interrupt:
		return meansInterrupt
	case syscall.SIGTERM:
		return meansShutdown
	}
	return meansNothing
}
