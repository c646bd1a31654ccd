// Package reflect is the generic source of package reflect.
package reflect

import "reflect"

// TypeFor is the type T.
func TypeFor[T any]() reflect.Type {
	return reflect.TypeOf((*T)(nil)).Elem()
}
