package realtype

import (
	"reflect"
	"runtime"
	"unsafe"
)

// Itab is the runtime's method table of a type for an interface type with
// methods. It is never freed.
type Itab struct{}

// Iface is a value of any interface type with methods. The zero Iface is nil.
type Iface struct {
	Tab  *Itab
	Data unsafe.Pointer
}

// Retype is x with the type t, which has the layout of x's own; it shares x's
// memory. For a nil x it is the zero value of t.
func Retype(x any, t reflect.Type) any {
	e := (*eface)(unsafe.Pointer(&x))
	if e.typ == nil {
		return reflect.Zero(t).Interface()
	}
	e.typ = descriptor(t)
	return x
}

// SameLayout reports whether values of two types occupy memory in the same way,
// as far as it can be seen at the top.
func SameLayout(a, b reflect.Type) bool {
	x, y := descriptor(a), descriptor(b)
	return x.kind == y.kind && x.size == y.size && x.ptrBytes == y.ptrBytes
}

// View is the variable v, which must be addressable, as one of type t, which has
// the same layout.
func View(v reflect.Value, t reflect.Type) reflect.Value {
	return reflect.NewAt(t, v.Addr().UnsafePointer()).Elem()
}

// CopyTo stores x where the pointer p points, to a variable of x's layout.
func CopyTo(p, x any) {
	to := (*eface)(unsafe.Pointer(&p)).data
	reflect.NewAt(reflect.TypeOf(x), to).Elem().Set(reflect.ValueOf(x))
}

// FuncAs is the function f with the type t, whose parameters and results have
// the same layouts.
func FuncAs(f any, t reflect.Type) reflect.Value {
	closure := (*eface)(unsafe.Pointer(&f)).data
	return reflect.ValueOf(reflect.NewAt(t, unsafe.Pointer(&closure)).Elem().Interface())
}

// ItabOf is the method table of concrete for iface, an interface type with methods;
// nil when concrete lacks one.
func ItabOf(iface, concrete reflect.Type) *Itab {
	if !concrete.Implements(iface) {
		return nil
	}
	v := reflect.New(iface)
	v.Elem().Set(reflect.Zero(concrete))
	return (*Iface)(v.UnsafePointer()).Tab
}

// WithItab is x as a value of the interface type that tab was made for.
func WithItab(x any, tab *Itab) Iface {
	return Iface{tab, (*eface)(unsafe.Pointer(&x)).data}
}

// assertionError mirrors runtime.TypeAssertionError.
type assertionError struct {
	iface, concrete, asserted *rtype
	missingMethod             string
}

// AssertionError is what a failed x.(T) panics with. iface is the static type of
// x, which is not always told; concrete is nil when x is; missing names the first
// method that T, an interface, has and concrete has not.
func AssertionError(iface, concrete, asserted reflect.Type, missing string) *runtime.TypeAssertionError {
	e := new(runtime.TypeAssertionError)
	m := (*assertionError)(unsafe.Pointer(e))
	m.asserted, m.missingMethod = descriptor(asserted), missing
	if iface != nil {
		m.iface = descriptor(iface)
	}
	if concrete != nil {
		m.concrete = descriptor(concrete)
	}
	return e
}
