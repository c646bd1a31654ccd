package workers

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"interleave/runtime/cell"
)

// TaskError is the error of one task: which, who did it, and what happened.
type TaskError struct {
	Index  int // of the element, from 0
	Worker int // from 0
	Err    error
}

func (e *TaskError) Error() string {
	return fmt.Sprintf("element %d (worker %d): %v", e.Index, e.Worker, e.Err)
}

// Unwrap returns Err.
func (e *TaskError) Unwrap() error { return e.Err }

// PanicError is a panic in a function that a helper called, as an error.
type PanicError struct {
	Value any
	// Stack lists the calls that led to it, innermost first, each with its place:
	// "In[3]:4:7 in square" in a notebook, "main.go:12 in main.square" elsewhere.
	Stack []string
}

func (e *PanicError) Error() string {
	place := cell.Panic{Stack: e.Stack}.Place()
	if place == "" {
		return fmt.Sprintf("panic: %v", e.Value)
	}
	return fmt.Sprintf("panic at %s: %v", place, e.Value)
}

// Unwrap returns the value of the panic if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// ErrGoexit is the error of a function that ended its goroutine by
// runtime.Goexit.
var ErrGoexit = errors.New("the function called runtime.Goexit")

// ErrNothing is the error of looking for a first success among no elements.
var ErrNothing = errors.New("there are no elements to try")

// joined is the error of a run: of those that happened, the one of the smallest
// index, or all of them in the order of their indexes.
func joined(list []*TaskError, all bool) error {
	if len(list) == 0 {
		return nil
	}
	slices.SortFunc(list, func(a, b *TaskError) int { return cmp.Compare(a.Index, b.Index) })
	if !all || len(list) == 1 {
		return list[0]
	}
	errs := make([]error, len(list))
	for i, e := range list {
		errs[i] = e
	}
	return errors.Join(errs...)
}

// Check panics when a helper was given a nil function.
func Check(helper string, isNil bool) {
	if isNil {
		panic("parallel: " + helper + " needs a function, not nil")
	}
}
