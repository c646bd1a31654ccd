package kernel

import (
	"context"
	"os"
	"os/signal"
)

// handleSignals obeys the signals of the manager and of the terminal until ctx
// ends: an interrupt interrupts (when idle it does nothing: managers send it
// before a shutdown), a request to terminate shuts down.
func (k *kernel) handleSignals(ctx context.Context, signals <-chan os.Signal) {
	for {
		select {
		case s := <-signals:
			switch signalMeaning(s) {
			case meansInterrupt:
				k.interrupt()
			case meansShutdown:
				k.stop("signal: " + s.String())
			}
			k.log.printf("signal: %v", s)
		case <-ctx.Done():
			return
		}
	}
}

type meaning int

const (
	meansNothing meaning = iota
	meansInterrupt
	meansShutdown
)

// catchSignals catches the signals that concern a kernel, until the process ends: an
// interrupt that comes with a shutdown must not kill it before it has said its last
// words. They are caught and not ignored, even those that mean nothing, because
// child processes inherit what is ignored.
func catchSignals() <-chan os.Signal {
	c := make(chan os.Signal, 8)
	signal.Notify(c, caughtSignals...)
	return c
}
