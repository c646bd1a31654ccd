package engine

import (
	"context"
	"fmt"

	"interleave/kernel/engine/hooks"
	"interleave/kernel/evaluator"
	"interleave/kernel/lang"
)

// Replay declares again what cells declared before the evaluator was
// replaced. See evaluator.Engine. A cell that reset the session forgets those
// before it; a unit that can't be compiled again is left out.
func (e *Engine) Replay(ctx context.Context, cells []evaluator.Cell) {
	var replayed []lang.Cell
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, c := range cells {
		calls, code, err := splitMagics(c.Code)
		if err != nil {
			continue
		}
		for _, call := range calls {
			if call.magic.forgets {
				replayed = nil
			}
			if call.magic.runsBody && call.body != "" {
				code = call.body
			}
		}
		e.codes[c.Number] = c.Code
		replayed = append(replayed, lang.Cell{Number: c.Number, Code: code})
	}
	e.session.Replay(replayed, func(u *lang.Unit) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return e.declare(u)
	})
}

// declare compiles and runs a unit that only declares.
func (e *Engine) declare(u *lang.Unit) error {
	p, err := e.load(u)
	if err != nil || p == nil {
		return err
	}
	out := e.machine.Run(p, hooks.NewCell(0))
	e.machine.Forget(p)
	if out.Panic != nil {
		return fmt.Errorf("declaring In[%d] again: panic: %v", u.Cell.Number, out.Panic.Value)
	}
	return nil
}
