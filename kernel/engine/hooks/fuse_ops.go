//go:build !nohooks

package hooks

import (
	"reflect"
	"unsafe"
)

// get computes an expression of a type with the layout of T.
type get[T any] func(*frame) T

// The types that an expression may have: all kinds of numbers, bool, string,
// unsafe.Pointer for whatever is one pointer, sliceHeader, and interfaceWords
// for interfaces of compiled packages.
type (
	integer interface {
		int | int8 | int16 | int32 | int64 | uint | uint8 | uint16 | uint32 | uint64 | uintptr
	}
	number  interface{ integer | float32 | float64 }
	ordered interface{ number | string }
)

// expr is a compiled expression.
type expr struct {
	kind  reflect.Kind
	get   any // get[T]
	slot  int // of this frame, if it is just a variable of the function, else -1
	value any // T, if it is a constant, else nil
	calls bool
	reads bool // it reads variables that calls may change
}

func newExpr(kind reflect.Kind, g any, from ...expr) expr {
	e := expr{kind: kind, get: g, slot: -1}
	for _, f := range from {
		e.calls = e.calls || f.calls
		e.reads = e.reads || f.reads
	}
	return e
}

// family is what can be done with expressions of one kind.
type family interface {
	// variable is the variable of a slot that level and slot tell.
	variable(level, slot int) any
	// at is the variable at an address.
	at(address) any
	constant(reflect.Value) (g, value any)
	// set, setAt store to a variable.
	set(level, slot int, t reflect.Type, e expr) func(*frame)
	setAt(a address, e expr) func(*frame)
	// setBoth assigns two values to two variables.
	setBoth(a, b address, x, y expr) func(*frame)
	// bump is update for a variable of the function.
	bump(op string, slot int, t reflect.Type, e expr) func(*frame)
	// move copies a slot of a frame that was left.
	move(from, level, slot int, t reflect.Type) func(f, called *frame)
	// pass stores to a slot of a frame that is to be entered.
	pass(slot int, t reflect.Type, e expr) func(f, called *frame)
	// called is the first result of a call.
	called(invoke func(*frame) *frame, fn *function) any
	// drop is the effect of computing a value.
	drop(g any) func(*frame)
	// element is a[i] for a local slice and a local int. at has the record for a
	// panic.
	element(slice, index int, at *plan) any
	// update is an assignment with an operation, as s += x; nil if there is no such.
	update(op string, dest address, e expr) func(*frame)
	// apply is the operation; nil if there is no such.
	apply(op string, l, r expr, at *plan) any
	compare(op string, l, r expr) any
}

// address computes where a variable is.
type address func(*frame) unsafe.Pointer

// families by kind.
var families = map[reflect.Kind]family{
	reflect.Int:           integers[int]{numbers[int]{moves[int]{reflect.Int}}},
	reflect.Int8:          integers[int8]{numbers[int8]{moves[int8]{reflect.Int8}}},
	reflect.Int16:         integers[int16]{numbers[int16]{moves[int16]{reflect.Int16}}},
	reflect.Int32:         integers[int32]{numbers[int32]{moves[int32]{reflect.Int32}}},
	reflect.Int64:         integers[int64]{numbers[int64]{moves[int64]{reflect.Int64}}},
	reflect.Uint:          integers[uint]{numbers[uint]{moves[uint]{reflect.Uint}}},
	reflect.Uint8:         integers[uint8]{numbers[uint8]{moves[uint8]{reflect.Uint8}}},
	reflect.Uint16:        integers[uint16]{numbers[uint16]{moves[uint16]{reflect.Uint16}}},
	reflect.Uint32:        integers[uint32]{numbers[uint32]{moves[uint32]{reflect.Uint32}}},
	reflect.Uint64:        integers[uint64]{numbers[uint64]{moves[uint64]{reflect.Uint64}}},
	reflect.Uintptr:       integers[uintptr]{numbers[uintptr]{moves[uintptr]{reflect.Uintptr}}},
	reflect.Float32:       floats[float32]{numbers[float32]{moves[float32]{reflect.Float32}}},
	reflect.Float64:       floats[float64]{numbers[float64]{moves[float64]{reflect.Float64}}},
	reflect.Bool:          bools{moves[bool]{reflect.Bool}},
	reflect.String:        texts{moves[string]{reflect.String}},
	reflect.Pointer:       pointers{moves[unsafe.Pointer]{reflect.Pointer}},
	reflect.UnsafePointer: pointers{moves[unsafe.Pointer]{reflect.UnsafePointer}},
	reflect.Map:           pointers{moves[unsafe.Pointer]{reflect.Map}},
	reflect.Chan:          pointers{moves[unsafe.Pointer]{reflect.Chan}},
	reflect.Slice:         moves[sliceHeader]{reflect.Slice},
	reflect.Interface:     moves[interfaceWords]{reflect.Interface},
}

func isNumber(k reflect.Kind) bool {
	return isInteger(k) || k == reflect.Float32 || k == reflect.Float64
}

func isInteger(k reflect.Kind) bool { return reflect.Int <= k && k <= reflect.Uintptr }

// moves moves values of a type.
type moves[T any] struct{ kind reflect.Kind }

func (v moves[T]) variable(level, slot int) any {
	flags := flagsOf(v.kind)
	switch level {
	case -1:
		return get[T](func(f *frame) T { return *(*T)(readable(f.root.data, slot, flags)) })
	case 0:
		return get[T](func(f *frame) T { return *(*T)(readable(f.data, slot, flags)) })
	case 1:
		return get[T](func(f *frame) T { return *(*T)(readable(f.anc.data, slot, flags)) })
	}
	return get[T](func(f *frame) T { return *(*T)(readable(slotOwner(f, level).data, slot, flags)) })
}

func (v moves[T]) at(a address) any { return get[T](func(f *frame) T { return *(*T)(a(f)) }) }

func (v moves[T]) constant(c reflect.Value) (any, any) {
	p := reflect.New(c.Type())
	p.Elem().Set(c)
	x := *(*T)(p.UnsafePointer())
	return get[T](func(*frame) T { return x }), x
}

func (v moves[T]) set(level, slot int, t reflect.Type, e expr) func(*frame) {
	flags, g := flagsOf(v.kind), e.get.(get[T])
	switch level {
	case -1:
		return func(f *frame) { x := g(f); *(*T)(writable(f.root.data, slot, flags, t)) = x }
	case 0:
		if x, ok := e.value.(T); ok {
			return func(f *frame) { *(*T)(writable(f.data, slot, flags, t)) = x }
		}
		return func(f *frame) { x := g(f); *(*T)(writable(f.data, slot, flags, t)) = x }
	case 1:
		return func(f *frame) { x := g(f); *(*T)(writable(f.anc.data, slot, flags, t)) = x }
	}
	return func(f *frame) { x := g(f); *(*T)(writable(slotOwner(f, level).data, slot, flags, t)) = x }
}

func (v moves[T]) setAt(a address, e expr) func(*frame) {
	g := e.get.(get[T])
	return func(f *frame) { x := g(f); *(*T)(a(f)) = x }
}

func (v moves[T]) pass(slot int, t reflect.Type, e expr) func(f, called *frame) {
	flags, g := flagsOf(v.kind), e.get.(get[T])
	return func(f, called *frame) { x := g(f); *(*T)(writable(called.data, slot, flags, t)) = x }
}

func (v moves[T]) setBoth(a, b address, x, y expr) func(*frame) {
	first, second := x.get.(get[T]), y.get.(get[T])
	return func(f *frame) {
		x, y := first(f), second(f)
		p, q := (*T)(a(f)), (*T)(b(f))
		*p = x
		*q = y
	}
}

func (moves[T]) bump(string, int, reflect.Type, expr) func(*frame) { return nil }

func (v moves[T]) move(from, level, slot int, t reflect.Type) func(f, called *frame) {
	flags := flagsOf(v.kind)
	return func(f, called *frame) {
		*(*T)(writable(slotOwner(f, level).data, slot, flags, t)) = *(*T)(readable(called.data, from, flags))
	}
}

func (v moves[T]) called(invoke func(*frame) *frame, fn *function) any {
	flags := flagsOf(v.kind)
	return get[T](func(f *frame) T {
		called := invoke(f)
		x := *(*T)(readable(called.data, 0, flags))
		fn.release(called)
		return x
	})
}

func (moves[T]) drop(g any) func(*frame) {
	compute := g.(get[T])
	return func(f *frame) { compute(f) }
}

func (v moves[T]) element(slice, index int, at *plan) any {
	return get[T](func(f *frame) T {
		s := (*sliceHeader)(readable(f.data, slice, flagsOf(reflect.Slice)))
		i := *(*int)(readable(f.data, index, flagsOf(reflect.Int)))
		if uint(i) >= uint(s.len) {
			outOfRange(f, at, i, s.len)
		}
		return *(*T)(unsafe.Add(s.data, uintptr(i)*unsafe.Sizeof(*new(T))))
	})
}

func (moves[T]) update(string, address, expr) func(*frame) { return nil }
func (moves[T]) apply(string, expr, expr, *plan) any       { return nil }
func (moves[T]) compare(string, expr, expr) any            { return nil }

// same makes == and != of a type that has them.
func same[T comparable](op string, l, r expr) any {
	a, b := l.get.(get[T]), r.get.(get[T])
	switch op {
	case "equal":
		if l.later(r) {
			return get[bool](func(f *frame) bool { y := b(f); return a(f) == y })
		}
		if y, ok := r.value.(T); ok {
			return get[bool](func(f *frame) bool { return a(f) == y })
		}
		return get[bool](func(f *frame) bool { x := a(f); return x == b(f) })
	case "notEqual":
		if l.later(r) {
			return get[bool](func(f *frame) bool { y := b(f); return a(f) != y })
		}
		if y, ok := r.value.(T); ok {
			return get[bool](func(f *frame) bool { return a(f) != y })
		}
		return get[bool](func(f *frame) bool { x := a(f); return x != b(f) })
	}
	return nil
}

// later reports whether l is to be computed after r: calls come first, as they do
// in compiled code.
func (l expr) later(r expr) bool { return r.calls && !l.calls && l.reads }

type bools struct{ moves[bool] }

func (bools) compare(op string, l, r expr) any { return same[bool](op, l, r) }

type pointers struct{ moves[unsafe.Pointer] }

func (pointers) compare(op string, l, r expr) any { return same[unsafe.Pointer](op, l, r) }

type texts struct{ moves[string] }

func (texts) compare(op string, l, r expr) any { return compare[string](op, l, r) }

func (texts) apply(op string, l, r expr, _ *plan) any {
	if op != "add" {
		return nil
	}
	a, b := l.get.(get[string]), r.get.(get[string])
	if l.later(r) {
		return get[string](func(f *frame) string { y := b(f); return a(f) + y })
	}
	return get[string](func(f *frame) string { x := a(f); return x + b(f) })
}

// compare makes the comparison of an ordered type.
func compare[T ordered](op string, l, r expr) any {
	if op == "equal" || op == "notEqual" {
		return same[T](op, l, r)
	}
	a, b := l.get.(get[T]), r.get.(get[T])
	if l.later(r) {
		// What is greater on one side is lower on the other.
		a, b = b, a
		switch op {
		case "lower":
			op = "greater"
		case "lowerEqual":
			op = "greaterEqual"
		case "greater":
			op = "lower"
		case "greaterEqual":
			op = "lowerEqual"
		}
		r.value = nil
	}
	if y, ok := r.value.(T); ok {
		switch op {
		case "lower":
			return get[bool](func(f *frame) bool { return a(f) < y })
		case "lowerEqual":
			return get[bool](func(f *frame) bool { return a(f) <= y })
		case "greater":
			return get[bool](func(f *frame) bool { return a(f) > y })
		case "greaterEqual":
			return get[bool](func(f *frame) bool { return a(f) >= y })
		}
		return nil
	}
	switch op {
	case "lower":
		return get[bool](func(f *frame) bool { x := a(f); return x < b(f) })
	case "lowerEqual":
		return get[bool](func(f *frame) bool { x := a(f); return x <= b(f) })
	case "greater":
		return get[bool](func(f *frame) bool { x := a(f); return x > b(f) })
	case "greaterEqual":
		return get[bool](func(f *frame) bool { x := a(f); return x >= b(f) })
	}
	return nil
}
