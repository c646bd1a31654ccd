package engine

import (
	"strings"
	"time"

	"interleave/kernel/engine/hooks"
)

// goroutinePanicked is told by hooks that a goroutine which the cell started
// has panicked. A Go program would end here. A notebook goes on: the cell, if
// it still runs, ends with the panic as its error and its other goroutines are
// stopped, as they would wait for one that is no more; if it is over, the
// report is late output on its stderr, and the other goroutines go on.
//
// It runs on the goroutine that panicked.
func (x *execution) goroutinePanicked(p *hooks.Panic) {
	f := x.e.panicFailure(p)
	f.hints = append(f.hints, "in a goroutine that the cell started; variables and other goroutines are kept")
	switch {
	case x.fail(f):
		x.hook.Stop(stopGrace)
	case x.failToo():
	case x.hook.Stopped(): // it panicked while all of the cell was being stopped
	default:
		x.reportLate(f)
	}
}

// reportLate writes an error of a cell that has ended to its stderr.
func (x *execution) reportLate(f *failure) {
	err := f.cellError(x.e)
	x.Write("stderr", []byte(strings.Join(err.Traceback, "\n")+"\n"))
}

// stopGrace is how long deferred calls of stopped goroutines may go on. The
// supervisor replaces the process a second after an interrupt.
const stopGrace = 500 * time.Millisecond
