package engine

import (
	"context"

	"interleave/kernel/engine/hooks"
	"interleave/kernel/evaluator"
)

// runHooked runs p as part of x until it has ended. An interrupt stops x and
// its goroutines and no others. Native code that can't be stopped keeps
// runHooked waiting; the supervisor then replaces the process.
func (e *Engine) runHooked(ctx context.Context, x *execution, p *hooks.Program) hooks.Outcome {
	stop := context.AfterFunc(ctx, func() { x.hook.Stop(stopGrace) })
	defer stop()
	return e.machine.Run(p, x.hook)
}

func interruptedError() *evaluator.CellError {
	f := failure{name: evaluator.ErrorInterrupted, value: "the cell was interrupted; variables and goroutines of other cells are kept"}
	return f.cellError(nil)
}
