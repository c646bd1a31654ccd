// Package unique is the generic source of package unique.
package unique

// Handle stands for a value: two are equal if and only if their values are. It
// holds the value itself, so comparing costs as much as comparing values.
type Handle[T comparable] struct {
	value T
}

// Value is a copy of the value.
func (h Handle[T]) Value() T { return h.value }

// Make is the handle of value.
func Make[T comparable](value T) Handle[T] {
	return Handle[T]{value}
}
