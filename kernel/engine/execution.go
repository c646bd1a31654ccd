package engine

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"interleave/kernel/engine/hooks"
	"interleave/kernel/evaluator"
	"interleave/kernel/lang"
)

// execution is one cell on its way, and the home of what its goroutines say
// after it. Its hooks.Cell refers to it, so it lives as long as a goroutine of
// the cell does.
//
// The goroutine of Execute makes and ends it; the goroutines of the cell write,
// read and fail through it.
type execution struct {
	e    *Engine
	cell evaluator.Cell
	hook *hooks.Cell

	reading sync.Mutex // held by the goroutine that waits for input; guards typed
	typed   []byte     // what is left of the last line of input

	mu         sync.Mutex // guards the rest
	unit       *lang.Unit // the code that runs
	rich       map[string]any
	value      *evaluator.Display
	failure    *failure // the first
	failures   int      // those after it, until the end of the cell
	ended      bool
	atEnd      []func()
	unfinished []byte // what was printed since the last end of line

	// Used by the goroutine of Execute only.
	declared    bool
	notes       []note
	payload     []map[string]any
	expressions map[string]evaluator.Expression
}

func newExecution(e *Engine, cell evaluator.Cell) *execution {
	x := &execution{e: e, cell: cell, hook: hooks.NewCell(int64(cell.ID))}
	x.hook.Value = x
	x.hook.OnPanic = x.goroutinePanicked
	return x
}

// context is done when the calling goroutine is interrupted.
func (x *execution) context() context.Context { return x.hook.Context() }

// fail makes f the error of the cell. It reports false when the cell is over
// or has failed before.
func (x *execution) fail(f *failure) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.ended || x.failure != nil {
		return false
	}
	x.failure = f
	return true
}

// failToo counts a failure after the error that the cell has already. It is
// false when the cell is over.
func (x *execution) failToo() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.ended || x.failure == nil {
		return false
	}
	x.failures++
	return true
}

// failed is the failure of the cell, nil when there is none.
func (x *execution) failed() *failure {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.failure == nil || x.failures == 0 {
		return x.failure
	}
	f := *x.failure
	f.hints = append(slices.Clone(f.hints), fmt.Sprintf("%d more panics of its goroutines at the same time are not shown", x.failures))
	return &f
}

func (x *execution) over() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.ended
}

// runEnd calls what was registered for the end of the cell, last first. The
// cell may have been stopped, so they run as a cell of their own, which ctx
// stops.
func (x *execution) runEnd(ctx context.Context) {
	for f := x.takeEnd(); f != nil; f = x.takeEnd() {
		x.aside(ctx, f, func(p *hooks.Panic) {
			if f := x.e.panicFailure(p); !x.fail(f) {
				x.reportLate(f)
			}
		})
	}
}

func (x *execution) takeEnd() func() {
	x.mu.Lock()
	defer x.mu.Unlock()
	n := len(x.atEnd)
	if n == 0 {
		return nil
	}
	f := x.atEnd[n-1]
	x.atEnd = x.atEnd[:n-1]
	return f
}

// end makes the goroutines of the cell late, and lets go of what only a
// running cell needs.
func (x *execution) end() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.ended = true
	x.unit, x.rich, x.atEnd = nil, nil, nil
}

// aside calls f in a goroutine of its own whose output is that of x, and waits
// for its end. When ctx is cancelled it is stopped, and given up if it is in
// native code that can't be.
func (x *execution) aside(ctx context.Context, f func(), panicked func(*hooks.Panic)) {
	h := hooks.NewCell(int64(x.cell.ID))
	h.Value, h.OnPanic = x, panicked
	leave := h.Enter()
	bound := hooks.Bind(f)
	leave()
	done := make(chan struct{})
	go func() {
		defer close(done) // after the report of a panic
		bound()
	}()
	select {
	case <-done:
		return
	case <-ctx.Done():
		h.Stop(stopGrace)
	}
	select {
	case <-done:
	case <-time.After(2 * stopGrace):
	}
}

// SetResult takes the values of the last expression. They are rendered here,
// on the goroutine of the cell, so that methods of the cell's types that
// render them can print, panic, and be interrupted.
func (x *execution) SetResult(values []any) {
	x.mu.Lock()
	unit, rich := x.unit, x.rich
	x.rich = nil
	x.mu.Unlock()
	all := make([]shown, len(values))
	for i, v := range values {
		all[i].value = reflect.ValueOf(v)
		if unit != nil && i < len(unit.Results) {
			all[i].typ = unit.Results[i]
		}
	}
	if len(all) == 1 {
		all[0].rich = rich
	}
	d := render(all)
	x.mu.Lock()
	x.value = d
	x.mu.Unlock()
}

// SetMethod takes a method of the cell's result by which it shows itself.
func (x *execution) SetMethod(name string, f any) {
	part, ok := callMethod(f)
	if !ok {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.rich == nil {
		x.rich = map[string]any{}
	}
	x.rich[name] = part
}

// result is what Execute returns. err is the error of the cell's own code.
func (x *execution) result(err *evaluator.CellError) evaluator.Result {
	if f := x.failed(); err == nil && f != nil {
		err = f.cellError(x.e)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	r := evaluator.Result{Error: err, Notes: renderNotes(x.notes), Declared: x.declared, Payload: x.payload}
	if err == nil {
		r.Value, r.Expressions = x.value, x.expressions
	}
	return r
}
