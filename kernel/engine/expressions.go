package engine

import (
	"context"

	"interleave/kernel/evaluator"
)

// evaluateAll evaluates the user expressions of a cell, each on its own: an
// error in one is its value. They declare nothing.
func (e *Engine) evaluateAll(ctx context.Context, x *execution) map[string]evaluator.Expression {
	if len(x.cell.Expressions) == 0 {
		return nil
	}
	out := make(map[string]evaluator.Expression, len(x.cell.Expressions))
	for name, code := range x.cell.Expressions {
		d, err := e.evaluate(ctx, x.cell, code)
		out[name] = evaluator.Expression{Display: d, Error: err}
	}
	return out
}

// evaluate is the value of one expression as part of a cell.
func (e *Engine) evaluate(ctx context.Context, in evaluator.Cell, code string) (*evaluator.Display, *evaluator.CellError) {
	x := newExecution(e, in)
	defer x.end()
	unit, p, err := e.compile(in.Number, code, false)
	if err != nil {
		return nil, err
	}
	if err := e.run(ctx, x, unit, p); err != nil {
		return nil, err
	}
	if x.value == nil {
		return &evaluator.Display{Data: map[string]any{"text/plain": ""}}, nil
	}
	return x.value, nil
}
