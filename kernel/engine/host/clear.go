package host

import "reflect"

// Clear is the builtin clear for a map or slice.
func Clear(x any) { reflect.ValueOf(x).Clear() }
