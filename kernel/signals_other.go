//go:build !unix

package kernel

import (
	"os"
	"syscall"
)

var caughtSignals = []os.Signal{os.Interrupt, syscall.SIGTERM}

func signalMeaning(s os.Signal) meaning {
	if s == os.Interrupt {
		return meansInterrupt
	}
	return meansShutdown
}
