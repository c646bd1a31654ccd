package lang

import "sync"

// Cell is the text of a cell and the n of its In[n].
type Cell struct {
	Number int
	Code   string
}

// Options configure a Session.
type Options struct {
	// Host is the import path of the package that lowered code calls;
	// "interleave/host" when empty.
	Host string
	// Preloaded maps names of packages that need no import to their paths, for
	// example "display" to "interleave/runtime/display". They are the
	// outermost scope: any name of the user wins.
	Preloaded map[string]string
	// Value renders the current value of the variable with that emitted name
	// for Inspect, in one short line; nil, or "" from it: no value is shown.
	Value func(emitted string) string
}

// Session is what the cells of one notebook declared so far.
type Session struct {
	mu   sync.Mutex
	opts Options
}

// NewSession returns an empty session.
func NewSession(o Options) *Session {
	return &Session{opts: o}
}
