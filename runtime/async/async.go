package async

import (
	"errors"
	"fmt"
	"math"
	"time"

	"interleave/runtime/internal/future"
)

// State is how far an operation is: [Pending], and then one of the others for
// good. Its String is the name in lower case.
type State = future.State

// The states of an operation.
const (
	Pending   = future.Pending   // not settled yet
	Fulfilled = future.Fulfilled // ended with a value
	Rejected  = future.Rejected  // ended with an error
	Cancelled = future.Cancelled // given up before it ended
)

var (
	// ErrCancelled is the error of a future that was cancelled; errors.Is also
	// takes it for context.Canceled.
	ErrCancelled = future.ErrCancelled
	// ErrTimeout is the error of WithTimeout; errors.Is also takes it for
	// context.DeadlineExceeded.
	ErrTimeout = future.ErrTimeout
	// ErrSettled is the error of settling a promise that is settled.
	ErrSettled = errors.New("async: the promise was settled before; only the first Resolve or Reject counts")
)

// PanicError is a panic that became the error of an operation. Its Value is
// what panic was given; when that is an error, errors.Is and errors.As see it.
type PanicError = future.PanicError

// AggregateError is the error of Any when none succeeds, with all the errors
// in its Errors.
type AggregateError = future.AggregateError

// Executor runs functions somewhere else than where they are posted: on a
// [Loop], by [Workers].
type Executor = future.Executor

// Unhandled returns the errors of rejected futures that nobody has looked at
// (by Await, Err, Result, a callback or a combinator), and of panics in
// callbacks, since the last call. In a notebook they are shown at the end of
// the cell, too.
func Unhandled() []error { return future.Unhandled() }

// Backoff gives the pause after the n-th failed attempt, n from 1.
type Backoff func(n int) time.Duration

// Constant pauses for d each time.
func Constant(d time.Duration) Backoff {
	if d < 0 {
		panic(fmt.Sprintf("async.Constant: a pause of %v; it can't be negative", d))
	}
	return func(int) time.Duration { return d }
}

// Exponential pauses for first, then twice that, and so on, but never longer
// than limit.
func Exponential(first, limit time.Duration) Backoff {
	if first <= 0 || limit < first {
		panic(fmt.Sprintf("async.Exponential: first %v and limit %v; it needs 0 < first <= limit", first, limit))
	}
	return func(n int) time.Duration {
		if d := float64(first) * math.Pow(2, float64(n-1)); d < float64(limit) {
			return time.Duration(d)
		}
		return limit
	}
}
