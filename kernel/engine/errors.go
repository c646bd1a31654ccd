package engine

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"

	"interleave/kernel/engine/hooks"
	"interleave/kernel/evaluator"
	"interleave/kernel/lang"
)

// compileError is the error of a cell that does not check (in the compiler's
// words), or that the interpreter refused although it checks: a fault of ours
// or of yaegi's, which is said so.
func (e *Engine) compileError(number int, code string, err error) *evaluator.CellError {
	var errs lang.Errors
	var broken *hooks.BrokenError
	var full *hooks.FullError
	var internal *internalError
	switch {
	case errors.As(err, &errs) && len(errs) > 0:
		return checkError(number, code, errs)
	case errors.As(err, &internal):
		f := failure{name: evaluator.ErrorInternal, value: internal.Error(), hints: []string{internalHint, internal.where()}}
		return f.cellError(e)
	case errors.As(err, &full):
		f := failure{name: evaluator.ErrorInterpreter, value: strings.TrimPrefix(full.Error(), "interpreter error: ")}
		return f.cellError(e)
	case errors.As(err, &broken):
		return e.refused("yaegi can't compile this cell: ", fmt.Sprint(broken.Value), err)
	}
	return e.refused("yaegi can't run this cell: ", err.Error(), err)
}

// refused is a cell that checks and that the interpreter does not take. Its
// messages have positions in the lowered text, which become those of the cell.
func (e *Engine) refused(lead, text string, err error) *evaluator.CellError {
	f := failure{name: evaluator.ErrorInterpreter, hints: []string{reportHint}}
	var in *unitError
	errors.As(err, &in)
	for m := loweredPlace.FindStringSubmatchIndex(text); m != nil; m = loweredPlace.FindStringSubmatchIndex(text) {
		line, _ := strconv.Atoi(text[m[2]:m[3]])
		col, _ := strconv.Atoi(text[m[4]:m[5]])
		text = text[:m[0]] + text[m[1]:]
		if in != nil && f.frames == nil {
			p := in.unit.Position(offsetOf(in.unit.Text, line, col))
			f.frames = []frame{{cell: p.Cell, line: p.Line, col: p.Column}}
		}
	}
	f.value = lead + text
	return f.cellError(e)
}

// loweredPlace is a position in the file of a unit, see load.
var loweredPlace = regexp.MustCompile(`cell[0-9]+\.go:([0-9]+):([0-9]+): `)

// offsetOf is the byte offset of a line and column.
func offsetOf(text string, line, col int) int {
	offset := 0
	for ; line > 1; line-- {
		i := strings.IndexByte(text[offset:], '\n')
		if i < 0 {
			break
		}
		offset += i + 1
	}
	return min(offset+col-1, len(text))
}

// unitError is an error about the text of a unit.
type unitError struct {
	unit *lang.Unit
	err  error
}

func (e *unitError) Error() string { return e.err.Error() }
func (e *unitError) Unwrap() error { return e.err }

const (
	reportHint   = "the cell is valid Go; nothing of it was run. Please report it with the cell's text."
	internalHint = "this is a fault of the kernel; please report it with the cell's text."
)

// internalError is a panic of the kernel's own code while it worked on a cell.
type internalError struct {
	value any
	stack []byte
}

func (e *internalError) Error() string {
	return fmt.Sprintf("the kernel failed on this cell: %v", e.value)
}

// where is the innermost line of the kernel on the stack.
func (e *internalError) where() string {
	for _, l := range strings.Split(string(e.stack), "\n") {
		if i := strings.Index(l, "interleave/kernel/"); i >= 0 && strings.HasPrefix(l, "interleave/kernel/") && !strings.Contains(l, "engine.catch") {
			return "at " + strings.TrimSpace(l[i:])
		}
	}
	return ""
}

// catch turns a panic into an internalError.
func catch(err *error) {
	if r := recover(); r != nil {
		*err = &internalError{r, debug.Stack()}
	}
}

// checkError lays out the errors of the checker, each with its line. The
// evalue is the first one with its position.
func checkError(number int, code string, errs lang.Errors) *evaluator.CellError {
	src := oneCell{number, code}
	errs = magicAmongCode(src, errs)
	first := frame{cell: number, line: errs[0].Line, col: errs[0].Column}
	out := &evaluator.CellError{
		Name:  evaluator.ErrorCompile,
		Value: fmt.Sprintf("%s: %s", first, errs[0].Message),
	}
	for _, err := range errs {
		at := frame{cell: number, line: err.Line, col: err.Column}
		out.Traceback = append(out.Traceback, fmt.Sprintf("%s%s%s: %s%s%s", green, at, plain, red, err.Message, plain))
		out.Traceback = append(out.Traceback, excerpt(at, src)...)
		if err.Hint != "" {
			out.Traceback = append(out.Traceback, "      "+err.Hint)
		}
	}
	return out
}

// magicAmongCode replaces the syntax errors of a magic that stands after Go
// code by one that says so.
func magicAmongCode(src oneCell, errs lang.Errors) lang.Errors {
	text := strings.TrimSpace(src.line(src.number, errs[0].Line))
	name, _, _ := strings.Cut(strings.TrimLeft(text, "%"), " ")
	if !strings.HasPrefix(text, "%") || !strings.HasPrefix(errs[0].Message, "syntax error") || nearest(name, magicNames()) == "" {
		return errs
	}
	return lang.Errors{{
		Line: errs[0].Line, Column: errs[0].Column,
		Message: fmt.Sprintf("syntax error: %%%s among Go code", name),
		Hint:    "magics stand at the top of a cell, before its Go code",
	}}
}

// oneCell is the text of the cell that is being checked.
type oneCell struct {
	number int
	code   string
}

func (s oneCell) line(cell, line int) string {
	if cell != s.number {
		return ""
	}
	return nthLine(s.code, line)
}

func nthLine(code string, n int) string {
	for i := 1; code != ""; i++ {
		line, rest, _ := strings.Cut(code, "\n")
		if i == n {
			return strings.TrimSuffix(line, "\r")
		}
		code = rest
	}
	return ""
}

// panicFailure is a panic of a cell's code in the words of the Go runtime.
func (e *Engine) panicFailure(p *hooks.Panic) *failure {
	f := &failure{name: evaluator.ErrorPanic, frames: e.frames(p.Stack)}
	if p.Overflow {
		f.name, f.value = evaluator.ErrorFatal, "stack overflow"
		f.hints = append(f.hints, "the call depth has no end, or is too deep; the evaluator lives on and variables are kept")
		return f
	}
	f.value = panicText(p.Value)
	return f
}

// panicText is what the runtime prints after "panic: ".
func panicText(v any) (s string) {
	defer func() {
		if r := recover(); r != nil {
			s = fmt.Sprintf("%T (its text can't be had: it panics with %v)", v, r)
		}
	}()
	switch x := v.(type) {
	case nil:
		return "<nil>"
	case error:
		return x.Error()
	case fmt.Stringer:
		return x.String()
	case string:
		return x
	}
	rv := reflect.ValueOf(v)
	if k := rv.Kind(); k <= reflect.Complex128 && rv.Type().PkgPath() == "" {
		return fmt.Sprintf("%v", v)
	}
	return formatValue(rv, nil)
}

// frames are the calls of a stack that lie in cells, innermost first.
func (e *Engine) frames(stack []hooks.Position) []frame {
	var out []frame
	for _, p := range stack {
		if p.Line == 0 {
			continue
		}
		fn := strings.TrimPrefix(strings.TrimPrefix(cleanName(p.Func), lang.CellFunction), ".")
		out = append(out, frame{cell: int(p.Cell), line: p.Line, col: p.Col, fn: fn})
	}
	return out
}

// cleanName takes off what lowering adds to names: "fǃ2" is f, and an instance
// "(*Stackǃof_int).Push" is (*Stack[...]).Push, as in the compiler's stacks.
func cleanName(fn string) string {
	parts := strings.Split(fn, ".")
	for i, p := range parts {
		name, rest, lowered := strings.Cut(p, "ǃ")
		if strings.HasPrefix(rest, "of_") {
			name += "[...]"
		}
		if lowered && strings.HasSuffix(p, ")") {
			name += ")"
		}
		parts[i] = name
	}
	return strings.Join(parts, ".")
}
