package cell

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

// Panic is a panic that a library recovered from a function of the student's.
type Panic struct {
	// Value is what was given to panic, or the runtime's error.
	Value any
	// Stack is where it happened and the calls that led there, innermost first:
	// "In[3]:4:7 in square" in a notebook, where only cells are listed,
	// "main.go:12 in main.square" in a compiled program. It is empty when the
	// place is not known.
	Stack []string
}

// Place is where it happened, "In[3]:4:7" or "main.go:12"; "" when that is not
// known.
func (p Panic) Place() string {
	if len(p.Stack) == 0 {
		return ""
	}
	place, _, _ := strings.Cut(p.Stack[0], " in ")
	return place
}

// Recovered describes the panic that recover returned v for. The deferred
// function that called recover must call it before it returns, since the frames
// that panicked are still there then.
//
// A library uses it to turn a panic in a function that it calls in a goroutine of
// its own into an error for the goroutine that waits. A cell that is interrupted
// does not panic: its goroutines end as by runtime.Goexit.
func Recovered(v any) Panic { return current().Recovered(v) }

// Recovered finds the frames below runtime.gopanic, up to where the goroutine
// began.
func (program) Recovered(v any) Panic {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	p := Panic{Value: v}
	below := false
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			below = true // the first is the panic that was recovered
		case below && f.Function != "" && !strings.HasPrefix(f.Function, "runtime."):
			p.Stack = append(p.Stack, fmt.Sprintf("%s:%d in %s", filepath.Base(f.File), f.Line, f.Function))
		}
		if !more {
			return p
		}
	}
}
