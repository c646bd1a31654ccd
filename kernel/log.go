package kernel

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"strings"
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
func (l *logger) message(arrow, channel string, m *wire.Message) {
	if l == nil || !l.trace {
		return
	}
	parent := m.ParentHeader()
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(l.w, "%9.1f ms %s %-7s %-20s id=%s parent=%s/%s %s\n",
		float64(time.Since(l.start).Microseconds())/1000, arrow, channel, m.Header.MsgType,
		m.Header.MsgID, parent.MsgType, parent.MsgID, traceNote(m))
}

// traceNote tells what the type of a message does not say.
func traceNote(m *wire.Message) string {
	var content struct {
		State  string `json:"execution_state"`
		Status string `json:"status"`
		Name   string `json:"name"`
		Text   string `json:"text"`
	}
	if json.Unmarshal(m.Content, &content) != nil {
		return ""
	}
	if m.Header.MsgType == "stream" {
		return fmt.Sprintf("%s %d bytes", content.Name, len(content.Text))
	}
	return content.State + content.Status
}

// std is a logger of the standard library that writes to l.
func (l *logger) std() *log.Logger {
	if l == nil {
		return nil
	}
	return log.New(lineWriter{l}, "", 0)
}

// lineWriter writes what the standard logger gives it, one line at a time.
type lineWriter struct{ l *logger }

func (w lineWriter) Write(line []byte) (int, error) {
	w.l.printf("%s", strings.TrimSuffix(string(line), "\n"))
	return len(line), nil
}
