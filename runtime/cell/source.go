package cell

// sourcer is a Host that knows the text of declarations.
type sourcer interface {
	Source(name string) (string, bool)
}

// Source is the text of a declaration that cells made, the newest of that name: a
// function "f", a method "T.m", a type. It is false when there is none, and always in
// a compiled program, which has no text.
func Source(name string) (string, bool) {
	if h, ok := current().(sourcer); ok {
		return h.Source(name)
	}
	return "", false
}
