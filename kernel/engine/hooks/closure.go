//go:build !nohooks

package hooks

import (
	"reflect"
	"slices"
)

// generateLiteral makes the step that evaluates a function literal. Different
// from yaegi's: the slot of the literal is not written again when a call ends
// (from whatever goroutine that is, under a lock that deferred calls hold), and
// the captured frame does not keep the closure of the evaluation before.
func generateLiteral(n *node, fn *function) bool {
	typ := typeOf(n.typ)
	set := setters(n.typ.arg)
	slot, level, next := n.findex, n.level, getExec(n.tnext)
	own := ownVariable(n)
	seen := outerSlots(n)
	n.exec = func(f *frame) step {
		captured := capture(f, seen)
		if captured != f {
			if level == 0 && !captured.data[slot].CanAddr() {
				captured.data[slot] = reflect.Value{}
			}
			if own >= 0 {
				captured.data[own] = reflect.Value{}
			}
		}
		l := &literal{fn: fn, captured: captured, set: set, results: typ.NumOut()}
		slotOwner(f, level).data[slot] = reflect.MakeFunc(typ, l.invoke)
		return next
	}
	return true
}

// literal is a closure: an evaluated function literal.
type literal struct {
	fn       *function
	captured *frame
	set      []func(slot, v reflect.Value) // copy the arguments
	results  int
}

func (l *literal) invoke(in []reflect.Value) []reflect.Value {
	called := l.fn.newFrame(l.captured)
	args := called.data[l.results:]
	for k, v := range in {
		if k >= len(args) {
			break // an argument that is not used may have no slot
		}
		l.set[k](args[k], v)
	}
	l.fn.enter(called)
	return called.data[:l.results]
}

// outerSlots are the slots of functions around the literal n that something in
// it may name, whichever of those functions it is: too many rather than too few.
func outerSlots(n *node) []int {
	var slots []int
	walk(n, func(x *node) {
		if x.level < 1 || x.findex < 0 {
			return
		}
		last := x.findex
		if kindName(x.kind) == "callExpr" && len(x.child) > 0 && x.child[0].typ != nil {
			last += max(len(x.child[0].typ.ret)-1, 0)
		}
		for k := x.findex; k <= last; k++ {
			slots = append(slots, k)
		}
	})
	slices.Sort(slots)
	return slices.Compact(slots)
}

// capture copies the variables that a literal sees: the slots hold references,
// so that the variables themselves are shared, while a slot that is given a new
// variable, as in a loop, does not change the copy. The others it does not keep
// alive. The global frame, with its many slots, is shared.
func capture(f *frame, seen []int) *frame {
	if f == f.root {
		return f
	}
	c := &frame{id: f.id, root: f.root, anc: f.anc, done: f.done, data: make([]reflect.Value, len(f.data))}
	for _, k := range seen {
		if k < len(f.data) {
			c.data[k] = f.data[k]
		}
	}
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
				switch {
				case v.Type() == valueInterfaceType:
				case v.Kind() == reflect.Interface:
					v = wrapInterface(nil, v.Elem())
				default:
					v = wrapInterface(nil, v)
				}
				slot.Set(v)
			}
		}
	}
	return out
}
