//go:build !nohooks

package hooks

import (
	"reflect"
	"unsafe"
)

// variable is a variable that is part of another, or found through a pointer.
type variable struct {
	address address
	typ     reflect.Type
	calls   bool
	slot    int // it is a whole variable of the function: its slot, else -1
}

// element compiles a field, an element of a slice or array, or what a pointer
// points to.
func (u *fuser) element(n *node) (expr, bool) {
	if generator(n) == "getIndexArray" && kindOf(n.child[0]) == reflect.Slice {
		if e, ok := u.localElement(n); ok {
			return e, true
		}
	}
	p, ok := u.part(n, false)
	if !ok || n.typ == nil {
		return expr{}, false
	}
	fam := families[p.typ.Kind()]
	if other := typeOf(n.typ); fam == nil || other == nil || other.Kind() != p.typ.Kind() || p.typ == valueInterfaceType {
		return expr{}, false
	}
	e := newExpr(p.typ.Kind(), fam.at(p.address))
	e.calls, e.reads = p.calls, true
	return e, true
}

// localElement is a[i] of two variables of the function.
func (u *fuser) localElement(n *node) (expr, bool) {
	aLevel, a, ok := u.place(n.child[0])
	iLevel, i, ok2 := u.place(n.child[1])
	if !ok || !ok2 || aLevel != 0 || iLevel != 0 {
		return expr{}, false
	}
	slice, index := u.slotType(0, a), u.slotType(0, i)
	if slice == nil || index == nil || slice.Kind() != reflect.Slice || index.Kind() != reflect.Int {
		return expr{}, false
	}
	t := slice.Elem()
	fam := families[t.Kind()]
	if other := typeOf(n.typ); fam == nil || t == valueInterfaceType || other == nil || other.Kind() != t.Kind() {
		return expr{}, false
	}
	e := newExpr(t.Kind(), fam.element(a, i, u.b.at(n)))
	e.reads = true
	return e, true
}

// whole is the place of an operand: a variable, a part of one, or what a step
// leaves in its slot. It is written to if write says so.
func (u *fuser) whole(n *node, write bool) (variable, bool) {
	if kindName(n.kind) == "parenExpr" {
		p, ok := u.whole(n.child[0], write)
		if ok {
			u.taken = append(u.taken, n)
		}
		return p, ok
	}
	if level, slot, ok := u.place(n); ok {
		return u.slotPlace(level, slot, write)
	}
	if n.rval.IsValid() {
		return variable{}, false
	}
	taken, residual, calls := len(u.taken), len(u.residual), u.calls
	if p, ok := u.part(n, write); ok {
		u.taken = append(u.taken, n)
		return p, true
	}
	u.taken, u.residual, u.calls = u.taken[:taken], u.residual[:residual], calls
	if !leavesValue[generator(n)] || n.sym != nil || n.findex < 0 {
		return variable{}, false
	}
	p, ok := u.slotPlace(n.level, n.findex, write)
	if ok {
		u.residual = append(u.residual, n)
	}
	return p, ok
}

func (u *fuser) slotPlace(level, slot int, write bool) (variable, bool) {
	t := u.slotType(level, slot)
	if t == nil || t == valueInterfaceType || t.Kind() == reflect.Func {
		return variable{}, false
	}
	flags := flagsOf(t.Kind())
	p := variable{typ: t, slot: -1}
	if level == 0 {
		p.slot = slot
	}
	switch {
	case write:
		p.address = func(f *frame) unsafe.Pointer { return settle(slotOwner(f, level).data, slot, flags) }
	case level == 0:
		p.address = func(f *frame) unsafe.Pointer { return readable(f.data, slot, flags) }
	default:
		p.address = func(f *frame) unsafe.Pointer { return readable(slotOwner(f, level).data, slot, flags) }
	}
	return p, true
}

// settle is the variable of a slot of which a part is to be written.
func settle(data []reflect.Value, slot int, flags uintptr) unsafe.Pointer {
	c := (*cell)(unsafe.Pointer(&data[slot]))
	if c.flag&writeFlags != flags|flagAddress {
		data[slot] = fresh(data[slot].Type(), data[slot])
	}
	return c.ptr
}

// part compiles the place that n selects.
func (u *fuser) part(n *node, write bool) (variable, bool) {
	switch generator(n) {
	case "getIndexSeq", "getPtrIndexSeq":
		path, ok := n.val.([]int)
		if !ok || kindName(n.kind) != "selectorExpr" {
			return variable{}, false
		}
		return u.field(n, path, write)
	case "getIndexArray":
		if kindName(n.kind) == "indexExpr" {
			return u.indexed(n, write)
		}
	case "deref":
		if kindName(n.kind) != "starExpr" {
			return variable{}, false
		}
		p, ok := u.whole(n.child[0], false)
		if !ok || p.typ.Kind() != reflect.Pointer {
			return variable{}, false
		}
		return p.follow(u.b.at(n)), true
	}
	return variable{}, false
}

// follow is what the pointer p points to.
func (p variable) follow(at *plan) variable {
	a := p.address
	if p.slot >= 0 {
		slot := p.slot
		return variable{slot: -1, typ: p.typ.Elem(), address: func(f *frame) unsafe.Pointer {
			q := *(*unsafe.Pointer)(readable(f.data, slot, flagsOf(reflect.Pointer)))
			if q == nil {
				nilPointer(f, at)
			}
			return q
		}}
	}
	return variable{slot: -1, calls: p.calls, typ: p.typ.Elem(), address: func(f *frame) unsafe.Pointer {
		q := *(*unsafe.Pointer)(a(f))
		if q == nil {
			nilPointer(f, at)
		}
		return q
	}}
}

//go:noinline
func nilPointer(f *frame, at *plan) {
	at.note(f)
	panic(nilDereference())
}

// field is the field at a path of indexes.
func (u *fuser) field(n *node, path []int, write bool) (variable, bool) {
	base := n.child[0]
	p, ok := u.whole(base, write && kindOf(base) == reflect.Struct)
	if !ok {
		return variable{}, false
	}
	at := u.b.at(n)
	for _, i := range path {
		if p.typ.Kind() == reflect.Pointer {
			p = p.follow(at)
		}
		if p.typ.Kind() != reflect.Struct || i >= p.typ.NumField() {
			return variable{}, false
		}
		field := p.typ.Field(i)
		a, offset := p.address, field.Offset
		p.slot, p.typ = -1, field.Type
		if offset > 0 {
			p.address = func(f *frame) unsafe.Pointer { return unsafe.Add(a(f), offset) }
		}
	}
	return p, true
}

// indexed is an element of a slice, of an array, or of the array that a pointer points to.
func (u *fuser) indexed(n *node, write bool) (variable, bool) {
	base := n.child[0]
	p, ok := u.whole(base, write && kindOf(base) == reflect.Array)
	if !ok {
		return variable{}, false
	}
	i, ok := u.index(n.child[1])
	if !ok || i.calls || p.calls {
		return variable{}, false
	}
	at := u.b.at(n)
	if p.typ.Kind() == reflect.Pointer {
		p = p.follow(at)
	}
	a, index := p.address, asInt(i)
	switch p.typ.Kind() {
	case reflect.Slice:
		size := p.typ.Elem().Size()
		out := variable{slot: -1, typ: p.typ.Elem(), calls: p.calls || i.calls}
		if p.slot >= 0 {
			slot := p.slot
			out.address = func(f *frame) unsafe.Pointer {
				i := index(f)
				s := (*sliceHeader)(readable(f.data, slot, flagsOf(reflect.Slice)))
				if uint(i) >= uint(s.len) {
					outOfRange(f, at, i, s.len)
				}
				return unsafe.Add(s.data, uintptr(i)*size)
			}
			return out, true
		}
		out.address = func(f *frame) unsafe.Pointer {
			s := (*sliceHeader)(a(f))
			i := index(f)
			if uint(i) >= uint(s.len) {
				outOfRange(f, at, i, s.len)
			}
			return unsafe.Add(s.data, uintptr(i)*size)
		}
		return out, true
	case reflect.Array:
		size, length := p.typ.Elem().Size(), p.typ.Len()
		return variable{slot: -1, typ: p.typ.Elem(), calls: p.calls || i.calls, address: func(f *frame) unsafe.Pointer {
			q, i := a(f), index(f)
			if uint(i) >= uint(length) {
				outOfRange(f, at, i, length)
			}
			return unsafe.Add(q, uintptr(i)*size)
		}}, true
	}
	return variable{}, false
}
