package hooks

import (
	"bytes"
	"go/parser"
	"io"
	"reflect"
	"runtime/debug"
	"strconv"
	"sync"

	"github.com/traefik/yaegi/interp"
)

// plain is the engine of a Machine without hooks: yaegi as it is. Cells can't
// be stopped, except in the waits of this package; the caller replaces the
// process. Positions are those of the functions' first statements, which yaegi
// prints.
type plain struct {
	i     *interp.Interpreter
	lines *traceLines
}

func newPlain(i *interp.Interpreter, lines *traceLines) engine { return &plain{i, lines} }

func (e *plain) compile(s Source) (p *Program, err error) {
	defer func() {
		if r := recover(); r != nil {
			p, err = nil, &BrokenError{Value: r, Stack: debug.Stack()}
		}
	}()
	file, err := parser.ParseFile(e.i.FileSet(), s.Name, s.Code, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	prog, err := e.i.CompileAST(file)
	if err != nil {
		return nil, err
	}
	e.lines.add(s)
	return &Program{src: s, p: prog}, nil
}

func (e *plain) execute(p *Program) {
	e.lines.take()
	if _, err := e.i.Execute(p.p); err != nil {
		r := any(err)
		if t, ok := err.(interp.Panic); ok {
			r = t.Value
		}
		panic(&Panic{Value: plainValue(r), Stack: e.lines.take(), Cell: Current()})
	}
}

func (e *plain) forget(*Program) {}

func (e *plain) global(name string) (reflect.Value, bool) {
	v, ok := e.i.Globals()[name]
	return v, ok
}

// plainValue takes the reflect.Value off that yaegi's panic throws.
func plainValue(r any) any {
	if v, ok := r.(reflect.Value); ok && v.IsValid() && v.CanInterface() {
		return v.Interface()
	}
	return r
}

// traceLines reads what yaegi prints while a panic passes its frames:
// "file:line:col: panic: main.f(...)", innermost first.
type traceLines struct {
	out io.Writer // gets everything else

	mu      sync.Mutex // guards what follows
	sources map[string]Source
	found   []Position
}

func (t *traceLines) add(s Source) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.sources == nil {
		t.sources = map[string]Source{}
	}
	t.sources[s.Name] = s
}

func (t *traceLines) take() []Position {
	t.mu.Lock()
	defer t.mu.Unlock()
	ps := t.found
	t.found = nil
	return ps
}

func (t *traceLines) Write(b []byte) (int, error) {
	if p, ok := t.parse(b); ok {
		t.mu.Lock()
		defer t.mu.Unlock()
		if len(t.found) < 1000 {
			t.found = append(t.found, p)
		}
		return len(b), nil
	}
	if t.out == nil {
		return len(b), nil
	}
	return t.out.Write(b)
}

func (t *traceLines) parse(b []byte) (p Position, ok bool) {
	place, what, ok := bytes.Cut(bytes.TrimSpace(b), []byte(": panic: "))
	if !ok {
		return p, false
	}
	name, ok := bytes.CutSuffix(what, []byte("(...)"))
	if !ok {
		return p, false
	}
	parts := bytes.Split(place, []byte(":"))
	if len(parts) != 3 {
		return p, false
	}
	t.mu.Lock()
	s, ok := t.sources[string(parts[0])]
	t.mu.Unlock()
	if !ok {
		return p, false
	}
	line, err1 := strconv.Atoi(string(parts[1]))
	col, err2 := strconv.Atoi(string(parts[2]))
	if err1 != nil || err2 != nil {
		return p, false
	}
	p = Position{Cell: s.Cell, Func: string(bytes.TrimPrefix(name, []byte("main."))), Line: line, Col: col}
	if s.Position != nil {
		cell, line, col := s.Position(offsetOf(s.Code, line, col))
		p.Cell, p.Line, p.Col = int64(cell), line, col
	}
	return p, true
}

// offsetOf is the offset of a line and column in a text.
func offsetOf(text string, line, col int) int {
	at := 0
	for ; line > 1; line-- {
		k := bytes.IndexByte([]byte(text[at:]), '\n')
		if k < 0 {
			return len(text)
		}
		at += k + 1
	}
	return min(at+col-1, len(text))
}
