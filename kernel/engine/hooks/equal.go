//go:build !nohooks

package hooks

import "reflect"

// visitEqual mends == and != of interface values: yaegi compares its own
// wrappers of them, which are never equal.
func (b *builder) visitEqual(n *node, _, gen string) {
	if gen != "equal" && gen != "notEqual" || len(n.child) != 2 {
		return
	}
	if n.typ == nil || !isInterfaceType(n.child[0].typ) && !isInterfaceType(n.child[1].typ) {
		return
	}
	if t := typeOf(n.typ); t == nil || t.Kind() != reflect.Bool {
		return
	}
	b.at(n).gen = func(n *node) bool { return generateEqual(n, gen == "equal") }
}

// isInterfaceType reports whether a variable of that type holds what may be a
// wrapper of an interpreted value.
func isInterfaceType(t *itype) bool {
	if t == nil {
		return false
	}
	if isInterfaceSrc(t) {
		return true
	}
	r := typeOf(t)
	return r != nil && r.Kind() == reflect.Interface
}

func generateEqual(n *node, want bool) bool {
	dest := genValueOutput(n, reflect.TypeFor[bool]())
	left, right := comparand(n.child[0]), comparand(n.child[1])
	next, otherwise := getExec(n.tnext), getExec(n.fnext)
	branches := n.fnext != nil
	n.exec = func(f *frame) step {
		yes := left(f).equal(right(f)) == want
		dest(f).Set(reflect.ValueOf(yes))
		if branches && !yes {
			return otherwise
		}
		return next
	}
	return true
}

// dynamic is a value with its dynamic type: that of v and, for a value of an
// interpreted type, also the interpreted one.
type dynamic struct {
	v reflect.Value // invalid: nil
	t *itype        // nil: not known
}

// comparand makes the accessor of an operand.
func comparand(n *node) func(*frame) dynamic {
	value := genValue(n)
	static := n.typ
	if isInterfaceType(static) {
		static = nil
	}
	return func(f *frame) dynamic {
		v, wrapped := unwrapInterface(value(f))
		if v.IsValid() && v.Kind() == reflect.Interface { // a nil one
			return dynamic{}
		}
		d := dynamic{v, static}
		if wrapped != nil && wrapped.typ != nil && !isInterfaceType(wrapped.typ) {
			d.t = wrapped.typ
		}
		return d
	}
}

func (a dynamic) equal(b dynamic) bool {
	if !a.v.IsValid() || !b.v.IsValid() {
		return a.v.IsValid() == b.v.IsValid()
	}
	if a.v.Type() != b.v.Type() || a.t != nil && b.t != nil && typeID(a.t) != typeID(b.t) {
		return false
	}
	return a.v.Interface() == b.v.Interface()
}
