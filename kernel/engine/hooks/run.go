//go:build !nohooks

package hooks

import (
	"reflect"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"
)

// function is what the layer knows of a compiled function or literal. The
// debug field of its node points to it.
type function struct {
	record *record
	end    *record // its closing brace, when there are defer statements
	// first is the step that the body begins with, which may also be the first
	// of a loop. Nil: an empty body, or not generated yet.
	first  step
	types  []reflect.Type // of the frame's slots
	defers bool           // there are defer statements
	named  int            // results that have names
	layout *layout

	// pooled says that nothing refers to a frame after the call, so that frames
	// are used again; replaces that steps put other variables into its slots.
	pooled, replaces bool
	frames           sync.Pool // of *pooledFrame
}

func functionOf(n *node) *function { return (*function)(n.debug) }

func (fn *function) attach(n *node) { n.debug = unsafe.Pointer(fn) }

// enter runs the function on its new frame. All calls of interpreted functions
// come here: those that this package makes directly, and those that yaegi makes
// (method values, functions given to native code) from the first step.
func (fn *function) enter(f *frame) {
	f.debug = fn.record
	if attention.Load() != 0 {
		attend(f)
	}
	if stackUsed() > stackLimit.Load() {
		overflow()
	}
	if fn.defers {
		fn.runDeferring(f)
		return
	}
	run(f, fn.first)
}

// enterCalled is enter for a call that yaegi makes: the slots of the results are
// then those of the caller. Results with names are variables of the function,
// zero when it begins: it gets slots of its own for them.
func (fn *function) enterCalled(f *frame) {
	if fn.named == 0 {
		fn.enter(f)
		return
	}
	results := slices.Clone(f.data[:fn.named])
	own := func(k int) bool { return results[k].CanSet() && results[k].Type() == fn.types[k] }
	for k, t := range fn.types[:fn.named] {
		if own(k) {
			f.data[k] = reflect.New(t).Elem()
		}
	}
	fn.enter(f)
	for k, r := range results {
		if own(k) {
			r.Set(f.data[k])
			f.data[k] = r
		}
	}
}

// run executes steps. Stack finds it, with the frame, in the text of the
// native stack.
//
//go:noinline
func run(f *frame, s step) {
	for s != nil {
		s = s(f)
	}
	runtime.KeepAlive(f)
}

// runDeferring is run for functions that have defer statements. The others do
// without a native defer, so that panics pass through them at no cost.
func (fn *function) runDeferring(f *frame) {
	u := unwinding{f: f}
	defer u.unwind()
	run(f, fn.first)
	if f.debug.op != opReturn && fn.end != nil {
		f.debug = fn.end // what is deferred is called from there
	}
	u.finished = true
}

// attend does what an entered function has to do seldom.
//
//go:noinline
func attend(f *frame) {
	claimPanic(f)
	if stopping.Load() != 0 {
		Check()
	}
}

// check ends the goroutine if its cell is being stopped. Steps call it when
// some cell is.
//
//go:noinline
func check() { Check() }

// stackLimit is how many bytes of stack interpreted code may use. New sets it.
var stackLimit atomic.Uintptr

func init() { stackLimit.Store(DefaultStack) }

// overflow ends a goroutine of a cell that ran out of stack; one without a cell
// goes on and meets the runtime's limit.
//
//go:noinline
func overflow() {
	t := currentTag()
	if t == nil || t.death != nil && t.death.end != Overflowed {
		return
	}
	if t.death == nil {
		p := &Panic{Value: errStack, Stack: Stack(), Cell: t.cell, Overflow: true}
		setTag(&tag{labels: t.labels, cell: t.cell, death: &death{end: Overflowed, panic: p}})
	}
	runtime.Goexit()
}

// newFrame makes the frame of a call.
func (fn *function) newFrame(anc *frame) *frame {
	f := &frame{anc: anc, root: anc.root, id: anc.id, data: make([]reflect.Value, len(fn.types))}
	fn.layout.fill(f.data)
	return f
}
