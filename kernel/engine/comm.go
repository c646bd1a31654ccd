package engine

import (
	"context"

	"interleave/kernel/engine/hooks"
	"interleave/kernel/evaluator"
	"interleave/runtime/cell"
	"interleave/runtime/comm"
)

// Comm hands a message of the frontend to its comm or target. The handler runs
// as a little cell of its own with the number of the message: what it prints
// belongs to the message, an interrupt stops it, and a panic in it is a report
// on stderr. An unknown target is answered with comm_close.
func (e *Engine) Comm(ctx context.Context, m evaluator.CommMessage) {
	x := newExecution(e, evaluator.Cell{ID: m.Cell})
	x.aside(ctx, func() {
		comm.Deliver(cell.CommMessage{
			Type: m.Type, ID: m.ID, Target: m.Target,
			Data: m.Data, Metadata: m.Metadata, Buffers: m.Buffers,
		})
	}, func(p *hooks.Panic) { x.reportLate(e.panicFailure(p)) })
	x.end()
}
