// Package bounded runs functions that may panic or not end, for package check.
package bounded

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"interleave/runtime/cell"
)

// Brief is how long a test of one implementation may take.
const Brief = 5 * time.Second

// Run runs a check for so long at most. A panic becomes an error with its place; so
// does the end of the time, and the goroutine is left alone then. When the cell is
// interrupted, the error is the cause.
func Run(limit time.Duration, check func() error) error {
	ctx := cell.Context()
	done := make(chan error, 1)
	go func() {
		var once sync.Once
		end := func(err error) { once.Do(func() { done <- err }) }
		defer end(errors.New("the check was ended")) // by runtime.Goexit
		defer func() {
			if r := recover(); r != nil {
				p := cell.Recovered(r)
				err := fmt.Errorf("panic: %v", p.Value)
				if place := p.Place(); place != "" {
					err = fmt.Errorf("panic: %v at %s", p.Value, place)
				}
				end(err)
			}
		}()
		end(check())
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		return fmt.Errorf("not ready after %v: does it wait for something that does not happen?", limit)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
