package hooks

// Goroutine is one entry of a Dump.
type Goroutine struct {
	ID    int64
	Cell  int64  // 0: not known
	State string // the runtime's word: running, runnable, select, chan receive, sleep, ...
	// Call is the native function that the innermost interpreted step called
	// and that has not returned, such as "time.Sleep"; empty when there is none.
	Call  string
	Stack []Position
}
