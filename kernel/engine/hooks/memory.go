//go:build !nohooks

package hooks

import (
	"reflect"
	"unsafe"
)

// The values of frames, without reflection: a slot is a reflect.Value that
// refers to a variable. Steps of this package read and write the variable
// itself, after a look at the flags, which say of what kind it is and whether it
// may be written. What does not fit goes the long way.

// cell mirrors reflect.Value.
type cell struct {
	typ  unsafe.Pointer
	ptr  unsafe.Pointer
	flag uintptr
}

// The flags of a reflect.Value.
const (
	flagKind     = 1<<5 - 1
	flagReadOnly = 1<<5 | 1<<6
	flagIndirect = 1 << 7
	flagAddress  = 1 << 8
	flagMethod   = 1 << 9

	readFlags  = flagKind | flagIndirect | flagMethod
	writeFlags = readFlags | flagReadOnly | flagAddress
)

// sliceHeader, interfaceWords: what slices and interfaces are made of.
type (
	sliceHeader struct {
		data     unsafe.Pointer
		len, cap int
	}
	interfaceWords struct{ typ, data unsafe.Pointer }
)

// flagsOf are the flags of a slot that holds a variable of some kind.
func flagsOf(k reflect.Kind) uintptr { return uintptr(k) | flagIndirect }

// readable is the variable of a slot, with those flags.
func readable(data []reflect.Value, slot int, flags uintptr) unsafe.Pointer {
	c := (*cell)(unsafe.Pointer(&data[slot]))
	if c.flag&readFlags != flags {
		c = c.readAnyway(flags)
	}
	return c.ptr
}

// readAnyway is a cell with the value of c, for one that refers to no variable.
//
//go:noinline
func (c *cell) readAnyway(flags uintptr) *cell {
	v, kind := *(*reflect.Value)(unsafe.Pointer(c)), reflect.Kind(flags&flagKind)
	if v.Kind() != kind {
		v, _ = unwrapInterface(v)
		for v.IsValid() && v.Kind() == reflect.Interface && kind != reflect.Interface {
			v = v.Elem()
		}
	}
	if !v.IsValid() {
		panic(&reflect.ValueError{Method: "reflect.Value.Interface", Kind: reflect.Invalid})
	}
	if v.Kind() != kind {
		panic("internal error: a slot holds a " + v.Type().String() + ", want a " + kind.String())
	}
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return &cell{ptr: p.UnsafePointer()}
}

// writable is the variable of a slot, of type t, to be written.
func writable(data []reflect.Value, slot int, flags uintptr, t reflect.Type) unsafe.Pointer {
	c := (*cell)(unsafe.Pointer(&data[slot]))
	if c.flag&writeFlags != flags|flagAddress {
		c.renew(t)
	}
	return c.ptr
}

// renew makes the slot refer to a new variable.
//
//go:noinline
func (c *cell) renew(t reflect.Type) { *(*reflect.Value)(unsafe.Pointer(c)) = reflect.New(t).Elem() }

// writeAnyway gives a slot a new variable.
func writeAnyway(data []reflect.Value, slot int, t reflect.Type) unsafe.Pointer {
	c := (*cell)(unsafe.Pointer(&data[slot]))
	c.renew(t)
	return c.ptr
}

// canFuse says that reflect.Value is laid out as expected.
var canFuse = checkCells()

func checkCells() bool {
	t := reflect.TypeFor[reflect.Value]()
	if t.NumField() != 3 || t.Size() != unsafe.Sizeof(cell{}) || t.Field(1).Name != "ptr" || t.Field(2).Name != "flag" || t.Field(2).Offset != unsafe.Offsetof(cell{}.flag) {
		return false
	}
	var x struct {
		A int
		b *int
	}
	v := reflect.ValueOf(&x).Elem()
	for _, c := range []struct {
		v    reflect.Value
		ptr  unsafe.Pointer
		flag uintptr
	}{
		{v.Field(0), unsafe.Pointer(&x.A), uintptr(reflect.Int) | flagIndirect | flagAddress},
		{reflect.ValueOf(x).Field(0), nil, uintptr(reflect.Int) | flagIndirect},
		{reflect.ValueOf(&x), unsafe.Pointer(&x), uintptr(reflect.Pointer)},
	} {
		m := (*cell)(unsafe.Pointer(&c.v))
		if c.ptr != nil && m.ptr != c.ptr || m.flag != c.flag {
			return false
		}
	}
	hidden := v.Field(1)
	flag := (*cell)(unsafe.Pointer(&hidden)).flag
	return flag&flagReadOnly != 0 && flag&^flagReadOnly == uintptr(reflect.Pointer)|flagIndirect|flagAddress
}
