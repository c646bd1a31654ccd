//go:build !nohooks

package hooks

import (
	"reflect"
	"unsafe"
)

// source compiles what is assigned to a variable of type t. Interfaces are only
// moved between variables of one type.
func (u *fuser) source(n *node, t reflect.Type) (expr, bool) {
	if t == nil || t == valueInterfaceType || families[t.Kind()] == nil || n.typ == nil {
		return expr{}, false
	}
	e, ok := u.value(n, t.Kind())
	if !ok || e.kind != t.Kind() {
		return expr{}, false
	}
	if e.kind == reflect.Interface && e.value == nil && (typeOf(n.typ) != t || isInterfaceSrc(n.typ) && !isEmptyInterface(n.typ)) {
		return expr{}, false
	}
	return e, true
}

// target is what is assigned to.
type target struct {
	variable
	level, slot int // of a whole variable; slot is -1 for a part of one
	fresh       bool
}

func (u *fuser) target(n, dest *node, level, slot int) (target, bool) {
	define := kindName(n.kind) == "defineStmt"
	if dest.ident == "_" {
		return target{}, false
	}
	if kindName(dest.kind) != "identExpr" {
		if define {
			return target{}, false
		}
		p, ok := u.part(dest, true)
		if ok {
			u.taken = append(u.taken, dest)
		}
		return target{variable: p, slot: -1}, ok
	}
	if !define {
		var ok bool
		if level, slot, ok = u.place(dest); !ok {
			return target{}, false
		}
	}
	t := u.slotType(level, slot)
	if t == nil || families[t.Kind()] == nil || t == valueInterfaceType {
		return target{}, false
	}
	flags := flagsOf(t.Kind())
	d := target{level: level, slot: slot}
	d.typ = t
	d.fresh = define && (level != 0 || !u.locals[u.defs[len(u.defs)-1]].private(slot))
	d.address = func(f *frame) unsafe.Pointer { return writable(slotOwner(f, level).data, slot, flags, t) }
	if d.fresh {
		d.address = func(f *frame) unsafe.Pointer { return writeAnyway(slotOwner(f, level).data, slot, t) }
	}
	return d, true
}

// store assigns e to d.
func (d target) store(e expr) func(*frame) {
	fam := families[d.typ.Kind()]
	if d.slot >= 0 && !d.fresh {
		return fam.set(d.level, d.slot, d.typ, e)
	}
	return fam.setAt(d.address, e)
}

// assign compiles an assignment or a definition.
func (u *fuser) assign(n *node) *fused {
	if n.nleft != n.nright || n.nleft > 2 {
		return nil
	}
	base := len(n.child) - n.nright
	dests, sources := make([]target, n.nleft), make([]expr, n.nleft)
	for k := range dests {
		dest, src := n.child[k], n.child[base+k]
		level, slot := n.level, n.findex
		if n.nleft > 1 {
			level, slot = dest.level, dest.findex
		}
		var ok bool
		if dests[k], ok = u.target(n, dest, level, slot); !ok {
			return nil
		}
		if sources[k], ok = u.source(src, dests[k].typ); !ok {
			return nil
		}
		if dests[k].calls && sources[k].calls {
			return nil
		}
	}
	if n.nleft == 1 {
		return &fused{effect: dests[0].store(sources[0])}
	}
	for k := range dests {
		if dests[k].calls || sources[k].calls {
			return nil
		}
	}
	if kindName(n.kind) == "defineStmt" {
		first, second := dests[0].store(sources[0]), dests[1].store(sources[1])
		return &fused{effect: func(f *frame) { first(f); second(f) }}
	}
	if sources[0].kind != sources[1].kind {
		return nil
	}
	return &fused{effect: families[sources[0].kind].setBoth(dests[0].address, dests[1].address, sources[0], sources[1])}
}

// count compiles x++ and x--.
func (u *fuser) count(n *node, gen string) *fused {
	op := "add"
	if gen == "dec" {
		op = "sub"
	}
	return u.updated(n, op, func(t reflect.Type) (expr, bool) {
		basic := basicTypes[t.Kind()]
		if basic == nil || !isNumber(t.Kind()) {
			return expr{}, false
		}
		e := newExpr(t.Kind(), nil)
		e.get, e.value = families[t.Kind()].constant(reflect.ValueOf(1).Convert(basic))
		return e, true
	})
}

// update compiles x += y and the like.
func (u *fuser) update(n *node, op string) *fused {
	if len(n.child) != 2 {
		return nil
	}
	return u.updated(n, op, func(t reflect.Type) (expr, bool) {
		if op == "shl" || op == "shr" {
			e, ok := u.value(n.child[1], reflect.Int)
			return e, ok && isInteger(e.kind)
		}
		return u.source(n.child[1], t)
	})
}

func (u *fuser) updated(n *node, op string, operand func(reflect.Type) (expr, bool)) *fused {
	d, ok := u.target(n, n.child[0], 0, 0)
	if !ok || d.calls || families[d.typ.Kind()] == nil {
		return nil
	}
	e, ok := operand(d.typ)
	if !ok {
		return nil
	}
	kind, shift := d.typ.Kind(), op == "shl" || op == "shr"
	fam, at := families[kind], u.b.at(n)
	before := newExpr(kind, fam.at(d.address))
	before.reads = true
	if d.slot >= 0 {
		before.get = fam.variable(d.level, d.slot)
		if d.level == 0 {
			before.slot = d.slot
		}
		if d.level == 0 && !shift {
			if effect := fam.bump(op, d.slot, d.typ, e); effect != nil {
				return &fused{effect: effect}
			}
		}
	} else if !shift {
		if effect := fam.update(op, d.address, e); effect != nil {
			return &fused{effect: effect}
		}
	}
	var g any
	if shift {
		if !isInteger(kind) {
			return nil
		}
		g = shifter[kind](op, before, e, at)
	} else {
		g = fam.apply(op, before, e, at)
	}
	if g == nil {
		return nil
	}
	return &fused{effect: d.store(newExpr(kind, g))}
}

// returns compiles a return statement with values.
func (u *fuser) returns(n *node) *fused {
	def := definition(n)
	if len(n.child) == 0 || def != u.defs[len(u.defs)-1] || def.typ == nil || len(def.typ.ret) != len(n.child) || len(n.child) > 1 && namedResults(def) > 0 {
		return nil
	}
	var effects []func(*frame) // calls first
	calls := 0
	for k, c := range n.child {
		t := u.slotType(0, k)
		e, ok := u.source(c, t)
		if !ok {
			return nil
		}
		effect := families[e.kind].set(0, k, t, e)
		if e.calls {
			effects = append(effects[:calls:calls], append([]func(*frame){effect}, effects[calls:]...)...)
			calls++
			continue
		}
		effects = append(effects, effect)
	}
	f := &fused{effect: effects[0], end: true}
	if len(effects) > 1 {
		f.effect = func(f *frame) {
			for _, e := range effects {
				e(f)
			}
		}
	}
	return f
}

// zero compiles the statement that declares variables without values.
func (u *fuser) zero(n *node) *fused {
	l := len(n.child) - 1
	var effects []func(*frame)
	for _, c := range n.child[:l] {
		t := u.slotType(0, c.findex)
		if t == nil || families[t.Kind()] == nil || t == valueInterfaceType || !u.locals[u.defs[len(u.defs)-1]].private(c.findex) {
			return nil
		}
		e := newExpr(t.Kind(), nil)
		e.get, e.value = families[t.Kind()].constant(reflect.Zero(t))
		effects = append(effects, families[t.Kind()].set(0, c.findex, t, e))
	}
	switch len(effects) {
	case 1:
		return &fused{effect: effects[0]}
	case 2:
		first, second := effects[0], effects[1]
		return &fused{effect: func(f *frame) { first(f); second(f) }}
	}
	return nil
}
