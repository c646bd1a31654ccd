package kernel

import (
	"fmt"
	"io"
	"sync"
	"time"

	"interleave/kernel/wire"
)

// logger writes the lines of Options.Log. It is safe for concurrent use; a
// nil *logger writes nothing.
type logger struct {
	trace bool
	start time.Time

	mu sync.Mutex // guards w
	w  io.Writer
}

func newLogger(w io.Writer, trace bool) *logger {
	if w == nil {
		return nil
	}
	return &logger{w: w, trace: trace, start: time.Now()}
}

// printf writes one line.
func (l *logger) printf(format string, args ...any) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(l.w, "interleave: "+format+"\n", args...)
}

// message writes the trace line of one message; arrow is "<-" for a message
// that came in and "->" for one that goes out.
func (l *logger) message(arrow, channel string, m *wire.Message, note string) {
	if l == nil || !l.trace {
		return
	}
	parent := m.ParentHeader()
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(l.w, "%9.1f ms %s %-7s %-20s id=%s parent=%s/%s %s\n",
		float64(time.Since(l.start).Microseconds())/1000, arrow, channel, m.Header.MsgType,
		m.Header.MsgID, parent.MsgType, parent.MsgID, note)
}
