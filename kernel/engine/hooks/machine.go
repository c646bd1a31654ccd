package hooks

import (
	"fmt"
	"io"
	"reflect"
	"sync/atomic"

	"github.com/traefik/yaegi/interp"
)

// DefaultStack is how much stack a goroutine of interpreted code may use before
// it is ended with Overflowed.
const DefaultStack = 256 << 20

// DefaultSlots is how many package-level variables and temporaries a Machine
// has room for. Redeclaring takes new ones. Each costs 24 bytes.
const DefaultSlots = 1 << 16

// Options choose how a Machine is made; the zero value is good.
type Options struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer // of the builtins print and println, and of yaegi's own lines about panics

	// Stack is how many bytes of stack a goroutine may use; 0 is DefaultStack.
	// The last Machine's value holds for the process. The runtime's own limit
	// (debug.SetMaxStack) must be larger.
	Stack int64
	Slots int // global slots; 0 is DefaultSlots

	// OnMap is called before a step that reads, writes or walks a map, with the
	// cell and line of the step, on the goroutine that is about to do it. It
	// must be quick: a store or two. The point is to know the line when the
	// runtime ends the process for concurrent map access.
	OnMap func(cell int64, line int)

	// Plain does without hooks, as if they were not available.
	Plain bool
}

// Machine is a yaegi interpreter and what the layer knows of it.
type Machine struct {
	i *interp.Interpreter
	e engine
	// hooked is false for plain yaegi.
	hooked bool
}

// engine is how a Machine compiles and runs: with hooks, or plain.
type engine interface {
	compile(s Source) (*Program, error)
	// execute runs p in the calling goroutine, which belongs to p's cell.
	execute(p *Program)
	forget(p *Program)
	global(name string) (reflect.Value, bool)
}

// New makes a Machine. It uses hooks when Available says so and Options.Plain
// does not forbid them.
func New(o Options) *Machine { return newMachine(o, !o.Plain && Available() == nil) }

func newMachine(o Options, withHooks bool) *Machine {
	startOutside()
	lines := &traceLines{out: o.Stderr}
	if !withHooks {
		o.Stderr = lines
	}
	m := &Machine{hooked: withHooks}
	m.i = interp.New(interp.Options{Stdin: o.Stdin, Stdout: o.Stdout, Stderr: o.Stderr, Unrestricted: true})
	if withHooks {
		m.e = newHooked(m.i, o)
	} else {
		m.e = newPlain(m.i, lines)
	}
	return m
}

// Hooked reports whether cells of m can be stopped and have exact positions.
func (m *Machine) Hooked() bool { return m.hooked }

// Interpreter is the interpreter itself.
func (m *Machine) Interpreter() *interp.Interpreter { return m.i }

// Use makes compiled packages importable, as interp.Interpreter.Use does.
func (m *Machine) Use(e interp.Exports) error { return m.i.Use(e) }

// Global is the variable of that name in package main. The caller makes sure
// that nothing is being compiled.
func (m *Machine) Global(name string) (reflect.Value, bool) { return m.e.global(name) }

// Source is a file to compile: package main, declarations, and the statements
// in func init. Variables of package level have no initialiser that makes a
// closure: the statements give it to them.
type Source struct {
	Name string // of the file, unique
	Cell int64  // that the text belongs to
	Code string
	// Position turns a byte offset in Code into the cell, line and column to
	// report, the latter two from 1; line 0 stands for text that is nobody's.
	// Nil: lines of Code in Cell.
	Position func(offset int) (cell, line, col int)
	// Function names the function or literal that begins at a byte offset of
	// Code; "" is one that nobody wrote, which stacks leave out. Nil: the names
	// that stand in Code.
	Function func(offset int) string
	// File is the file and line, for package runtime, of a place that Position
	// gave. Nil: a file named after the cell, and the line itself.
	File func(cell int64, line, col int) (string, int)
}

// Program is a compiled Source.
type Program struct {
	src     Source
	p       *interp.Program
	running atomic.Bool
}

// Compile compiles a file. An error is the interpreter's: the front end has
// checked the code, so its text means that yaegi can't run it; a *BrokenError
// is a panic of the interpreter itself.
func (m *Machine) Compile(s Source) (*Program, error) {
	if s.Name == "" {
		return nil, fmt.Errorf("compiling a cell: Source.Name is empty; every file needs a name of its own")
	}
	return m.e.compile(s)
}

// Run runs a compiled program as part of c, in a goroutine of its own, and
// returns when that goroutine has ended. Others that it started may go on.
func (m *Machine) Run(p *Program, c *Cell) Outcome {
	var out Outcome
	over := make(chan struct{})
	go func() {
		defer close(over)
		if canLabel {
			setTag(c.tag)
		} else {
			defer swapTag(c.tag)()
		}
		p.running.Store(true)
		finished := false
		defer func() {
			p.running.Store(false)
			out = verdict(recover(), finished)
		}()
		Check()
		m.e.execute(p)
		finished = true
	}()
	<-over
	return out
}

// verdict says how the running goroutine ended, in its outermost deferred call.
func verdict(r any, finished bool) Outcome {
	t := currentTag()
	switch {
	case finished:
		return Outcome{End: Finished}
	case t != nil && t.death != nil:
		d := t.death
		return Outcome{End: d.end, Panic: d.panic, Status: d.status}
	case r != nil:
		if p, ok := r.(*Panic); ok { // of plain yaegi
			return Outcome{End: Panicked, Panic: p}
		}
		return Outcome{End: Panicked, Panic: newPanic(r)}
	}
	return Outcome{End: Goexited}
}

// Forget frees what yaegi keeps of a program that has run: trees, scopes, the
// file, its imports. Functions, types and closures that are in use keep what
// they need. A program that still runs is left alone, as is nil.
func (m *Machine) Forget(p *Program) {
	if p == nil || p.running.Load() || p.p == nil {
		return
	}
	m.e.forget(p)
	p.p = nil
}
