package hooks

// Goroutine is one entry of a Dump.
type Goroutine struct {
	ID    int64
	Cell  int64  // 0: none
	State string // the runtime's word: running, runnable, select, chan receive, sleep, ...
	// Call is the native function that the innermost interpreted step called
	// and that has not returned, such as "time.Sleep"; empty when there is none.
	Call  string
	Stack []Position
}

// Stack is the interpreted call stack of the calling goroutine, innermost
// first, also while it panics.
func Stack() []Position { return nil }

// Dump lists the goroutines that run or wait in interpreted code. Positions of
// running ones may be a few steps newer than their state.
func Dump() []Goroutine { return nil }
