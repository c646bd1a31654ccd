package vtime

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"interleave/runtime/cell"
)

const (
	// horizon is when a run that has not ended will not: the clock only gets there
	// when nothing else happens.
	horizon = 100 * 365 * 24 * time.Hour
	// patience is how long goroutines may outlive the function.
	patience = 24 * time.Hour
)

// Waiting is a goroutine that waits.
type Waiting struct {
	State string // what for: "chan receive", "sleep"
	Place string // where: "In[3]:4:7", "main.go:12"; "" when that is not known
	Line  string // the line there, when it is known
}

// String is the goroutine in a line.
func (w Waiting) String() string {
	s := w.State
	if w.Place != "" {
		s += " at " + w.Place
	}
	if w.Line != "" {
		s += ": " + w.Line
	}
	return s
}

// DeadlockError says that the function waits for something that will not happen.
type DeadlockError struct {
	Waiting []Waiting
}

// Error lists who waits for what.
func (e *DeadlockError) Error() string {
	return "vtime: deadlock: all goroutines wait, and nothing is going to happen" + list(e.Waiting)
}

// LeakError says that goroutines did not end.
type LeakError struct {
	Waiting []Waiting
}

// Error lists who waits for what.
func (e *LeakError) Error() string {
	n := "a goroutine has"
	if len(e.Waiting) != 1 {
		n = fmt.Sprintf("%d goroutines have", len(e.Waiting))
	}
	return fmt.Sprintf("vtime: the function has returned, and a day later %s not ended%s", n, list(e.Waiting))
}

func list(ws []Waiting) string {
	const most = 10
	var b strings.Builder
	for i, w := range ws {
		if i == most {
			fmt.Fprintf(&b, "\n  and %d more", len(ws)-most)
			break
		}
		b.WriteString("\n  " + w.String())
	}
	return b.String()
}

// PanicError says that the function panicked.
type PanicError struct{ cell.Panic }

// Error is the value of the panic and where it was.
func (e *PanicError) Error() string {
	s := fmt.Sprintf("vtime: panic: %v", e.Value)
	if place := e.Place(); place != "" {
		s += " at " + place
	}
	return s
}

// Unwrap is the value of the panic when that is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// Run runs f in virtual time and returns how much of it passed until f ended, 0 in a
// deadlock. The error is a *DeadlockError, a *LeakError, a *PanicError, or the cause when the cell
// was interrupted. Runs can be at the same time, each with a clock of its own, but
// not one in another: that panics. A nil f panics.
func Run(f func()) (time.Duration, error) {
	if f == nil {
		panic("vtime: Run of a nil function")
	}
	t := framework()
	ctx := cell.Context()
	b := &bubble{f: f, dump: dump}
	var scope cell.Scope
	over := make(chan struct{})
	// t.Run would wait in its own goroutine anyway; the panic of synctest is one in
	// the goroutine of the test.
	t.Run("run", func(t *testing.T) {
		defer close(over)
		defer func() {
			if r := recover(); r != nil && b.err == nil {
				b.err = fmt.Errorf("vtime: %v", r)
			}
		}()
		synctest.Test(t, func(*testing.T) {
			scope = cell.Within()
			b.run(scope)
		})
	})
	<-over
	if scope != nil {
		scope.Close()
	}
	if ctx.Err() != nil {
		return b.elapsed, context.Cause(ctx)
	}
	return b.elapsed, b.err
}

// bubble is a run as its goroutines see it: supervised by one of them.
type bubble struct {
	f       func()
	dump    func() []Waiting // the goroutines of this bubble but the caller's
	elapsed time.Duration
	err     error
}

// run is the supervisor: it starts f and waits for its end or that of time.
func (b *bubble) run(scope cell.Scope) {
	start := time.Now()
	ended := make(chan struct{})
	var panicked *PanicError
	scope.Go(func() {
		defer close(ended)
		defer func() {
			if r := recover(); r != nil {
				panicked = &PanicError{cell.Recovered(r)}
			}
		}()
		b.f()
	})
	limit := time.NewTimer(horizon)
	defer limit.Stop()
	select {
	case <-ended:
		b.elapsed = time.Since(start)
		switch {
		case panicked != nil:
			b.err = panicked
		default:
			b.err = b.leaks()
		}
	case <-limit.C:
		b.err = &DeadlockError{Waiting: b.dump()}
	}
	scope.Release()
	b.settle()
}

// leaks waits until the goroutines that f left have ended, and says which do not.
func (b *bubble) leaks() error {
	for pause := time.Duration(0); pause < patience; pause = max(time.Millisecond, 2*pause) {
		time.Sleep(pause)
		synctest.Wait()
		if len(b.dump()) == 0 {
			return nil
		}
	}
	return &LeakError{b.dump()}
}

// settle gives released goroutines the time that their deferred calls may take.
func (b *bubble) settle() {
	for range 5 {
		synctest.Wait()
		if len(b.dump()) == 0 {
			return
		}
		time.Sleep(time.Second)
	}
}

// sorted puts those at known places first.
func sorted(ws []Waiting) []Waiting {
	slices.SortStableFunc(ws, func(a, b Waiting) int { return cmp.Compare(a.Place, b.Place) })
	return ws
}
