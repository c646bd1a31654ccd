//go:build !nohooks

package hooks

import "reflect"

// generateLiteral makes the step that evaluates a function literal. Different
// from yaegi's: the slot of the literal is not written again when a call ends
// (from whatever goroutine that is, under a lock that deferred calls hold), and
// the captured frame does not keep the closure of the evaluation before.
func generateLiteral(n *node, fn *function) bool {
	typ := typeOf(n.typ)
	set := setters(n.typ.arg)
	results := typ.NumOut()
	slot, level, next := n.findex, n.level, getExec(n.tnext)
	own := ownVariable(n)
	n.exec = func(f *frame) step {
		captured := capture(f)
		if captured != f {
			if level == 0 && !captured.data[slot].CanAddr() {
				captured.data[slot] = reflect.Value{}
			}
			if own >= 0 {
				captured.data[own] = reflect.Value{}
			}
		}
		slotOwner(f, level).data[slot] = reflect.MakeFunc(typ, func(in []reflect.Value) []reflect.Value {
			called := fn.newFrame(captured)
			args := called.data[results:]
			for k, v := range in {
				if k >= len(args) {
					break // an argument that is not used may have no slot
				}
				set[k](args[k], v)
			}
			fn.enter(called)
			return called.data[:results]
		})
		return next
	}
	return true
}

// capture copies the variables that a literal sees: the slots hold references,
// so that the variables themselves are shared, while a slot that is given a new
// variable, as in a loop, does not change the copy. The global frame, with its
// many slots, is shared.
func capture(f *frame) *frame {
	if f == f.root {
		return f
	}
	c := &frame{id: f.id, root: f.root, anc: f.anc, done: f.done, data: make([]reflect.Value, len(f.data))}
	copy(c.data, f.data)
	return c
}

// ownVariable is the slot of the variable that is declared with the literal n
// as its value, -1 when there is none. It is not in the literal's scope; what
// the slot holds is the closure of the last time.
func ownVariable(n *node) int {
	d := n.anc
	if k := kindName(d.kind); k != "defineStmt" && k != "valueSpec" {
		return -1
	}
	if last := len(d.child) - 1; d.nleft == 1 && last >= 1 && d.child[last] == n && d.child[0].level == 0 && n.level == 0 {
		return d.child[0].findex
	}
	return -1
}

// setters copy arguments of native calls to slots.
func setters(args []*itype) []func(slot, v reflect.Value) {
	out := make([]func(slot, v reflect.Value), len(args))
	for k, t := range args {
		out[k] = func(slot, v reflect.Value) { slot.Set(v) }
		if isInterfaceSrc(t) && !isEmptyInterface(t) {
			out[k] = func(slot, v reflect.Value) {
				if v.Type() != valueInterfaceType {
					v = wrapInterface(nil, v.Elem())
				}
				slot.Set(v)
			}
		}
	}
	return out
}
