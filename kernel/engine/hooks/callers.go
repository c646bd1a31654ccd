//go:build !nohooks

package hooks

import (
	"bytes"
	"fmt"
	"reflect"
	"runtime"
	"strings"
)

// hidden begin the names of functions that are no part of the program.
var hidden = []string{"github.com/traefik/yaegi/", "interleave/kernel/", "reflect.", "runtime.call", "runtime.Callers"}

// The functions that have interpreted frames, see frameIn.
var loops = map[string]bool{}

func init() {
	for _, f := range [][]byte{ourLoop, theirLoop, ourEnd} {
		loops[string(bytes.TrimSuffix(f, []byte("(")))] = true
	}
}

var resumes = runtime.FuncForPC(reflect.ValueOf((*unwinding).resume).Pointer()).Name()

// Callers is the stack of the calling goroutine as its cells see it, innermost
// first, from the innermost frame of a cell on. It is empty outside of cells.
func Callers() []Call {
	frames := framesHere(ownStack())
	var list []Call
	var v view
	var at uintptr
	native := nativeFrames()
	if count(native) != len(frames) { // native stack and text differ: only what is sure
		native = nil
		for range frames {
			native = append(native, runtime.Frame{Function: string(ourLoop[:len(ourLoop)-1])})
		}
	}
	for i, f := range native {
		switch {
		case loops[f.Function]:
			same := at == frames[0]
			at, frames = frames[0], frames[1:]
			if same {
				continue
			}
			if p, ok := placeSafely(at); ok {
				list = appendCall(list, &v, p)
			}
		case len(list) == 0 || isHidden(f.Function):
		case f.Function == "runtime.gopanic" && i+1 < len(native) && native[i+1].Function == resumes:
			// the panic goes on, see unwinding
		default:
			list = append(list, Call{PC: f.PC + 1, Function: f.Function, File: f.File, Line: f.Line, Entry: f.Entry, offset: f.PC - f.Entry})
		}
	}
	return list
}

func placeSafely(at uintptr) (place, bool) {
	if ps := placesOf([]uintptr{at}); len(ps) == 1 {
		return ps[0], true
	}
	return place{}, false
}

func appendCall(list []Call, v *view, p place) []Call {
	if _, ok := v.next(p); !ok {
		return list
	}
	c := p.slab.call(p.record)
	if c.Line == 0 || c.entry == cellFunction && len(list) > 0 && list[len(list)-1].Function == c.Function {
		return list // a compiled package's source; a whole program's main, called by the cell
	}
	return append(list, c)
}

// nativeFrames is the native stack of the calling goroutine.
func nativeFrames() []runtime.Frame {
	pcs := make([]uintptr, 1<<8)
	n := runtime.Callers(1, pcs)
	for n == len(pcs) {
		pcs = make([]uintptr, 4*n)
		n = runtime.Callers(1, pcs)
	}
	var list []runtime.Frame
	frames := runtime.CallersFrames(pcs[:n])
	for {
		f, more := frames.Next()
		list = append(list, f)
		if !more {
			return list
		}
	}
}

func count(frames []runtime.Frame) (n int) {
	for _, f := range frames {
		if loops[f.Function] {
			n++
		}
	}
	return n
}

func isHidden(function string) bool {
	for _, h := range hidden {
		if strings.HasPrefix(function, h) {
			return true
		}
	}
	return false
}

// CallAt is the frame of a cell for which Callers gave that PC, or that PC less
// one.
func CallAt(pc uintptr) (Call, bool) {
	s, r, _ := findRecord(pc)
	if r == nil {
		if s, r, _ = findRecord(pc - 1); r == nil {
			return Call{}, false
		}
	}
	return s.call(r), true
}

// cellFunction is what Position.Func calls the statements of a cell.
const cellFunction = "init"

// call is the step as package runtime would tell of it: a cell's statements are
// those of main.
func (s *slab) call(r *record) Call {
	at := s.position(r)
	name := at.Func
	if rest, ok := strings.CutPrefix(name, cellFunction); ok && (rest == "" || rest[0] == '.') {
		name = "main" + rest
	}
	c := Call{PC: addressOf(r) + 1, Function: "main." + name, File: fmt.Sprintf("In[%d]", at.Cell), Line: at.Line, entry: at.Func, offset: uintptr(r.col)}
	if s.file != nil && at.Line > 0 {
		c.File, c.Line = s.file(at.Cell, at.Line, at.Col)
	}
	return c
}
