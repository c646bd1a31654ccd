package iolab

import (
	"errors"

	"interleave/runtime/internal/event"
)

// errEnded is how an operation ends that never came to say: f of a transaction
// panicked, or an interrupt ended the goroutine.
var errEnded = errors.New("iolab: the operation was given up")

// told tells who records of an operation, until the function that it returns is
// called, which has to be deferred. err is how the operation ends.
func told(lane, label string, err *error) (end func()) {
	over := event.Begin(lane, event.Waiting, label)
	*err = errEnded // unless it is set to something else
	return func() {
		if *err != nil {
			over(event.Failed)
			return
		}
		over(event.Succeeded)
	}
}

// operation is told of one that is also counted.
func (l *load) operation(lane, label string, err *error) (end func()) {
	over := told(lane, label, err)
	begun := l.arrive()
	return func() {
		l.leave(begun, *err)
		over()
	}
}
