//go:build !nohooks

package hooks

import (
	"fmt"
	"reflect"
	"runtime"
	"unsafe"
)

// index is an operand of an index or slice expression.
type index struct {
	x      int64
	signed bool
}

func indexOf(v reflect.Value) index {
	switch {
	case v.CanInt():
		return index{v.Int(), true}
	case v.CanUint():
		return index{int64(v.Uint()), false}
	}
	return index{signed: true}
}

// above says whether i is negative or larger than n, which is not negative.
func (i index) above(n int64) bool {
	if i.signed && i.x < 0 {
		return true
	}
	return uint64(i.x) > uint64(n)
}

// The codes of internal/abi.
const (
	boundsIndex      = iota // s[x]
	boundsSliceAlen         // s[:x] of an array or string
	boundsSliceAcap         // s[:x] of a slice
	boundsSliceB            // s[x:y]
	boundsSlice3Alen        // s[::x]
	boundsSlice3Acap        // s[::x]
	boundsSlice3B           // s[:x:y]
	boundsSlice3C           // s[x:y:]
	boundsConvert           // a slice of length y to an array of length x
)

// indexError is the runtime's error for s[i], nil when i is in range.
func indexError(i index, length int) error {
	if i.x != int64(length) && !i.above(int64(length)) {
		return nil
	}
	return boundsError(i, length, boundsIndex)
}

// sliceError is the runtime's error for s[i:j] or s[i:j:k], nil when there is
// none. The limit of a fixed one is its length, of a slice its capacity.
func sliceError(at []index, limit int, fixed bool) error {
	code := boundsSliceAcap
	if len(at) == 3 {
		code = boundsSlice3Acap
	}
	if fixed {
		code--
	}
	y := int64(limit)
	for k := len(at) - 1; k >= 0; k-- {
		if at[k].above(y) {
			return boundsError(at[k], int(y), code)
		}
		y = at[k].x
		switch {
		case len(at) == 2:
			code = boundsSliceB
		case k == 2:
			code = boundsSlice3B
		default:
			code = boundsSlice3C
		}
	}
	return nil
}

// runtimeBounds is runtime.boundsError, nil when it is not as we know it.
var runtimeBounds = func() reflect.Type {
	sample := fail(func() {
		var list []int
		one := 1
		runtime.KeepAlive(list[one])
	})
	t := reflect.TypeOf(sample)
	if fields(t) != "x int64 y int signed bool code uint8 " {
		return nil
	}
	return t
}()

func fields(t reflect.Type) (s string) {
	if t.Kind() != reflect.Struct {
		return ""
	}
	for i := range t.NumField() {
		s += t.Field(i).Name + " " + t.Field(i).Type.Kind().String() + " "
	}
	return s
}

// boundsError makes the runtime's own error.
func boundsError(x index, y, code int) error {
	if runtimeBounds == nil {
		return runtimeError(fmt.Sprintf("index out of range: %d and %d", x.x, y))
	}
	p := reflect.New(runtimeBounds)
	field := func(i int) unsafe.Pointer { return unsafe.Add(p.UnsafePointer(), runtimeBounds.Field(i).Offset) }
	*(*int64)(field(0)) = x.x
	*(*int)(field(1)) = y
	*(*bool)(field(2)) = x.signed
	*(*uint8)(field(3)) = uint8(code)
	return p.Elem().Interface().(error)
}
