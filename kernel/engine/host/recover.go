package host

import (
	"reflect"
	"runtime"
)

// Recovered is what recover returns in a cell: the value as it was given to
// panic. The interpreter hands out the reflect.Value that it keeps.
func Recovered(r any) any {
	if v, ok := r.(reflect.Value); ok {
		if !v.IsValid() {
			return new(runtime.PanicNilError)
		}
		return v.Interface()
	}
	return r
}

// NilDereference panics as what follows a nil pointer does.
func NilDereference() {
	var p *int
	_ = *p
}

// Panic is panic for cells: with v itself, where the interpreter would panic
// with a reflect.Value around it.
func Panic(v any) { panic(v) }
