// Package runtime is what cells see as the part of package runtime that tells of
// stacks: frames of cells have their own functions, files and lines, and what
// interprets them is left out. A cell is a file named In[n], or what its line
// directives say.
//
// It is named runtime so that %T prints runtime.Frame. A PC of a frame of a cell
// is known as long as the function can still be called; it means nothing to
// compiled code, such as package log with Lshortfile.
package runtime

import (
	"reflect"
	"runtime"
	"sync"

	"interleave/kernel/engine/hooks"
)

// Caller is runtime.Caller for cells.
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	calls := hooks.Callers()
	if skip < 0 || skip >= len(calls) {
		return 0, "", 0, false
	}
	c := calls[skip]
	return c.PC, c.File, c.Line, true
}

// callersPC is a PC in runtime.Callers.
var callersPC = reflect.ValueOf(runtime.Callers).Pointer() + 1

// Callers is runtime.Callers for cells. Callers(0) begins with Callers itself.
func Callers(skip int, pcs []uintptr) int {
	n := 0
	put := func(pc uintptr) {
		if skip--; skip < 0 && n < len(pcs) {
			pcs[n] = pc
			n++
		}
	}
	put(callersPC)
	for _, c := range hooks.Callers() {
		put(c.PC)
	}
	return n
}

// Func is a function, of a cell or compiled.
type Func struct {
	name     string
	compiled *runtime.Func // nil: of a cell
	entry    uintptr
}

// funcs makes one Func of each function: programs compare their addresses.
var funcs sync.Map

// FuncForPC is runtime.FuncForPC for cells.
func FuncForPC(pc uintptr) *Func {
	if c, ok := hooks.CallAt(pc); ok {
		return funcOf(c.Function, &Func{name: c.Function, entry: c.Entry})
	}
	if f := runtime.FuncForPC(pc); f != nil {
		return compiledFunc(f)
	}
	return nil
}

func compiledFunc(f *runtime.Func) *Func {
	if f == nil {
		return nil
	}
	return funcOf(f, &Func{name: f.Name(), compiled: f, entry: f.Entry()})
}

func funcOf(key any, f *Func) *Func {
	known, _ := funcs.LoadOrStore(key, f)
	return known.(*Func)
}

// Name is the name of the function, "" for nil.
func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	return f.name
}

// Entry is the address of the function's first step.
func (f *Func) Entry() uintptr { return f.entry }

// FileLine is the place of the code at that address.
func (f *Func) FileLine(pc uintptr) (file string, line int) {
	if f.compiled != nil {
		return f.compiled.FileLine(pc)
	}
	c, ok := hooks.CallAt(pc)
	if !ok {
		return "?", 0
	}
	return c.File, c.Line
}

// Frame is runtime.Frame for cells. The fields are in the order, and have the
// sizes, that the type checker knows.
type Frame struct {
	PC       uintptr
	Func     *Func
	Function string
	File     string
	Line     int

	_     int // startLine
	Entry uintptr
	_     [2]*byte // funcInfo
}

// Frames is runtime.Frames for cells.
type Frames struct {
	callers []uintptr
	_       [7 + 2*13]uintptr
}

// CallersFrames is runtime.CallersFrames for cells.
func CallersFrames(callers []uintptr) *Frames { return &Frames{callers: callers} }

// Next returns the next frame, and whether there are more.
func (f *Frames) Next() (Frame, bool) {
	for len(f.callers) > 0 {
		pc := f.callers[0]
		f.callers = f.callers[1:]
		if c, ok := hooks.CallAt(pc); ok {
			fn := funcOf(c.Function, &Func{name: c.Function, entry: c.Entry})
			return Frame{PC: c.PC - 1, Func: fn, Function: c.Function, File: c.File, Line: c.Line, Entry: c.Entry}, len(f.callers) > 0
		}
		if c, _ := runtime.CallersFrames([]uintptr{pc}).Next(); c.PC != 0 {
			return Frame{PC: c.PC, Func: compiledFunc(c.Func), Function: c.Function, File: c.File, Line: c.Line, Entry: c.Entry}, len(f.callers) > 0
		}
	}
	return Frame{}, false
}

// Stack is runtime.Stack for cells.
func Stack(buf []byte, all bool) int { return copy(buf, hooks.StackText(all)) }
