//go:build !nohooks

package hooks

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// This file makes the runtime's errors out of what yaegi and reflect panic
// with. Where it can, it makes the runtime panic itself, so that the types are
// Go's as well.

// fail runs f, which fails, and returns the runtime's error. KeepAlive keeps the
// compiler from leaving out what f does only to fail.
func fail(f func()) (err error) {
	defer func() { err, _ = recover().(error) }()
	f()
	return nil
}

func nilDereference() error {
	return fail(func() {
		var p *int
		runtime.KeepAlive(*p)
	})
}

func makeError(length, capacity int) error {
	return fail(func() { runtime.KeepAlive(make([]uint64, length, capacity)) })
}

func shiftError(count int) error {
	return fail(func() { runtime.KeepAlive(1 << count) })
}

func makeChanError(size int) error {
	return fail(func() { runtime.KeepAlive(make(chan uint64, size)) })
}

// makeFault is faultOf for a make step.
func makeFault(n *node) fault {
	var sizes []func(*frame) reflect.Value
	for _, c := range n.child[2:] {
		sizes = append(sizes, genValue(c))
	}
	isChan := typeOf(n.child[1].typ).Kind() == reflect.Chan
	return func(f *frame) error {
		if len(sizes) == 0 {
			return nil
		}
		first := toInt(sizes[0](f))
		switch {
		case isChan:
			return makeChanError(first)
		case len(sizes) > 1:
			return makeError(first, toInt(sizes[1](f)))
		}
		return makeError(first, first)
	}
}

// runtimeError is for words that the runtime can't be made to say.
type runtimeError string

func (e runtimeError) Error() string { return "runtime error: " + string(e) }

// RuntimeError makes it a runtime.Error.
func (runtimeError) RuntimeError() {}

// assertionError is a failed type assertion, in the words of the runtime's
// *TypeAssertionError, which can't be made for interpreted types.
type assertionError string

func (e assertionError) Error() string { return string(e) }

// RuntimeError makes it a runtime.Error.
func (assertionError) RuntimeError() {}

// faultOf makes the function that, after an index or slice step has panicked,
// says what the runtime would have said. It reads the operands from the frame;
// nothing is done while there is no panic.
func faultOf(n *node, gen string) fault {
	if gen == "_make" {
		return makeFault(n)
	}
	operand := genValueArray(n.child[0])
	var bounds []func(*frame) reflect.Value
	for _, c := range n.child[1:] {
		bounds = append(bounds, genValue(c))
	}
	return func(f *frame) error {
		v := operand(f)
		if !v.IsValid() { // a nil pointer to an array
			return nilDereference()
		}
		at := make([]index, len(bounds), 3)
		for k, b := range bounds {
			at[k] = indexOf(b(f))
		}
		limit := v.Len()
		if gen == "getIndexArray" {
			return indexError(at[0], limit)
		}
		fixed := v.Kind() != reflect.Slice // then the runtime speaks of its length
		if gen == "slice0" {               // no lower bound
			at = slices.Insert(at, 0, index{signed: true})
		}
		if len(at) == 1 {
			at = append(at, index{int64(limit), true})
		}
		if !fixed {
			limit = v.Cap()
		}
		return sliceError(at, limit, fixed)
	}
}

func toInt(v reflect.Value) int {
	switch {
	case v.CanInt():
		return int(v.Int())
	case v.CanUint():
		return int(v.Uint())
	}
	return 0
}

// newPanic describes a panic that the caller, a deferred function, recovered.
// The frames of the code that panicked are still on the stack.
func newPanic(r any) *Panic {
	text := ownStack()
	ps := placesHere(text)
	v := translate(r, ps)
	concrete, _ := unwrapInterface(reflect.ValueOf(v))
	if concrete.IsValid() && concrete.Type() != reflect.TypeOf(v) {
		v = nativeValue(v, concrete)
	}
	return &Panic{Value: v, Stack: positions(ps), Cell: Current(), Native: text}
}

// PanicOf describes a panic that the calling deferred function recovered as r:
// for native code that calls functions of cells in goroutines of its own.
func PanicOf(r any) *Panic { return newPanic(r) }

// Recovered is what interpreted code gets from recover for a panic that was
// recovered as r: the value that was given to panic, or a runtime.Error with
// the words of the Go runtime.
func Recovered(r any) any { return trueValue(r) }

// trueValue is what recover returns for a panic that was recovered as r.
func trueValue(r any) any {
	if !suspect(r) {
		return r
	}
	return translate(r, placesHere(ownStack()))
}

// allocationError is what reflect's make says when there is too much to make.
const allocationError = "runtime: allocation size out of range"

// suspect reports whether r may stand for another value.
func suspect(r any) bool {
	switch r := r.(type) {
	case reflect.Value, *reflect.ValueError:
		return true
	case string:
		return strings.HasPrefix(r, "reflect")
	case error:
		return fmt.Sprintf("%T", r) == "*interp.cfgError" || r.Error() == allocationError
	}
	return false
}

// translate makes of what yaegi and reflect panic with what the program would
// have panicked with. Native code that panics in the same words is left alone.
func translate(r any, ps []place) any {
	if v, ok := r.(reflect.Value); ok {
		return thrown(v)
	}
	if !suspect(r) || len(ps) == 0 || ps[0].record == nil {
		return r
	}
	in := ps[0]
	if err, ok := r.(error); ok && in.record.op != opNative {
		if text, ok := assertionText(err); ok {
			return assertionError(text)
		}
	}
	switch in.record.op {
	case opIndex, opSlice, opMake:
		if err := in.fault(); err != nil {
			return err
		}
	case opField, opCall, opMethod, opOther:
		return nilOr(r)
	}
	return r
}

// fault asks the step for the runtime's error.
func (p place) fault() (err error) {
	defer func() {
		if recover() != nil {
			err = nil
		}
	}()
	if f := p.slab.faults[p.index]; f != nil {
		return f(p.frame)
	}
	return nil
}

// nilOr is a nil dereference if r is how reflect complains about using a value
// that is not there, and r otherwise.
func nilOr(r any) any {
	switch r := r.(type) {
	case *reflect.ValueError:
		if r.Kind == reflect.Invalid || r.Kind == reflect.Pointer {
			return nilDereference()
		}
	case string:
		if strings.HasPrefix(r, "reflect.Append") || strings.HasSuffix(r, "slice overflow") {
			return runtimeError("growslice: len out of range")
		}
		if n, length, ok := arrayConversion(r); ok {
			return boundsError(index{int64(length), true}, n, boundsConvert)
		}
		if strings.Contains(r, "nil") || strings.Contains(r, "zero Value") {
			return nilDereference()
		}
	case error:
		if strings.Contains(r.Error(), "invalid interface value") {
			return nilDereference()
		}
	}
	return r
}

// arrayConversion takes the lengths from reflect's words for a slice that is too
// short for an array.
func arrayConversion(text string) (slice, array int, ok bool) {
	rest, ok := strings.CutPrefix(text, "reflect: cannot convert slice with length ")
	if !ok {
		return 0, 0, false
	}
	from, rest, _ := strings.Cut(rest, " ")
	slice, err := strconv.Atoi(from)
	if err != nil {
		return 0, 0, false
	}
	array, err = strconv.Atoi(rest[strings.LastIndexByte(rest, ' ')+1:])
	return slice, array, err == nil
}

// assertionText is the runtime's text of a failed type assertion, from yaegi's
// "file:line:col: interface conversion: ...".
func assertionText(err error) (string, bool) {
	const words = "interface conversion: "
	_, text, ok := strings.Cut(err.Error(), words)
	if types, named := strings.CutSuffix(text, ": missing method "); named {
		// of a compiled type that is not the wanted one; only assertions of
		// empty interfaces to such types are left to yaegi
		if got, want, ok := strings.Cut(types, " is not "); ok {
			text = "interface {} is " + got + ", not " + want
		}
	}
	return words + text, ok
}

var errorType = reflect.TypeFor[error]()

// nativeValue is what compiled code makes of a value of an interpreted type
// that was given to panic: an error if it has an interpreted Error method.
func nativeValue(v any, concrete reflect.Value) (out any) {
	defer func() {
		if recover() != nil {
			out = concrete.Interface()
		}
	}()
	_, n := unwrapInterface(reflect.ValueOf(v))
	if n == nil || n.typ == nil || len(n.typ.method) == 0 {
		return concrete.Interface()
	}
	known := &node{kind: n.kind, interp: n.interp, typ: n.typ, rval: concrete, anc: n.anc}
	w := genInterfaceWrapper(known, errorType)(*field[*frame](n.interp, fieldFrame))
	if err, ok := w.Interface().(error); ok && err != nil {
		return err
	}
	return concrete.Interface()
}

var errStack = errors.New("stack overflow: a function calls itself too deeply")
