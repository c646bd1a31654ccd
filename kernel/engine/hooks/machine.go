package hooks

import (
	"io"

	"github.com/traefik/yaegi/interp"
)

// DefaultStack is how much stack a goroutine of interpreted code may use before
// it is ended with Overflow.
const DefaultStack = 256 << 20

// DefaultSlots is how many package-level variables and temporaries a Machine
// has room for. Redeclaring takes new ones. Each costs 24 bytes.
const DefaultSlots = 1 << 16

// Options choose how a Machine is made; the zero value is good.
type Options struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer // what println and the like of cells write to

	Stack int64 // bytes of stack per goroutine; 0 is DefaultStack, at most what debug.SetMaxStack allows
	Slots int   // global slots; 0 is DefaultSlots

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
}

// New makes a Machine. It uses hooks when Available says so and Options.Plain
// does not forbid them.
func New(o Options) *Machine {
	return &Machine{i: interp.New(interp.Options{Stdin: o.Stdin, Stdout: o.Stdout, Stderr: o.Stderr, Unrestricted: true})}
}

// Hooked reports whether cells of m can be stopped and have exact positions.
func (m *Machine) Hooked() bool { return false }

// Interpreter is the interpreter itself, for reading its globals.
func (m *Machine) Interpreter() *interp.Interpreter { return m.i }

// Use makes compiled packages importable, as interp.Interpreter.Use does.
func (m *Machine) Use(e interp.Exports) error { return m.i.Use(e) }

// Source is a file to compile: package main, declarations, and the statements
// in func init.
type Source struct {
	Name string // of the file, unique; what Position.File says
	Cell int64  // the cell that the text belongs to
	Code string
	// Position turns a byte offset in Code into the line and column to report,
	// both from 1; line 0 stands for text that is nobody's. Nil: lines of Code.
	Position func(offset int) (line, col int)
}

// Program is a compiled Source.
type Program struct {
	src Source
	p   *interp.Program
}

// Compile compiles a file. An error is the interpreter's: the front end has
// checked the code, so its text means that yaegi can't run it; a *BrokenError
// is a panic of the interpreter itself.
func (m *Machine) Compile(s Source) (*Program, error) {
	p, err := m.i.Compile(s.Code)
	return &Program{src: s, p: p}, err
}

// Run runs a compiled program as part of c, in a goroutine of its own, and
// returns when that goroutine has ended. Others that it started may go on.
func (m *Machine) Run(p *Program, c *Cell) Outcome {
	_, err := m.i.Execute(p.p)
	if err != nil {
		return Outcome{End: Panicked, Panic: &Panic{Value: err, Cell: c}}
	}
	return Outcome{}
}

// Forget frees what yaegi keeps of a program that has run: trees, scopes, the
// file, its imports. Functions, types and closures that are in use keep what
// they need. A program that still runs is left alone, as is nil.
func (m *Machine) Forget(p *Program) {}

// Global is the variable, function or constant of that name in package main.
// The caller makes sure that nothing is being compiled.
func (m *Machine) Global(name string) (v any, ok bool) { return nil, false }
