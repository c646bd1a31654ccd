package cell

// Scope is a part of a cell that lives in a bubble of testing/synctest and has a
// clock of its own: what its goroutines wait for has to be made in the bubble, and
// so has what an interrupt wakes them with. Libraries that run code of a cell in
// such a bubble make one there, see package vtime.
type Scope interface {
	// Go runs f in a goroutine of the scope; those that f starts belong to it too.
	Go(f func())
	// Release ends all goroutines of the scope, wherever they wait. It is called in
	// the bubble.
	Release()
	// Close is called when they have ended, outside the bubble.
	Close()
}

// Waiting is a goroutine of a cell, as it was when it was looked at.
type Waiting struct {
	Goroutine int64
	State     string // the runtime's word: "chan receive", "select", "sleep", "running"
	Call      string // the compiled function that it has called, "" if none
	Place     Place
}

// scoper is a Host that knows scopes.
type scoper interface {
	Within() Scope
	Goroutines() []Waiting
}

// Within makes a scope of the calling cell, in the bubble that calls it. It is
// halted when the cell is interrupted: what runs ends. In a compiled program a
// scope is the go statement, and goroutines are not ended.
func Within() Scope {
	if h, ok := current().(scoper); ok {
		if s := h.Within(); s != nil {
			return s
		}
	}
	return programScope{}
}

// Goroutines are those that run or wait in code of cells, of all cells; none in a
// compiled program.
func Goroutines() []Waiting {
	if h, ok := current().(scoper); ok {
		return h.Goroutines()
	}
	return nil
}

type programScope struct{}

func (programScope) Go(f func()) { go f() }
func (programScope) Release()    {}
func (programScope) Close()      {}
