package realtype

import (
	"reflect"
	"sync"
	"unsafe"
)

// makeFuncClosure mirrors the closure of a function made by reflect.MakeFunc, on
// the architectures that have slots.
type makeFuncClosure struct {
	code    uintptr
	stack   unsafe.Pointer
	argLen  uintptr
	regPtrs [2]uint8 // a bit for each of 9 or 16 registers
	typ     *rtype
	fn      func([]reflect.Value) []reflect.Value
}

// Body is what reflect.MakeFunc was given to make f; nil when f was made
// otherwise, or when this Go release keeps it elsewhere. Calling it saves a call
// of f by reflection, which costs about 0.4 us.
func Body(f reflect.Value) func([]reflect.Value) []reflect.Value {
	if code := makeFuncCode(); code != 0 && f.Kind() == reflect.Func && !f.IsNil() && f.Pointer() == code {
		return closureOf(f).fn
	}
	return nil
}

func closureOf(f reflect.Value) *makeFuncClosure {
	x := f.Interface()
	return (*makeFuncClosure)((*eface)(unsafe.Pointer(&x)).data)
}

// makeFuncCode is the code address of all functions made by reflect.MakeFunc, 0
// when the mirror does not fit.
var makeFuncCode = sync.OnceValue(func() uintptr {
	if !haveSlots {
		return 0
	}
	t := reflect.TypeFor[func(int, string) error]()
	fn := func([]reflect.Value) []reflect.Value { return nil }
	f := reflect.MakeFunc(t, fn)
	c := closureOf(f)
	if c.code != f.Pointer() || c.typ != descriptor(t) {
		return 0
	}
	if *(*unsafe.Pointer)(unsafe.Pointer(&c.fn)) != *(*unsafe.Pointer)(unsafe.Pointer(&fn)) {
		return 0
	}
	return c.code
})
