package host

import (
	"math/bits"
	"reflect"
	"unsafe"
)

// What conversions to and from unsafe.Pointer and the functions of package unsafe
// become in lowered code. Memory of cells is the compiler's, so these are what
// they are in Go; checkptr does not look at them.

// word is the second word of an interface: of a pointer, the pointer.
type word struct{ typ, data unsafe.Pointer }

// sliceHeader is the memory of a slice.
type sliceHeader struct {
	data     unsafe.Pointer
	len, cap int
}

// Pointer is unsafe.Pointer(p) for a pointer p of any type.
func Pointer(p any) unsafe.Pointer { return (*word)(unsafe.Pointer(&p)).data }

// PointerAt is unsafe.Pointer(address).
func PointerAt(address uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&address)) }

// Address is uintptr(p).
func Address(p unsafe.Pointer) uintptr { return uintptr(p) }

// SetPointer stores p in the variable of a pointer type that v points to.
func SetPointer(v any, p unsafe.Pointer) { *(*unsafe.Pointer)(Pointer(v)) = p }

// PointerAdd is unsafe.Add(p, n).
func PointerAdd(p unsafe.Pointer, n int) unsafe.Pointer { return PointerAt(uintptr(p) + uintptr(n)) }

// SetSlice stores unsafe.Slice(p, n) in the slice that v points to. It panics as
// that does.
//
//go:nocheckptr
func SetSlice(v any, p unsafe.Pointer, n int) {
	over, bytes := bits.Mul(uint(reflect.TypeOf(v).Elem().Elem().Size()), uint(n))
	switch {
	case n < 0:
		_ = unsafe.Slice((*byte)(p), n)
	case p == nil && n > 0:
		_ = unsafe.Slice((*byte)(p), 1)
	case p != nil && (over != 0 || bytes > -uint(uintptr(p))):
		_ = unsafe.Slice((*byte)(p), -n)
	}
	*(*sliceHeader)(Pointer(v)) = sliceHeader{p, n, n}
}

// SliceData is unsafe.SliceData(s) for a slice s of any type.
func SliceData(s any) unsafe.Pointer { return (*sliceHeader)(Pointer(s)).data }

// StringAt is unsafe.String((*byte)(p), n).
//
//go:nocheckptr
func StringAt(p unsafe.Pointer, n int) string { return unsafe.String((*byte)(p), n) }

// StringData is unsafe.StringData(s).
func StringData(s string) unsafe.Pointer { return unsafe.Pointer(unsafe.StringData(s)) }
