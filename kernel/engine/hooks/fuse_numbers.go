//go:build !nohooks

package hooks

import (
	"reflect"
	"unsafe"
)

// numbers computes with any numbers. The shapes that loops are made of, a
// variable with a variable or a constant, have closures of their own.
type numbers[T number] struct{ moves[T] }

func (n numbers[T]) compare(op string, l, r expr) any {
	if op == "lower" && l.slot >= 0 && r.slot >= 0 {
		a, b, flags := l.slot, r.slot, flagsOf(n.kind)
		return get[bool](func(f *frame) bool {
			return *(*T)(readable(f.data, a, flags)) < *(*T)(readable(f.data, b, flags))
		})
	}
	if y, ok := r.value.(T); ok && l.slot >= 0 {
		a, flags := l.slot, flagsOf(n.kind)
		switch op {
		case "lower":
			return get[bool](func(f *frame) bool { return *(*T)(readable(f.data, a, flags)) < y })
		case "lowerEqual":
			return get[bool](func(f *frame) bool { return *(*T)(readable(f.data, a, flags)) <= y })
		case "greater":
			return get[bool](func(f *frame) bool { return *(*T)(readable(f.data, a, flags)) > y })
		case "equal":
			return get[bool](func(f *frame) bool { return *(*T)(readable(f.data, a, flags)) == y })
		}
	}
	return compare[T](op, l, r)
}

// arithmetic makes +, - and *.
func (n numbers[T]) arithmetic(op string, l, r expr) any {
	a, b, flags := l.get.(get[T]), r.get.(get[T]), flagsOf(n.kind)
	y, constant := r.value.(T)
	switch {
	case l.later(r):
		switch op {
		case "add":
			return get[T](func(f *frame) T { y := b(f); return a(f) + y })
		case "sub":
			return get[T](func(f *frame) T { y := b(f); return a(f) - y })
		case "mul":
			return get[T](func(f *frame) T { y := b(f); return a(f) * y })
		}
	case l.slot >= 0 && constant:
		i := l.slot
		switch op {
		case "add":
			return get[T](func(f *frame) T { return *(*T)(readable(f.data, i, flags)) + y })
		case "sub":
			return get[T](func(f *frame) T { return *(*T)(readable(f.data, i, flags)) - y })
		case "mul":
			return get[T](func(f *frame) T { return *(*T)(readable(f.data, i, flags)) * y })
		}
	case l.slot >= 0 && r.slot >= 0:
		i, k := l.slot, r.slot
		switch op {
		case "add":
			return get[T](func(f *frame) T { return *(*T)(readable(f.data, i, flags)) + *(*T)(readable(f.data, k, flags)) })
		case "sub":
			return get[T](func(f *frame) T { return *(*T)(readable(f.data, i, flags)) - *(*T)(readable(f.data, k, flags)) })
		case "mul":
			return get[T](func(f *frame) T { return *(*T)(readable(f.data, i, flags)) * *(*T)(readable(f.data, k, flags)) })
		}
	case constant:
		switch op {
		case "add":
			return get[T](func(f *frame) T { return a(f) + y })
		case "sub":
			return get[T](func(f *frame) T { return a(f) - y })
		case "mul":
			return get[T](func(f *frame) T { return a(f) * y })
		}
	case r.slot >= 0:
		k := r.slot
		switch op {
		case "add":
			return get[T](func(f *frame) T { x := a(f); return x + *(*T)(readable(f.data, k, flags)) })
		case "sub":
			return get[T](func(f *frame) T { x := a(f); return x - *(*T)(readable(f.data, k, flags)) })
		case "mul":
			return get[T](func(f *frame) T { x := a(f); return x * *(*T)(readable(f.data, k, flags)) })
		}
	default:
		switch op {
		case "add":
			return get[T](func(f *frame) T { x := a(f); return x + b(f) })
		case "sub":
			return get[T](func(f *frame) T { x := a(f); return x - b(f) })
		case "mul":
			return get[T](func(f *frame) T { x := a(f); return x * b(f) })
		}
	}
	return nil
}

// update makes +=, -= and *=.
func (numbers[T]) update(op string, dest address, e expr) func(*frame) {
	g := e.get.(get[T])
	switch op {
	case "add":
		return func(f *frame) { x := g(f); *(*T)(dest(f)) += x }
	case "sub":
		return func(f *frame) { x := g(f); *(*T)(dest(f)) -= x }
	case "mul":
		return func(f *frame) { x := g(f); *(*T)(dest(f)) *= x }
	}
	return nil
}

// bump makes += and -= of a variable of the function.
func (n numbers[T]) bump(op string, slot int, t reflect.Type, e expr) func(*frame) {
	g, flags := e.get.(get[T]), flagsOf(n.kind)
	y, constant := e.value.(T)
	if op == "sub" && constant {
		op, y = "add", -y // wraps around alike
	}
	switch {
	case op == "add" && constant:
		return func(f *frame) { *(*T)(writable(f.data, slot, flags, t)) += y }
	case op == "add" && e.slot >= 0:
		k := e.slot
		return func(f *frame) { *(*T)(writable(f.data, slot, flags, t)) += *(*T)(readable(f.data, k, flags)) }
	case op == "add":
		return func(f *frame) { x := g(f); *(*T)(writable(f.data, slot, flags, t)) += x }
	case op == "sub":
		return func(f *frame) { x := g(f); *(*T)(writable(f.data, slot, flags, t)) -= x }
	}
	return nil
}

// converted is an expression of some number converted to T.
func converted[T number](e expr) any {
	switch g := e.get.(type) {
	case get[T]:
		return g
	case get[int]:
		return get[T](func(f *frame) T { return T(g(f)) })
	case get[int8]:
		return get[T](func(f *frame) T { return T(g(f)) })
	case get[int16]:
		return get[T](func(f *frame) T { return T(g(f)) })
	case get[int32]:
		return get[T](func(f *frame) T { return T(g(f)) })
	case get[int64]:
		return get[T](func(f *frame) T { return T(g(f)) })
	case get[uint]:
		return get[T](func(f *frame) T { return T(g(f)) })
	case get[uint8]:
		return get[T](func(f *frame) T { return T(g(f)) })
	case get[uint16]:
		return get[T](func(f *frame) T { return T(g(f)) })
	case get[uint32]:
		return get[T](func(f *frame) T { return T(g(f)) })
	case get[uint64]:
		return get[T](func(f *frame) T { return T(g(f)) })
	case get[uintptr]:
		return get[T](func(f *frame) T { return T(g(f)) })
	case get[float32]:
		return get[T](func(f *frame) T { return T(g(f)) })
	case get[float64]:
		return get[T](func(f *frame) T { return T(g(f)) })
	}
	return nil
}

// converter converts to a kind of numbers.
var converter = map[reflect.Kind]func(expr) any{
	reflect.Int: converted[int], reflect.Int8: converted[int8], reflect.Int16: converted[int16], reflect.Int32: converted[int32], reflect.Int64: converted[int64],
	reflect.Uint: converted[uint], reflect.Uint8: converted[uint8], reflect.Uint16: converted[uint16], reflect.Uint32: converted[uint32], reflect.Uint64: converted[uint64],
	reflect.Uintptr: converted[uintptr], reflect.Float32: converted[float32], reflect.Float64: converted[float64],
}

// negated is -x; nil for what is no number.
func negated(e expr) any {
	switch g := e.get.(type) {
	case get[int]:
		return get[int](func(f *frame) int { return -g(f) })
	case get[int32]:
		return get[int32](func(f *frame) int32 { return -g(f) })
	case get[int64]:
		return get[int64](func(f *frame) int64 { return -g(f) })
	case get[float64]:
		return get[float64](func(f *frame) float64 { return -g(f) })
	}
	return nil
}

type floats[T float32 | float64] struct{ numbers[T] }

func (n floats[T]) apply(op string, l, r expr, _ *plan) any {
	if op == "quo" {
		a, b := l.get.(get[T]), r.get.(get[T])
		if l.later(r) {
			return get[T](func(f *frame) T { y := b(f); return a(f) / y })
		}
		return get[T](func(f *frame) T { x := a(f); return x / b(f) })
	}
	return n.arithmetic(op, l, r)
}

type integers[T integer] struct{ numbers[T] }

func (n integers[T]) apply(op string, l, r expr, at *plan) any {
	if l.later(r) && op != "add" && op != "sub" && op != "mul" {
		return n.late(op, l, r, at)
	}
	a, b := l.get.(get[T]), r.get.(get[T])
	y, constant := r.value.(T)
	switch op {
	case "quo":
		if constant && y != 0 {
			return get[T](func(f *frame) T { return a(f) / y })
		}
		return get[T](func(f *frame) T { x := a(f); return x / divisor(f, b(f), at) })
	case "rem":
		if constant && y != 0 {
			return get[T](func(f *frame) T { return a(f) % y })
		}
		return get[T](func(f *frame) T { x := a(f); return x % divisor(f, b(f), at) })
	case "and":
		if constant {
			return get[T](func(f *frame) T { return a(f) & y })
		}
		return get[T](func(f *frame) T { x := a(f); return x & b(f) })
	case "or":
		return get[T](func(f *frame) T { x := a(f); return x | b(f) })
	case "xor":
		return get[T](func(f *frame) T { x := a(f); return x ^ b(f) })
	case "andNot":
		return get[T](func(f *frame) T { x := a(f); return x &^ b(f) })
	}
	return n.arithmetic(op, l, r)
}

// late is apply for a right side that is computed first.
func (n integers[T]) late(op string, l, r expr, at *plan) any {
	a, b := l.get.(get[T]), r.get.(get[T])
	switch op {
	case "quo":
		return get[T](func(f *frame) T { y := b(f); return a(f) / divisor(f, y, at) })
	case "rem":
		return get[T](func(f *frame) T { y := b(f); return a(f) % divisor(f, y, at) })
	case "and":
		return get[T](func(f *frame) T { y := b(f); return a(f) & y })
	case "or":
		return get[T](func(f *frame) T { y := b(f); return a(f) | y })
	case "xor":
		return get[T](func(f *frame) T { y := b(f); return a(f) ^ y })
	case "andNot":
		return get[T](func(f *frame) T { y := b(f); return a(f) &^ y })
	}
	return nil
}

// divisor is y, which divides. The place of the division is noted before the
// runtime panics.
func divisor[T integer](f *frame, y T, at *plan) T {
	if y == 0 {
		at.note(f)
	}
	return y
}

// shifts makes x << count and x >> count; count is of any integer type.
func shifts[T integer](op string, l, count expr, at *plan) any {
	a := l.get.(get[T])
	if v := reflect.ValueOf(count.value); v.IsValid() {
		c := uint64(0)
		if v.CanInt() {
			if v.Int() < 0 {
				return nil
			}
			c = uint64(v.Int())
		} else {
			c = v.Uint()
		}
		if op == "shl" {
			return get[T](func(f *frame) T { return a(f) << c })
		}
		return get[T](func(f *frame) T { return a(f) >> c })
	}
	b := asCount(count)
	if b == nil || l.later(count) {
		return nil
	}
	if op == "shl" {
		return get[T](func(f *frame) T { x := a(f); return x << shiftCount(f, b(f), at) })
	}
	return get[T](func(f *frame) T { x := a(f); return x >> shiftCount(f, b(f), at) })
}

func shiftCount(f *frame, n int, at *plan) uint {
	if n < 0 {
		at.note(f)
		panic(shiftError(n))
	}
	return uint(n)
}

// shifter makes the shift for a kind of numbers.
var shifter = map[reflect.Kind]func(string, expr, expr, *plan) any{
	reflect.Int: shifts[int], reflect.Int8: shifts[int8], reflect.Int16: shifts[int16], reflect.Int32: shifts[int32], reflect.Int64: shifts[int64],
	reflect.Uint: shifts[uint], reflect.Uint8: shifts[uint8], reflect.Uint16: shifts[uint16], reflect.Uint32: shifts[uint32], reflect.Uint64: shifts[uint64],
	reflect.Uintptr: shifts[uintptr],
}

// asCount is a shift count as an int; what is too large stays large.
func asCount(e expr) get[int] {
	const most = 1 << 20
	switch g := e.get.(type) {
	case get[uint]:
		return func(f *frame) int { return int(min(g(f), most)) }
	case get[uint32]:
		return func(f *frame) int { return int(min(g(f), most)) }
	case get[uint64]:
		return func(f *frame) int { return int(min(g(f), most)) }
	case get[uintptr]:
		return func(f *frame) int { return int(min(g(f), most)) }
	case get[int64]:
		return func(f *frame) int { return int(min(g(f), most)) }
	}
	return asInt(e)
}

// asInt is an integer expression as an int; nil when some of its values are none.
func asInt(e expr) get[int] {
	switch g := e.get.(type) {
	case get[int]:
		return g
	case get[int8]:
		return func(f *frame) int { return int(g(f)) }
	case get[int16]:
		return func(f *frame) int { return int(g(f)) }
	case get[int32]:
		return func(f *frame) int { return int(g(f)) }
	case get[int64]:
		return func(f *frame) int { return int(g(f)) }
	case get[uint8]:
		return func(f *frame) int { return int(g(f)) }
	case get[uint16]:
		return func(f *frame) int { return int(g(f)) }
	case get[uint32]:
		if unsafe.Sizeof(0) == 8 {
			return func(f *frame) int { return int(g(f)) }
		}
	}
	return nil
}

// outOfRange panics for an index.
//
//go:noinline
func outOfRange(f *frame, at *plan, i, length int) {
	at.note(f)
	panic(indexError(index{int64(i), true}, length))
}
