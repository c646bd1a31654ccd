//go:build !nohooks

package hooks

import (
	"go/constant"
	"reflect"
	"unsafe"
)

// value compiles an operand. A node that can't be absorbed is left a step; what
// it leaves in its slot is the operand. Constants without a type of their own
// become of kind want.
func (u *fuser) value(n *node, want reflect.Kind) (expr, bool) {
	if n.rval.IsValid() {
		return u.constant(n, want)
	}
	switch kindName(n.kind) {
	case "identExpr":
		return u.variable(n)
	case "parenExpr":
		e, ok := u.value(n.child[0], want)
		if ok {
			u.taken = append(u.taken, n)
		}
		return e, ok
	}
	taken, residual, calls := len(u.taken), len(u.residual), u.calls
	if e, ok := u.compute(n, want); ok {
		u.taken = append(u.taken, n)
		return e, true
	}
	u.taken, u.residual, u.calls = u.taken[:taken], u.residual[:residual], calls
	return u.step(n)
}

// step is the operand that a step computes.
func (u *fuser) step(n *node) (expr, bool) {
	if !leavesValue[generator(n)] || n.sym != nil || n.findex < 0 {
		return expr{}, false
	}
	e, ok := u.inSlot(n.level, n.findex, n)
	if ok {
		u.residual = append(u.residual, n)
	}
	return e, ok
}

// leavesValue are the generators of steps that leave a value in their slot.
var leavesValue = map[string]bool{
	"add": true, "sub": true, "mul": true, "quo": true, "rem": true, "and": true, "or": true, "xor": true, "andNot": true, "shl": true, "shr": true,
	"equal": true, "notEqual": true, "lower": true, "lowerEqual": true, "greater": true, "greaterEqual": true,
	"neg": true, "bitNot": true, "not": true, "land": true, "lor": true, "func1": true, "isNotNil": true,
	"call": true, "callBin": true, "getIndexArray": true, "getIndexSeq": true, "getPtrIndexSeq": true, "getIndexSeqField": true, "deref": true, "getIndexMap": true,
	"_len": true, "_cap": true, "_append": true, "appendSlice": true, "_copy": true, "_make": true, "_new": true, "convert": true, "addr": true,
	"slice": true, "slice0": true, "recv": true, "typeAssertShort": true,
}

// inSlot is the variable of a slot, whose type the node n agrees on.
func (u *fuser) inSlot(level, slot int, n *node) (expr, bool) {
	t := u.slotType(level, slot)
	if t == nil || n.typ == nil || t == valueInterfaceType {
		return expr{}, false
	}
	if other := typeOf(n.typ); other == nil || other.Kind() != t.Kind() {
		return expr{}, false
	}
	fam := families[t.Kind()]
	if fam == nil {
		return expr{}, false
	}
	e := newExpr(t.Kind(), fam.variable(level, slot))
	e.reads = true
	if level == 0 {
		e.slot = slot
	}
	return e, true
}

func (u *fuser) variable(n *node) (expr, bool) {
	level, slot, ok := u.place(n)
	if !ok {
		return expr{}, false
	}
	return u.inSlot(level, slot, n)
}

// place is where the variable that n names is.
func (u *fuser) place(n *node) (level, slot int, ok bool) {
	switch {
	case kindName(n.kind) != "identExpr" || n.rval.IsValid() || n.findex < 0 || n.ident == "_":
		return 0, 0, false
	case n.sym == nil:
		return n.level, n.findex, true
	case n.sym.index < 0:
		return 0, 0, false
	case n.sym.global:
		return -1, n.sym.index, true
	}
	return n.level, n.sym.index, true
}

// constant makes a constant of its own type or, when it has none, of kind want.
func (u *fuser) constant(n *node, want reflect.Kind) (expr, bool) {
	if n.rval.CanAddr() {
		return expr{}, false // a variable of a package
	}
	c, untyped := n.rval.Interface().(constant.Value)
	if want == 0 && n.typ != nil {
		if t := typeOf(n.typ); t != nil {
			want = t.Kind()
		}
	}
	t := basicTypes[want]
	if t == nil {
		return expr{}, false
	}
	v := n.rval
	switch {
	case untyped:
		if v = constantAs(c, t); !v.IsValid() {
			return expr{}, false
		}
	case v.Kind() == want:
		v = v.Convert(t)
	case isNumber(v.Kind()) && isNumber(want):
		if v = v.Convert(t); v.Convert(n.rval.Type()).Interface() != n.rval.Interface() {
			return expr{}, false
		}
	default:
		return expr{}, false
	}
	e := newExpr(want, nil)
	e.get, e.value = families[want].constant(v)
	return e, true
}

var basicTypes = map[reflect.Kind]reflect.Type{}

func init() {
	for _, t := range []reflect.Type{
		reflect.TypeFor[bool](), reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[int8](), reflect.TypeFor[int16](), reflect.TypeFor[int32](), reflect.TypeFor[int64](),
		reflect.TypeFor[uint](), reflect.TypeFor[uint8](), reflect.TypeFor[uint16](), reflect.TypeFor[uint32](), reflect.TypeFor[uint64](), reflect.TypeFor[uintptr](),
		reflect.TypeFor[float32](), reflect.TypeFor[float64](),
	} {
		basicTypes[t.Kind()] = t
	}
}

// constantAs is the constant c as a value of type t; invalid if it is none.
func constantAs(c constant.Value, t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	ok := false
	switch {
	case t.Kind() == reflect.Bool && c.Kind() == constant.Bool:
		v.SetBool(constant.BoolVal(c))
		ok = true
	case t.Kind() == reflect.String && c.Kind() == constant.String:
		v.SetString(constant.StringVal(c))
		ok = true
	case v.CanInt():
		var x int64
		if x, ok = constant.Int64Val(constant.ToInt(c)); ok {
			ok = !v.OverflowInt(x)
			v.SetInt(x)
		}
	case v.CanUint():
		var x uint64
		if x, ok = constant.Uint64Val(constant.ToInt(c)); ok {
			ok = !v.OverflowUint(x)
			v.SetUint(x)
		}
	case t.Kind() == reflect.Float32 && constant.ToFloat(c).Kind() == constant.Float:
		x, _ := constant.Float32Val(constant.ToFloat(c))
		v.SetFloat(float64(x))
		ok = true
	case t.Kind() == reflect.Float64 && constant.ToFloat(c).Kind() == constant.Float:
		x, _ := constant.Float64Val(constant.ToFloat(c))
		v.SetFloat(x)
		ok = true
	}
	if !ok {
		return reflect.Value{}
	}
	return v
}

// compute compiles the operation n.
func (u *fuser) compute(n *node, want reflect.Kind) (expr, bool) {
	gen := generator(n)
	switch kind := kindName(n.kind); {
	case gen == "branch" && kind == "identExpr":
		return u.variable(n)
	case gen == "branch" && kind == "parenExpr":
		return u.value(n.child[0], want)
	case kind == "binaryExpr":
		return u.binary(n, gen, want)
	case kind == "landExpr" || kind == "lorExpr":
		return u.logical(n, gen)
	case kind == "unaryExpr":
		return u.unary(n, gen, want)
	case gen == "getIndexArray" && kindOf(n.child[0]) == reflect.String:
		return u.byteOf(n)
	case gen == "getIndexArray" || gen == "getIndexSeq" || gen == "getPtrIndexSeq" || gen == "deref" && kind == "starExpr":
		return u.element(n)
	case gen == "_len" && len(n.child) == 2:
		return u.length(n)
	case gen == "convert" && len(n.child) == 2:
		return u.convert(n)
	case gen == "call":
		return u.call(n)
	case gen == "callBin":
		return u.nativeValue(n)
	}
	return expr{}, false
}

// binary compiles an operation with two operands.
func (u *fuser) binary(n *node, gen string, want reflect.Kind) (expr, bool) {
	c0, c1 := n.child[0], n.child[1]
	switch gen {
	case "func1", "isNotNil":
		return u.isNil(n, gen)
	case "shl", "shr":
		return u.shift(n, gen)
	case "equal", "notEqual", "lower", "lowerEqual", "greater", "greaterEqual":
		want = 0
	}
	first, second := c0, c1
	if c0.rval.IsValid() {
		first, second = c1, c0 // the other one tells the type
	}
	a, ok := u.value(first, want)
	if !ok {
		return expr{}, false
	}
	b, ok := u.value(second, a.kind)
	if !ok || a.kind != b.kind {
		return expr{}, false
	}
	if first == c1 {
		a, b = b, a
	}
	fam := families[a.kind]
	if operators[gen] {
		if want != 0 && want != a.kind {
			return expr{}, false
		}
		g := fam.apply(gen, a, b, u.b.at(n))
		return newExpr(a.kind, g, a, b), g != nil
	}
	g := fam.compare(gen, a, b)
	return newExpr(reflect.Bool, g, a, b), g != nil
}

var operators = map[string]bool{
	"add": true, "sub": true, "mul": true, "quo": true, "rem": true, "and": true, "or": true, "xor": true, "andNot": true,
}

// isNil compiles the comparison of a pointer, a map or a channel with nil.
func (u *fuser) isNil(n *node, gen string) (expr, bool) {
	c := n.child[0]
	if kindName(c.kind) == "basicLit" {
		c = n.child[1]
	}
	if c.typ == nil || isInterfaceSrc(c.typ) {
		return expr{}, false
	}
	e, ok := u.value(c, 0)
	if !ok {
		return expr{}, false
	}
	yes := gen != "isNotNil"
	var g get[bool]
	switch p := e.get.(type) {
	case get[unsafe.Pointer]:
		g = func(f *frame) bool { return (p(f) == nil) == yes }
	case get[sliceHeader]:
		g = func(f *frame) bool { return (p(f).data == nil) == yes }
	case get[interfaceWords]:
		g = func(f *frame) bool { return (p(f).typ == nil) == yes }
	default:
		return expr{}, false
	}
	return newExpr(reflect.Bool, g, e), true
}

func (u *fuser) shift(n *node, gen string) (expr, bool) {
	if n.child[0].rval.IsValid() || n.typ == nil || n.typ.untyped {
		return expr{}, false
	}
	a, ok := u.value(n.child[0], 0)
	if !ok || !isInteger(a.kind) {
		return expr{}, false
	}
	count, ok := u.value(n.child[1], reflect.Int)
	if !ok || !isInteger(count.kind) {
		return expr{}, false
	}
	g := shifter[a.kind](gen, a, count, u.b.at(n))
	return newExpr(a.kind, g, a, count), g != nil
}

// logical compiles && and ||. The right side has no steps of its own, which would
// run whatever the left side is.
func (u *fuser) logical(n *node, gen string) (expr, bool) {
	a, ok := u.value(n.child[0], reflect.Bool)
	if !ok || a.kind != reflect.Bool {
		return expr{}, false
	}
	left := len(u.residual)
	b, ok := u.value(n.child[1], reflect.Bool)
	if !ok || b.kind != reflect.Bool || len(u.residual) > 0 && left >= 0 {
		return expr{}, false
	}
	x, y := a.get.(get[bool]), b.get.(get[bool])
	g := get[bool](func(f *frame) bool { return x(f) && y(f) })
	if gen == "lor" {
		g = func(f *frame) bool { return x(f) || y(f) }
	}
	return newExpr(reflect.Bool, g, a, b), gen == "land" || gen == "lor"
}

func (u *fuser) unary(n *node, gen string, want reflect.Kind) (expr, bool) {
	switch gen {
	case "not":
		e, ok := u.value(n.child[0], reflect.Bool)
		if !ok || e.kind != reflect.Bool {
			return expr{}, false
		}
		x := e.get.(get[bool])
		return newExpr(reflect.Bool, get[bool](func(f *frame) bool { return !x(f) }), e), true
	case "neg":
		e, ok := u.value(n.child[0], want)
		if !ok {
			return expr{}, false
		}
		g := negated(e)
		return newExpr(e.kind, g, e), g != nil
	}
	return expr{}, false
}

// byteOf compiles s[i] of a string.
func (u *fuser) byteOf(n *node) (expr, bool) {
	s, ok := u.value(n.child[0], reflect.String)
	if !ok || s.kind != reflect.String {
		return expr{}, false
	}
	i, ok := u.index(n.child[1])
	if !ok || s.calls || i.calls {
		return expr{}, false
	}
	text, index, at := s.get.(get[string]), asInt(i), u.b.at(n)
	g := get[byte](func(f *frame) byte {
		t, i := text(f), index(f)
		if uint(i) >= uint(len(t)) {
			outOfRange(f, at, i, len(t))
		}
		return t[i]
	})
	return newExpr(reflect.Uint8, g, s, i), true
}

// index compiles an index; asInt takes it.
func (u *fuser) index(n *node) (expr, bool) {
	e, ok := u.value(n, reflect.Int)
	if !ok || asInt(e) == nil {
		return expr{}, false
	}
	return e, true
}

// length compiles len of a slice, a string or an array.
func (u *fuser) length(n *node) (expr, bool) {
	c := n.child[1]
	switch kindOf(c) {
	case reflect.String:
		s, ok := u.value(c, reflect.String)
		if !ok || s.kind != reflect.String {
			return expr{}, false
		}
		text := s.get.(get[string])
		return newExpr(reflect.Int, get[int](func(f *frame) int { return len(text(f)) }), s), true
	case reflect.Slice:
		s, ok := u.value(c, 0)
		if !ok || s.kind != reflect.Slice {
			return expr{}, false
		}
		if s.slot >= 0 {
			slot := s.slot
			return newExpr(reflect.Int, get[int](func(f *frame) int {
				return (*sliceHeader)(readable(f.data, slot, flagsOf(reflect.Slice))).len
			}), s), true
		}
		slice := s.get.(get[sliceHeader])
		return newExpr(reflect.Int, get[int](func(f *frame) int { return slice(f).len }), s), true
	}
	return expr{}, false
}

// convert compiles the conversion of a number.
func (u *fuser) convert(n *node) (expr, bool) {
	t := typeOf(n.child[0].typ)
	if t == nil || converter[t.Kind()] == nil || n.child[1].rval.IsValid() {
		return expr{}, false
	}
	e, ok := u.value(n.child[1], 0)
	if !ok || !isNumber(e.kind) {
		return expr{}, false
	}
	g := converter[t.Kind()](e)
	out := newExpr(t.Kind(), g, e)
	if e.kind == t.Kind() {
		out.slot = e.slot
	}
	return out, g != nil
}
