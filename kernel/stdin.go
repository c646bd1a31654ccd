package kernel

import (
	"cmp"
	"context"
	"io"
	"sync"
	"time"

	"interleave/kernel/evaluator"
	"interleave/kernel/wire"
)

// endOfFile as the value of an input_reply is what a terminal sends for
// Ctrl-D.
const endOfFile = "\x04"

// stdin asks the person at the front end for lines. Only the cell that runs
// may ask, only if its execute_request allows it, and one question is open at
// a time. An answer that nobody waits for is dropped, so that an answer to an
// interrupted question never answers the next one.
//
// Its fields are used by the executor of shell (begin, end), by the
// goroutines that the supervisor starts for questions (ask), and by the reader
// of the stdin socket (answer).
type stdin struct {
	turn chan struct{} // capacity 1: filled while a question is open

	mu   sync.Mutex // guards the fields below
	cell *askingCell
	open *question
}

// askingCell is the running cell.
type askingCell struct {
	id      evaluator.CellID
	parent  *wire.Message
	allowed bool
	over    chan struct{} // closed when the cell has ended
}

// question is an input_request that waits for its reply.
type question struct {
	cell   *askingCell
	id     string      // of the input_request
	answer chan string // capacity 1
}

func newStdin() *stdin {
	return &stdin{turn: make(chan struct{}, 1)}
}

// begin says which cell runs from now on.
func (s *stdin) begin(id evaluator.CellID, parent *wire.Message, allowed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cell = &askingCell{id: id, parent: parent, allowed: allowed, over: make(chan struct{})}
}

// end refuses what the cell or its goroutines still ask.
func (s *stdin) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.cell.over)
	s.cell = nil
}

// asker returns the running cell if it is the one named and may ask.
func (s *stdin) asker(id evaluator.CellID) *askingCell {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cell == nil || !s.cell.allowed || id != s.cell.id && id != evaluator.CellCurrent {
		return nil
	}
	return s.cell
}

// ask sends an input_request and waits for the answer, the end of ctx, or the
// end of the cell.
func (k *kernel) ask(ctx context.Context, id evaluator.CellID, prompt string, password bool) (string, error) {
	s := k.stdin
	cell := s.asker(id)
	if cell == nil {
		return "", evaluator.ErrInputRefused
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-cell.over:
		return "", evaluator.ErrInputRefused
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if !k.clientListens(ctx, cell) {
		return "", cmp.Or(ctx.Err(), evaluator.ErrInputRefused)
	}
	prompt = k.iopub.takePrompt(cell.parent, prompt)
	k.iopub.barrier(cell.parent) // what was printed before is seen before the question
	q, err := k.sendQuestion(cell, prompt, password)
	if err != nil {
		return "", err
	}
	defer s.setOpen(nil)
	select {
	case value := <-q.answer:
		if value == endOfFile {
			return "", io.EOF
		}
		return value, nil
	case <-cell.over:
		return "", evaluator.ErrInputRefused
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// A client connects its sockets one after another; its stdin may come a moment
// after its first cell.
const (
	stdinPatience = 2 * time.Second
	stdinPoll     = 10 * time.Millisecond
)

// clientListens reports whether the client that sent the cell has a stdin
// socket. A question to one that has none would never be answered.
func (k *kernel) clientListens(ctx context.Context, cell *askingCell) bool {
	for deadline := time.Now().Add(stdinPatience); time.Now().Before(deadline); {
		if k.server.Stdin.Connected(cell.parent) {
			return true
		}
		select {
		case <-time.After(stdinPoll):
		case <-ctx.Done():
			return false
		}
	}
	return false
}

// sendQuestion sends the input_request to the client that sent the cell. The
// question is open before it is sent: its answer may come at once.
func (k *kernel) sendQuestion(cell *askingCell, prompt string, password bool) (*question, error) {
	m, err := k.session.New("input_request", cell.parent, wire.InputRequest{Prompt: prompt, Password: password})
	if err != nil {
		return nil, err
	}
	q := &question{cell: cell, id: m.Header.MsgID, answer: make(chan string, 1)}
	k.stdin.setOpen(q)
	k.log.message("->", "stdin", m)
	if err := k.server.Stdin.Send(m); err != nil {
		k.stdin.setOpen(nil)
		return nil, err
	}
	return q, nil
}

func (s *stdin) setOpen(q *question) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = q
}

// answer gives a value to the open question and reports whether the message
// answers it: it comes from the client that was asked, and its parent, if it
// has one, is the question or the cell. (jupyter_client sends no parent,
// JupyterLab that of the question.)
func (s *stdin) answer(m *wire.Message, value string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.open
	if q == nil || !sameClient(m, q.cell.parent) {
		return false
	}
	switch m.ParentHeader().MsgID {
	case "", q.id, q.cell.parent.Header.MsgID:
	default:
		return false
	}
	s.open = nil
	q.answer <- value
	return true
}

// sameClient compares the first routing frames: the identity of the client,
// which is the same on all of its sockets.
func sameClient(a, b *wire.Message) bool {
	if len(a.Identities) == 0 || len(b.Identities) == 0 {
		return len(a.Identities) == len(b.Identities)
	}
	return string(a.Identities[0]) == string(b.Identities[0])
}

// readStdin is the reader of stdin. It ends when the socket is closed.
func (k *kernel) readStdin() {
	for m := range k.messages("stdin", k.server.Stdin) {
		var reply wire.InputReply
		switch err := m.Decode(&reply); {
		case m.Header.MsgType != "input_reply":
			k.log.printf("unexpected %s on stdin", m.Header.MsgType)
		case err != nil:
			k.log.printf("%v", err)
		case !k.stdin.answer(m, reply.Value):
			k.log.printf("dropped an input_reply that nobody waits for")
		}
	}
}
