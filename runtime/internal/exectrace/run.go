package exectrace

import (
	"bytes"
	"context"
	"fmt"
	"runtime/trace"
)

// category marks the log events by which the traced piece of work is found.
const category = "interleave/timeline"

// Limit is how many bytes a trace may have: about ten million events.
const Limit = 128 << 20

// Run runs f under the tracer and reads what it recorded. It fails when the
// process is being traced already, before f runs, or, after f has run, when the
// trace is longer than Limit. A panic of f goes on when the tracer has stopped.
func Run(f func()) (*Trace, error) {
	out := &limited{}
	if err := trace.Start(out); err != nil {
		return nil, fmt.Errorf("the execution trace can't be started: %w", err)
	}
	func() {
		defer trace.Stop()
		ctx := context.Background()
		trace.Log(ctx, category, "begin")
		defer trace.Log(ctx, category, "end")
		f()
	}()
	if out.lost > 0 {
		return nil, fmt.Errorf("the execution trace is %d MB long, more than the %d MB that are kept; trace a shorter piece of work",
			(out.buf.Len()+out.lost)>>20, Limit>>20)
	}
	return read(&out.buf)
}

// limited keeps the first Limit bytes. Only the tracer's goroutine writes, and
// trace.Stop waits for it.
type limited struct {
	buf  bytes.Buffer
	lost int
}

func (w *limited) Write(p []byte) (int, error) {
	if w.buf.Len()+len(p) > Limit {
		w.lost += len(p)
		return len(p), nil
	}
	return w.buf.Write(p)
}
