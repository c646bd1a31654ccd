//go:build !nohooks

package hooks

import (
	"reflect"
	"runtime"
	"sync"
)

// unwinding runs the deferred calls of one function call.
type unwinding struct {
	f        *frame
	finished bool // the body ended by itself

	// A panic on its way through f; value is nil when there is none, or when
	// recover took it.
	value any
	// known is true while the unwinding is in panics.
	known bool
	outer *unwinding
	// armed is true from just before a deferred call until a function was
	// entered, which is the one that may call recover: claim.
	armed bool
	claim *frame
}

// panics holds the innermost unwinding with a panic of each goroutine that has
// one. There is nothing else that tells interpreted code in a deferred call
// whose deferred call it is: it may come through a method value, a closure, or
// native code.
var panics struct {
	sync.Mutex
	of map[uintptr]*unwinding
}

// unwind is the deferred end of runDeferring.
func (u *unwinding) unwind() {
	if len(u.f.deferred) == 0 {
		return // a panic goes on by itself
	}
	defer u.forget()
	if u.finished {
		u.end(u.f)
	} else {
		if r := recover(); r != nil {
			u.begin(r)
		}
		u.runRest()
	}
	u.resume()
}

// end runs the deferred calls of a function whose body has ended. Stack finds
// it, with the frame, in the text of the native stack.
//
//go:noinline
func (u *unwinding) end(f *frame) {
	u.runRest()
	runtime.KeepAlive(f)
}

// begin notes that a panic is on its way.
func (u *unwinding) begin(r any) {
	u.value = trueValue(r)
	if u.known {
		return
	}
	g := goroutine()
	panics.Lock()
	if panics.of == nil {
		panics.of = map[uintptr]*unwinding{}
	}
	u.outer = panics.of[g]
	panics.of[g] = u
	panics.Unlock()
	u.known = true
	attention.Add(1)
}

func (u *unwinding) forget() {
	if !u.known {
		return
	}
	g := goroutine()
	panics.Lock()
	if u.outer == nil {
		delete(panics.of, g)
	} else {
		panics.of[g] = u.outer
	}
	panics.Unlock()
	attention.Add(-1)
}

// resume lets the panic go on, if recover did not take it.
func (u *unwinding) resume() {
	if u.value != nil {
		panic(u.value)
	}
}

// runRest runs the deferred calls that are left, last first. A panic in one of
// them replaces the one before, and the rest still runs, as it does when one
// ends the goroutine.
func (u *unwinding) runRest() {
	defer func() {
		if len(u.f.deferred) == 0 {
			return
		}
		if r := recover(); r != nil {
			u.begin(r)
		}
		u.runRest()
		u.resume()
	}()
	for len(u.f.deferred) > 0 {
		if stopping.Load() != 0 && timeIsOver() {
			u.f.deferred = nil
			return
		}
		d := u.f.deferred[0]
		u.f.deferred = u.f.deferred[1:]
		u.armed, u.claim = true, nil
		if literal := literalOf(d[0]); literal != nil {
			literal(d[1:])
		} else {
			d[0].Call(d[1:])
		}
		u.armed = false
	}
}

// timeIsOver reports whether the goroutine is dying and its deferred calls have
// had their time, of which os.Exit gives them none.
func timeIsOver() bool {
	t := currentTag()
	return t != nil && t.death != nil && t.death.expired(t.cell.halt.Load())
}

// currentPanic is the innermost unwinding with a panic of this goroutine. One
// whose panic was recovered runs the rest of its calls as a function that
// returned.
func currentPanic() *unwinding {
	panics.Lock()
	defer panics.Unlock()
	u := panics.of[goroutine()]
	for u != nil && u.value == nil {
		u = u.outer
	}
	return u
}

// claimPanic notes that f is the frame of a deferred call, if it is.
func claimPanic(f *frame) {
	if u := currentPanic(); u != nil && u.armed {
		u.armed, u.claim = false, f
	}
}

// recovered is what the builtin recover returns in the function of f.
func recovered(f *frame) any {
	if attention.Load() == 0 {
		return nil
	}
	u := currentPanic()
	if u == nil || u.claim != f {
		return nil
	}
	v := u.value
	u.value = nil
	return v
}

// generateRecover replaces the builtin recover: the panic's value is what was
// given to panic, and it is found whatever way the deferred call took.
func generateRecover(n *node) bool {
	if kindName(n.anc.kind) == "deferStmt" {
		// It recovers as a call in the function, if that is not what panics.
		deferBuiltin(n, func(f *frame, _ reflect.Value) { recovered(f) })
		return true
	}
	next := getExec(n.tnext)
	dest := genValue(n)
	n.exec = func(f *frame) step {
		v, d := recovered(f), dest(f)
		switch {
		case v == nil:
			d.SetZero()
		case d.Type() == valueInterfaceType && reflect.TypeOf(v) != valueInterfaceType:
			d.Set(wrapInterface(n, reflect.ValueOf(v)))
		default:
			d.Set(reflect.ValueOf(v))
		}
		return next
	}
	return true
}

// generatePanic replaces the builtin panic, which throws a reflect.Value.
func generatePanic(n *node) bool {
	if kindName(n.anc.kind) == "deferStmt" {
		deferBuiltin(n, func(_ *frame, v reflect.Value) { panic(thrown(v)) })
		return true
	}
	arg := n.child[1]
	value := genValue(arg)
	if arg.typ != nil && len(arg.typ.method) > 0 && !isInterfaceSrc(arg.typ) {
		value = genValueInterface(arg)
	}
	n.exec = func(f *frame) step { panic(thrown(value(f))) }
	return true
}

// thrown is the value that panic throws.
func thrown(v reflect.Value) any {
	if !v.IsValid() || v.Kind() == reflect.Interface && v.IsNil() {
		return nil // the runtime makes a *runtime.PanicNilError of it
	}
	return v.Interface()
}

// wrapInterface makes the value of a variable of an interpreted interface type.
func wrapInterface(n *node, v reflect.Value) reflect.Value {
	w := reflect.New(valueInterfaceType)
	*(*valueInterface)(w.UnsafePointer()) = valueInterface{n, v}
	return w.Elem()
}

// unwrapInterface is the inverse: the concrete value, and the node that knows
// its interpreted type, nil for a native one.
func unwrapInterface(v reflect.Value) (reflect.Value, *node) {
	var n *node
	for v.IsValid() {
		if v.Kind() == reflect.Interface && !v.IsNil() {
			v = v.Elem()
			continue
		}
		if v.Type() != valueInterfaceType {
			break
		}
		p := reflect.New(valueInterfaceType)
		p.Elem().Set(v)
		w := *(*valueInterface)(p.UnsafePointer())
		v, n = w.value, w.node
	}
	return v, n
}
