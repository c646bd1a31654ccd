package rt

import (
	"fmt"
	"go/types"
	"reflect"
	"strings"
	"sync"

	"interleave/kernel/engine/realtype"
)

// Assert is func(p, x any): x.(t) for a type t that is no interface, where x has
// the interface type from. It stores the value where p points, to a variable of
// type t, or panics as Go does.
func (u *Unit) Assert(from, t types.Type) (name string, err error) {
	err = u.request(func() {
		h, static := u.handle(t), u.handle(from)
		name = u.helper("A", h.key+" from "+static.key, func() reflect.Value {
			return reflect.ValueOf(func(p, x any) {
				r := reflect.TypeOf(x)
				if r == nil || !u.w.matches(h, r) {
					panic(realtype.AssertionError(static.now(), r, h.now(), ""))
				}
				store(p, x)
			})
		})
	})
	return name, err
}

// AssertOK is func(p, x any) bool: the form of Assert with two results.
func (u *Unit) AssertOK(t types.Type) (name string, err error) {
	err = u.request(func() {
		h := u.handle(t)
		name = u.helper("U", h.key, func() reflect.Value {
			return reflect.ValueOf(func(p, x any) bool {
				r := reflect.TypeOf(x)
				if r == nil || !u.w.matches(h, r) {
					return false
				}
				store(p, x)
				return true
			})
		})
	})
	return name, err
}

// store copies x to the interpreter's variable that p points to.
func store(p, x any) {
	t := reflect.TypeOf(p)
	if t == nil || t.Kind() != reflect.Pointer || !realtype.SameLayout(t.Elem(), reflect.TypeOf(x)) {
		panic(fmt.Sprintf("internal error: the interpreter passed a %v for a %T", t, x))
	}
	realtype.CopyTo(p, x)
}

// Switch is func(x any) int: the index of the first of the types that x has, -1
// when it has none. A nil type is case nil.
func (u *Unit) Switch(cases []types.Type) (name string, err error) {
	err = u.request(func() {
		s := &typeSwitch{w: u.w, nilCase: -1, cases: make([]switchCase, len(cases))}
		what := make([]string, len(cases))
		for i, t := range cases {
			if t == nil {
				what[i] = "nil"
				if s.nilCase < 0 {
					s.nilCase = i
				}
				continue
			}
			h := u.handle(t)
			what[i] = h.key
			s.cases[i] = switchCase{h, types.IsInterface(t)}
		}
		name = u.helper("S", strings.Join(what, "|"), func() reflect.Value { return reflect.ValueOf(s.index) })
	})
	return name, err
}

type typeSwitch struct {
	w       *World
	cases   []switchCase
	nilCase int
	known   sync.Map // reflect.Type -> int
}

type switchCase struct {
	h     *handle // nil: case nil
	iface bool
}

func (s *typeSwitch) index(x any) int {
	r := reflect.TypeOf(x)
	if r == nil {
		return s.nilCase
	}
	if i, ok := s.known.Load(r); ok {
		return i.(int)
	}
	i := s.find(r)
	s.known.Store(r, i)
	return i
}

func (s *typeSwitch) find(r reflect.Type) int {
	for i, c := range s.cases {
		switch {
		case c.h == nil:
		case c.iface && r.Implements(c.h.now()), !c.iface && s.w.matches(c.h, r):
			return i
		}
	}
	return -1
}

// Equal is func(a, b any) bool: a == b for interfaces, and for an interface and a value
// that was boxed. It panics as Go does.
func (u *Unit) Equal() string {
	u.w.mu.Lock()
	defer u.w.mu.Unlock()
	return u.helper("Equal", "", func() reflect.Value { return reflect.ValueOf(func(a, b any) bool { return a == b }) })
}
