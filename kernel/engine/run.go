package engine

import (
	"context"
	"fmt"
	"strings"

	"interleave/kernel/engine/hooks"
	"interleave/kernel/evaluator"
	"interleave/kernel/lang"
)

// runCode checks, compiles and runs the Go code of x. The names it declares
// are in force as soon as it is compiled: a cell that fails half-way keeps
// what it did.
func (e *Engine) runCode(ctx context.Context, x *execution, code string) *evaluator.CellError {
	if strings.TrimSpace(code) == "" {
		return nil
	}
	unit, p, err := e.compile(x.cell.Number, code, true)
	if err != nil {
		return err
	}
	x.declared = true
	err = e.run(ctx, x, unit, p)
	e.note(x, unit)
	return err
}

// run runs a compiled unit as part of x.
func (e *Engine) run(ctx context.Context, x *execution, unit *lang.Unit, p *hooks.Program) *evaluator.CellError {
	if ctx.Err() != nil {
		return interruptedError()
	}
	if p == nil {
		return nil
	}
	x.mu.Lock()
	x.unit = unit
	x.mu.Unlock()
	out := e.runHooked(ctx, x, p)
	e.mu.Lock()
	e.machine.Forget(p)
	e.mu.Unlock()
	return e.outcome(ctx, x, out)
}

// outcome turns the end of a cell's code into its error, nil for a good end.
// What a goroutine of the cell did before counts as what happened.
func (e *Engine) outcome(ctx context.Context, x *execution, out hooks.Outcome) *evaluator.CellError {
	if f := x.failed(); f != nil {
		return f.cellError(e)
	}
	switch out.End {
	case hooks.Panicked, hooks.Overflowed:
		return e.panicFailure(out.Panic).cellError(e)
	case hooks.Exited:
		return exitFailure(out.Status).cellError(e)
	case hooks.Interrupted:
		return interruptedError()
	case hooks.Goexited:
		f := failure{name: evaluator.ErrorFatal, value: "runtime.Goexit was called by the cell itself"}
		return f.cellError(e)
	}
	if ctx.Err() != nil {
		return interruptedError()
	}
	return nil
}

// compile checks and lowers code, gives the machine the packages that it
// needs, and compiles it. With commit its declarations become the session's.
// Nothing has changed when it fails.
func (e *Engine) compile(number int, code string, commit bool) (*lang.Unit, *hooks.Program, *evaluator.CellError) {
	unit, p, err := e.compileLocked(number, code, commit)
	if err != nil {
		return nil, nil, e.compileError(number, code, err)
	}
	return unit, p, nil
}

func (e *Engine) compileLocked(number int, code string, commit bool) (unit *lang.Unit, p *hooks.Program, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	defer catch(&err)
	unit, err = e.session.Compile(lang.Cell{Number: number, Code: code})
	if err != nil {
		return nil, nil, err
	}
	if p, err = e.load(unit); err != nil {
		return nil, nil, err
	}
	if commit {
		e.session.Commit(unit)
	}
	return unit, p, nil
}

// load gives a unit to the machine; nil means that there is nothing to run.
func (e *Engine) load(unit *lang.Unit) (*hooks.Program, error) {
	if unit.Text == "" {
		return nil, nil
	}
	if u, ok := unit.Types.(unitTypes); ok {
		if err := e.machine.Use(u.Symbols()); err != nil {
			return nil, err
		}
		e.used[u.Path()] = true
		defer delete(e.used, u.Path())
	}
	if err := e.useImports(unit.Imports); err != nil {
		return nil, err
	}
	e.units++
	p, err := e.machine.Compile(hooks.Source{
		Name: fmt.Sprintf("cell%d.go", e.units),
		Cell: int64(unit.Cell.Number),
		Code: unit.Text,
		Position: func(offset int) (cell, line, col int) {
			p := unit.Position(offset)
			return p.Cell, p.Line, p.Column
		},
		Function: unit.Function,
		File:     e.file,
	})
	if err != nil {
		return nil, &unitError{unit, err}
	}
	return p, nil
}

// useImports makes packages known to the machine, each once. Cells import few
// packages, and a package's table is built when it is first asked for: a
// kernel that only prints starts with fmt alone.
func (e *Engine) useImports(paths []string) error {
	for _, path := range paths {
		if e.used[path] {
			continue
		}
		if err := e.usePackage(path); err != nil {
			return err
		}
		e.used[path] = true
	}
	return nil
}
