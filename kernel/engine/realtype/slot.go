package realtype

import (
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Slots is how many slots a process has.
const Slots = 16384

// funcs holds the closure of each slot. The assembly reads it; everybody else
// uses atomic stores, so that a method can be replaced while it is called.
var funcs [Slots]unsafe.Pointer

var (
	mu        sync.Mutex
	usedSlots int   // guarded by mu
	kept      []any // what must never be collected; guarded by mu
)

// NewSlot reserves a slot. Until SetSlot gives it a function, calling it panics
// with the sentence unset.
func NewSlot(unset string) (int, error) {
	mu.Lock()
	defer mu.Unlock()
	if !haveSlots {
		return 0, fmt.Errorf("making a method: there are no slots on this architecture")
	}
	if usedSlots == Slots {
		return 0, fmt.Errorf("making a method: all %d slots for methods are used; restart the kernel", Slots)
	}
	slot := usedSlots
	usedSlots++
	SetSlot(slot, reflect.ValueOf(func() { panic(unset) }))
	return slot, nil
}

// UsedSlots says how many slots are taken.
func UsedSlots() int {
	mu.Lock()
	defer mu.Unlock()
	return usedSlots
}

// SetSlot makes a slot call f from now on. The first parameter of f is the
// receiver, or its address; the parameters and results have the layouts of
// those of the method. The caller vouches for that.
func SetSlot(slot int, f reflect.Value) {
	if f.Kind() != reflect.Func || f.IsNil() {
		panic(fmt.Sprintf("realtype: slot %d needs a function, not %v", slot, f))
	}
	x := f.Interface() // whose data word is the closure
	atomic.StorePointer(&funcs[slot], (*eface)(unsafe.Pointer(&x)).data)
}

// SlotFunc is a function of type t that calls what is in the slot at the time
// of the call.
func SlotFunc(slot int, t reflect.Type) reflect.Value {
	code := entry(slot)
	closure := unsafe.Pointer(&code)
	return reflect.ValueOf(reflect.NewAt(t, unsafe.Pointer(&closure)).Elem().Interface())
}
