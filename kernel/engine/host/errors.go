package host

// Unwrap is what the Unwrap() []error method of err returns, nil when it has
// none: errors.Is and errors.As over error types of cells are lowered to
// functions that walk the tree of an error themselves.
func Unwrap(err error) []error {
	if u, ok := err.(interface{ Unwrap() []error }); ok {
		return u.Unwrap()
	}
	return nil
}
