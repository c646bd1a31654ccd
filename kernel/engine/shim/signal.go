package shim

import (
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
)

// Cells may wait for signals, but not take away the handlers that the evaluator
// itself lives by: of package signal's functions, Reset undoes only what cells
// have asked for, and Ignore leaves those signals alone.
func init() {
	replace("os/signal", func() table {
		return table{
			"Notify": notify,
			"Stop":   stopNotify,
			"Reset":  resetSignals,
			"Ignore": ignoreSignals,
		}
	})
}

// ours are the signals that the evaluator handles.
var ours = []os.Signal{syscall.SIGINT, syscall.SIGPIPE, syscall.SIGTERM, syscall.SIGHUP}

// asked remembers what cells asked for; the mutex guards it and keeps changes in
// order.
var asked struct {
	sync.Mutex
	by map[chan<- os.Signal][]os.Signal // an empty list means all
}

func notify(c chan<- os.Signal, sig ...os.Signal) {
	asked.Lock()
	defer asked.Unlock()
	signal.Notify(c, sig...) // panics for a nil channel
	if asked.by == nil {
		asked.by = map[chan<- os.Signal][]os.Signal{}
	}
	before, again := asked.by[c]
	switch {
	case len(sig) == 0 || again && len(before) == 0:
		asked.by[c] = nil
	default:
		asked.by[c] = append(slices.Clip(before), sig...)
	}
}

func stopNotify(c chan<- os.Signal) {
	asked.Lock()
	defer asked.Unlock()
	signal.Stop(c)
	delete(asked.by, c)
}

// resetSignals takes signals, or all, away from the channels of cells. From a
// channel that gets all signals only all can be taken.
func resetSignals(sig ...os.Signal) {
	asked.Lock()
	defer asked.Unlock()
	for c, has := range asked.by {
		left := slices.DeleteFunc(slices.Clone(has), func(s os.Signal) bool { return slices.Contains(sig, s) })
		switch {
		case len(sig) == 0 || len(has) > 0 && len(left) == 0:
			signal.Stop(c)
			delete(asked.by, c)
		case len(left) < len(has):
			signal.Stop(c)
			signal.Notify(c, left...)
			asked.by[c] = left
		}
	}
}

func ignoreSignals(sig ...os.Signal) {
	resetSignals(sig...)
	theirs := slices.DeleteFunc(slices.Clone(sig), func(s os.Signal) bool { return slices.Contains(ours, s) })
	if len(theirs) > 0 { // without arguments Ignore means all signals
		signal.Ignore(theirs...)
	}
}
