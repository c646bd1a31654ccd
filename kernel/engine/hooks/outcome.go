package hooks

import "fmt"

// End says how a goroutine of a cell ended.
type End int

// The ways to end.
const (
	Finished    End = iota
	Panicked        // Outcome.Panic says with what and where
	Interrupted     // by Cell.Stop
	Goexited        // by runtime.Goexit in the code
	Overflowed      // out of stack; Outcome.Panic says where
	Exited          // by Exit; Outcome.Status is the code
)

func (e End) String() string {
	return [...]string{"finished", "panicked", "interrupted", "goexited", "overflowed", "exited"}[e]
}

// Outcome is how a cell ended.
type Outcome struct {
	End    End
	Panic  *Panic // Panicked and Overflowed
	Status int    // Exited
}

// Panic is a panic of interpreted code.
type Panic struct {
	// Value is what was given to panic, or a runtime.Error with the words of
	// the Go runtime.
	Value any
	// Stack is where it happened, innermost first. Native frames are left out.
	Stack []Position
	// Cell is the one that the goroutine belongs to; nil: none.
	Cell *Cell
	// Goroutine is true when it ended a goroutine that the cell started, false
	// when it ended the cell itself.
	Goroutine bool
	// Overflow is true when the goroutine ran out of stack.
	Overflow bool
	// Native is the Go stack, for reports of faults in the interpreter.
	Native []byte
}

// Position is a place in a cell's text.
type Position struct {
	Cell int64  // as Source.Position said
	Func string // "f", "T.m", "(*T).m", "f.func1"; "init" for the statements of a cell
	Line int    // as Source.Position said; 0 when unknown
	Col  int
}

func (p Position) String() string {
	return fmt.Sprintf("%s (%d:%d:%d)", p.Func, p.Cell, p.Line, p.Col)
}

// BrokenError says that the interpreter itself panicked while it compiled.
type BrokenError struct {
	Value any
	Stack []byte
}

func (e *BrokenError) Error() string {
	return fmt.Sprintf("interpreter error: yaegi panicked while it compiled: %v", e.Value)
}

// FullError says that there is no room for more package-level variables.
type FullError struct{ Slots int }

func (e *FullError) Error() string {
	return fmt.Sprintf("interpreter error: all %d places for variables of cells are taken, by what was declared so far and declared anew; restart the kernel to go on", e.Slots)
}
