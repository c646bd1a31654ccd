package engine

import (
	"context"
	"flag"
	"fmt"
	"io"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"interleave/kernel/evaluator"
)

// patience is how long a test waits for what should come any moment.
var patience = flag.Duration("patience", 20*time.Second, "how long to wait for late output")

// record is the Output of a test: it keeps what cells say and answers their
// questions.
type record struct {
	mu       sync.Mutex // guards the rest
	streams  map[evaluator.CellID]map[string]*strings.Builder
	displays map[evaluator.CellID][]evaluator.Display
	cleared  map[evaluator.CellID]int
	comms    []evaluator.CommMessage
	prompts  map[evaluator.CellID][]string
	answers  map[evaluator.CellID][]string
	changed  chan struct{} // closed and replaced at every change
	quiet    bool          // keep nothing; for benchmarks
}

func newRecord() *record {
	return &record{
		streams:  map[evaluator.CellID]map[string]*strings.Builder{},
		displays: map[evaluator.CellID][]evaluator.Display{},
		cleared:  map[evaluator.CellID]int{},
		prompts:  map[evaluator.CellID][]string{},
		answers:  map[evaluator.CellID][]string{},
		changed:  make(chan struct{}),
	}
}

func (r *record) note() {
	close(r.changed)
	r.changed = make(chan struct{})
}

func (r *record) Stream(cell evaluator.CellID, name string, text []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.quiet {
		return
	}
	if r.streams[cell] == nil {
		r.streams[cell] = map[string]*strings.Builder{}
	}
	if r.streams[cell][name] == nil {
		r.streams[cell][name] = &strings.Builder{}
	}
	r.streams[cell][name].Write(text)
	r.note()
}

func (r *record) Display(cell evaluator.CellID, d evaluator.Display) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.displays[cell] = append(r.displays[cell], d)
	r.note()
}

func (r *record) ClearOutput(cell evaluator.CellID, wait bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cleared[cell]++
	r.note()
}

func (r *record) Comm(m evaluator.CommMessage) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.comms = append(r.comms, m)
	r.note()
}

// Input answers with the prepared lines, then waits for an interrupt. The
// line "^D" is the end of input.
func (r *record) Input(ctx context.Context, cell evaluator.CellID, prompt string, password bool) (string, error) {
	r.mu.Lock()
	if password {
		prompt += "(password)"
	}
	r.prompts[cell] = append(r.prompts[cell], prompt)
	left := r.answers[cell]
	if len(left) > 0 {
		r.answers[cell] = left[1:]
	}
	r.note()
	r.mu.Unlock()
	switch {
	case len(left) == 0:
		<-ctx.Done()
		return "", ctx.Err()
	case left[0] == "^D":
		return "", io.EOF
	}
	return left[0], nil
}

// asked is how often a cell has asked so far.
func (r *record) asked(cell evaluator.CellID) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.prompts[cell])
}

// stream is what a cell has written so far.
func (r *record) stream(cell evaluator.CellID, name string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if b := r.streams[cell][name]; b != nil {
		return b.String()
	}
	return ""
}

// wait waits until ok reports true, which it may after any change.
func (r *record) wait(ok func() bool) bool {
	deadline := time.After(*patience)
	for {
		r.mu.Lock()
		changed := r.changed
		r.mu.Unlock()
		if ok() {
			return true
		}
		select {
		case <-changed:
		case <-deadline:
			return ok()
		}
	}
}

// describe is a display as a test states it: one line per part, sorted.
func describe(d evaluator.Display) string {
	var lines []string
	for mime, part := range d.Data {
		switch v := part.(type) {
		case []byte:
			lines = append(lines, fmt.Sprintf("%s: %d bytes\n", mime, len(v)))
		case string:
			lines = append(lines, fmt.Sprintf("%s: %s\n", mime, strings.TrimSuffix(v, "\n")))
		default:
			lines = append(lines, fmt.Sprintf("%s: %v\n", mime, v))
		}
	}
	sort.Strings(lines)
	head := ""
	if d.ID != "" {
		head = fmt.Sprintf("id: %s update: %v\n", d.ID, d.Update)
	}
	return head + strings.Join(lines, "")
}

// newEngine is an engine for one test.
func newEngine(t testing.TB, o Options) (*Engine, *record) {
	t.Helper()
	out := newRecord()
	e, err := New(out, o)
	if err != nil {
		t.Fatalf("making an engine: %v", err)
	}
	t.Cleanup(func() { e.Close() })
	return e.(*Engine), out
}

// session numbers the cells that a test runs.
type session struct {
	t    testing.TB
	e    *Engine
	out  *record
	next int
}

func newSession(t testing.TB) *session {
	e, out := newEngine(t, Options{})
	return &session{t: t, e: e, out: out}
}

// run runs a cell that may fail.
func (s *session) run(code string) evaluator.Result {
	s.next++
	return s.e.Execute(context.Background(), evaluator.Cell{ID: evaluator.CellID(s.next), Number: s.next, Code: code})
}

// must runs a cell that may not.
func (s *session) must(code string) evaluator.Result {
	s.t.Helper()
	r := s.run(code)
	if r.Error != nil {
		s.t.Fatalf("cell %d failed: %s: %s\n%s", s.next, r.Error.Name, r.Error.Value, strip(strings.Join(r.Error.Traceback, "\n")))
	}
	return r
}

// text is the text/plain of a result.
func text(r evaluator.Result) string {
	if r.Value == nil {
		return ""
	}
	s, _ := r.Value.Data["text/plain"].(string)
	return s
}
