package evaluator

import "errors"

// ErrInputRefused is returned by Output.Input when the frontend does not allow
// input, or when the cell that asks is no longer running.
var ErrInputRefused = errors.New("input refused: the frontend does not allow input now")

// ErrClosed is returned by a Supervisor that was closed.
var ErrClosed = errors.New("the supervisor of the evaluator is closed")
