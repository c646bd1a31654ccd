package host

import (
	"fmt"
	"math"
	"testing"
	"unsafe"
)

// SetSlice has to panic when unsafe.Slice does, with the same words.
func TestSliceLikeTheCompiler(t *testing.T) {
	var x [4]uint64
	last := PointerAt(^uintptr(0) - 7)
	for _, c := range []struct {
		p unsafe.Pointer
		n int
	}{
		{nil, 0}, {nil, 1}, {nil, -1}, {nil, math.MaxInt}, {unsafe.Pointer(&x), 4}, {unsafe.Pointer(&x), -1},
		{unsafe.Pointer(&x), math.MaxInt / 8}, {unsafe.Pointer(&x), math.MaxInt/8 + 1}, {unsafe.Pointer(&x), math.MaxInt}, {last, 1}, {last, 2},
	} {
		sameEnd(t, fmt.Sprintf("%p, %d", c.p, c.n), func() any { return words(c.p, c.n) }, func() any {
			var s []uint64
			SetSlice(&s, c.p, c.n)
			return s
		})
		sameEnd(t, fmt.Sprintf("empty elements at %p, %d", c.p, c.n), func() any { return nothings(c.p, c.n) }, func() any {
			var s []struct{}
			SetSlice(&s, c.p, c.n)
			return s
		})
	}
}

// sameEnd compares how two functions that make slices end.
func sameEnd(t *testing.T, what string, want, got func() any) {
	t.Helper()
	end := func(f func() any) (s string) {
		defer func() {
			if r := recover(); r != nil {
				s = fmt.Sprint("panic: ", r)
			}
		}()
		h := (*sliceHeader)(Pointer(f()))
		return fmt.Sprintf("%p %d %d", h.data, h.len, h.cap)
	}
	if a, b := end(want), end(got); a != b {
		t.Errorf("%s: got %s, want %s", what, b, a)
	}
}

//go:nocheckptr
//go:noinline
func words(p unsafe.Pointer, n int) []uint64 { return unsafe.Slice((*uint64)(p), n) }

//go:nocheckptr
//go:noinline
func nothings(p unsafe.Pointer, n int) []struct{} { return unsafe.Slice((*struct{})(p), n) }
