package rt

import (
	"fmt"
	"go/types"
	"reflect"
	"sync"
	"sync/atomic"

	"interleave/kernel/engine/realtype"
)

// Box is func(x any) to: a value of type from, which is no interface, becomes the
// interface type to. World.Boxed says when it is needed. The error says that from
// does not implement to at run time, or that from can't be made.
func (u *Unit) Box(from, to types.Type) (name string, err error) {
	err = u.request(func() {
		h := u.handle(from)
		name = u.helper("B", h.key+" to "+u.w.key(to), func() reflect.Value {
			if isEmpty(to) {
				return reflect.ValueOf(func(x any) any { return retype(x, h.now()) })
			}
			return boxer(h, u.w.real(from, false), u.handle(to).now(), u.w.exactLayout(to))
		})
	})
	return name, err
}

// isEmpty reports whether the interface type t has no methods.
func isEmpty(t types.Type) bool { return t.Underlying().(*types.Interface).NumMethods() == 0 }

// retype is realtype.Retype for what the interpreter passes as x. An untyped
// constant arrives with its default type.
func retype(x any, r reflect.Type) any {
	got := reflect.TypeOf(x)
	switch {
	case got == nil || realtype.SameLayout(got, r):
		return realtype.Retype(x, r)
	case isNumber(got) && isNumber(r):
		return reflect.ValueOf(x).Convert(r).Interface()
	}
	panic(fmt.Sprintf("internal error: the interpreter passed a %v as a %v", got, r))
}

func isNumber(t reflect.Type) bool { return t.Kind() >= reflect.Int && t.Kind() <= reflect.Float64 }

// boxer converts to an interface type with methods. r is what h stands for once the
// unit is ready, out the interpreter's type for iface.
func boxer(h *handle, r, iface, out reflect.Type) reflect.Value {
	type known struct {
		r   reflect.Type
		tab *realtype.Itab
	}
	find := func(r reflect.Type) *known {
		tab := realtype.ItabOf(iface, r)
		if tab == nil {
			fail("%v does not implement %v in the running program: it lacks method %s", r, iface, missing(iface, r))
		}
		return &known{r, tab}
	}
	var last atomic.Pointer[known]
	last.Store(find(r))
	return realtype.FuncAs(func(x any) realtype.Iface {
		k, r := last.Load(), h.now()
		if k.r != r {
			k = find(r)
			last.Store(k)
		}
		return realtype.WithItab(retype(x, r), k.tab)
	}, funcType(typeList(anyType), typeList(out)))
}

// missing is the first method of iface that r lacks.
func missing(iface, r reflect.Type) string {
	for i := range iface.NumMethod() {
		m := iface.Method(i)
		if !m.IsExported() {
			continue // reflect does not tell
		}
		if have, ok := r.MethodByName(m.Name); !ok || !sameMethod(m.Type, have.Type, r) {
			return m.Name
		}
	}
	for i := range iface.NumMethod() {
		if m := iface.Method(i); !m.IsExported() {
			return m.Name
		}
	}
	return ""
}

// sameMethod compares the type of an interface's method with that of r's.
func sameMethod(want, have, r reflect.Type) bool {
	if r.Kind() != reflect.Interface {
		want = withReceiver(r, want)
	}
	return want == have
}

// itabs finds method tables for one interface type.
type itabs struct {
	iface reflect.Type
	known sync.Map // reflect.Type -> *realtype.Itab, nil for types that lack methods
}

func (l *itabs) of(x any) *realtype.Itab {
	r := reflect.TypeOf(x)
	if tab, ok := l.known.Load(r); ok {
		return tab.(*realtype.Itab)
	}
	tab := realtype.ItabOf(l.iface, r)
	l.known.Store(r, tab)
	return tab
}

// Convert is func(x any) to: an interface that statically implements to becomes a
// to; nil stays nil. It is not needed when to has no methods.
func (u *Unit) Convert(to types.Type) (name string, err error) {
	return u.toInterface("C", to, func(l *itabs, r reflect.Type) reflect.Value {
		return realtype.FuncAs(func(x any) realtype.Iface {
			if x == nil {
				return realtype.Iface{}
			}
			return l.must(x)
		}, funcType(typeList(anyType), typeList(r)))
	})
}

// AssertInterface is func(x any) to: x.(to) for an interface type to with methods. It
// panics as Go does.
func (u *Unit) AssertInterface(to types.Type) (name string, err error) {
	return u.toInterface("J", to, func(l *itabs, r reflect.Type) reflect.Value {
		return realtype.FuncAs(l.must, funcType(typeList(anyType), typeList(r)))
	})
}

// AssertInterfaceOK is func(x any) (to, bool): the form of AssertInterface with
// two results.
func (u *Unit) AssertInterfaceOK(to types.Type) (name string, err error) {
	return u.toInterface("K", to, func(l *itabs, r reflect.Type) reflect.Value {
		return realtype.FuncAs(func(x any) (realtype.Iface, bool) {
			if x == nil {
				return realtype.Iface{}, false
			}
			tab := l.of(x)
			if tab == nil {
				return realtype.Iface{}, false
			}
			return realtype.WithItab(x, tab), true
		}, funcType(typeList(anyType), typeList(r, boolType)))
	})
}

func (u *Unit) toInterface(kind string, to types.Type, make func(*itabs, reflect.Type) reflect.Value) (name string, err error) {
	err = u.request(func() {
		h := u.handle(to)
		if isEmpty(to) {
			fail("internal error: %s has no methods", types.TypeString(to, nil))
		}
		name = u.helper(kind, h.key, func() reflect.Value { return make(&itabs{iface: h.now()}, u.w.exactLayout(to)) })
	})
	return name, err
}

// must converts x, or panics as a failed assertion does.
func (l *itabs) must(x any) realtype.Iface {
	if x == nil {
		panic(realtype.AssertionError(nil, nil, l.iface, ""))
	}
	tab := l.of(x)
	if tab == nil {
		r := reflect.TypeOf(x)
		panic(realtype.AssertionError(nil, r, l.iface, missing(l.iface, r)))
	}
	return realtype.WithItab(x, tab)
}

// Nil is func() t: the nil of a type for which Symbolic holds, or of another interface
// type with methods. The interpreter does not always take nil for one.
func (u *Unit) Nil(t types.Type) (name string, err error) {
	err = u.request(func() {
		name = u.helper("Z", u.w.key(t), func() reflect.Value {
			zero := []reflect.Value{reflect.Zero(u.w.exactLayout(t))}
			return reflect.MakeFunc(funcType(nil, typeList(zero[0].Type())), func([]reflect.Value) []reflect.Value { return zero })
		})
	})
	return name, err
}
