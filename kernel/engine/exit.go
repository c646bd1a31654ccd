package engine

import (
	"fmt"

	"interleave/kernel/engine/hooks"
	"interleave/kernel/evaluator"
)

// Exiting is called before os.Exit stops the cell. An exit in a goroutine of a
// cell that is over is said on its stderr: nobody waits for its result.
func (x *execution) Exiting(status int) {
	f := exitFailure(status)
	f.frames = x.e.frames(hooks.Stack())
	if !x.fail(f) {
		x.reportLate(f)
	}
}

// exitFailure is os.Exit and log.Fatal: the cell ends, the state is kept.
// Status 0 is an error too, since what follows in the notebook expects that
// the cell ran to its end.
func exitFailure(status int) *failure {
	return &failure{name: evaluator.ErrorExit, value: fmt.Sprintf("exit status %d", status)}
}
