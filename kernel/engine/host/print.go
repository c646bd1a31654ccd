package host

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
)

// Print is the builtin print: to the cell's stderr, in the runtime's format.
func Print(args ...any) {
	var b []byte
	for _, a := range args {
		b = appendPrinted(b, a)
	}
	stderr.Write(b)
}

// Println is the builtin println.
func Println(args ...any) {
	var b []byte
	for i, a := range args {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendPrinted(b, a)
	}
	stderr.Write(append(b, '\n'))
}

// appendPrinted writes one value as runtime/print.go does.
func appendPrinted(b []byte, a any) []byte {
	v := reflect.ValueOf(a)
	switch {
	case !v.IsValid(): // a nil interface: its two words
		return append(b, "(0x0,0x0)"...)
	case v.Kind() == reflect.Bool:
		return strconv.AppendBool(b, v.Bool())
	case v.CanInt():
		return strconv.AppendInt(b, v.Int(), 10)
	case v.CanUint():
		return strconv.AppendUint(b, v.Uint(), 10)
	case v.CanFloat():
		return appendFloat(b, v.Float(), v.Type().Bits())
	case v.CanComplex():
		return appendComplex(b, v.Complex(), v.Type().Bits()/2)
	case v.Kind() == reflect.String:
		return append(b, v.String()...)
	case v.Kind() == reflect.Slice:
		return fmt.Appendf(b, "[%d/%d]0x%x", v.Len(), v.Cap(), v.Pointer())
	case v.Kind() == reflect.Pointer, v.Kind() == reflect.Map, v.Kind() == reflect.Chan, v.Kind() == reflect.Func, v.Kind() == reflect.UnsafePointer:
		return fmt.Appendf(b, "0x%x", v.Pointer())
	}
	return fmt.Appendf(b, "(%T)", a)
}

// appendFloat writes the shortest form that reads back the same, as Go 1.26's
// runtime does.
func appendFloat(b []byte, f float64, bits int) []byte {
	switch {
	case math.IsNaN(f):
		return append(b, "NaN"...)
	case math.IsInf(f, 1):
		return append(b, "+Inf"...)
	case math.IsInf(f, -1):
		return append(b, "-Inf"...)
	}
	return strconv.AppendFloat(b, f, 'g', -1, bits)
}

// appendComplex writes (a+bi).
func appendComplex(b []byte, c complex128, bits int) []byte {
	b = appendFloat(append(b, '('), real(c), bits)
	if im := imag(c); !math.Signbit(im) && !math.IsInf(im, 0) || math.IsNaN(im) {
		b = append(b, '+')
	}
	return append(appendFloat(b, imag(c), bits), "i)"...)
}
