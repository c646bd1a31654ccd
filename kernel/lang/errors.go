package lang

import "fmt"

// Error is one error of a cell, in the compiler's words.
type Error struct {
	Line, Column int
	Message      string
	Hint         string // a sentence of ours, or ""
}

func (e Error) Error() string {
	s := fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Message)
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

// Errors are the errors of a cell in the order of their positions, at most ten.
type Errors []Error

func (es Errors) Error() string {
	s := ""
	for i, e := range es {
		if i > 0 {
			s += "\n"
		}
		s += e.Error()
	}
	return s
}
