// Package errors is the generic source of package errors.
package errors

import "errors"

// AsType finds the first error in the tree of err that is an E.
func AsType[E error](err error) (E, bool) {
	var e E
	if errors.As(err, &e) {
		return e, true
	}
	var zero E
	return zero, false
}
