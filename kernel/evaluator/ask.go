package evaluator

import (
	"context"
	"time"
)

const (
	// startPatience is how long introspection waits for an evaluator that is
	// starting: an empty list of completions is better than a late one.
	startPatience = 500 * time.Millisecond
	// askPatience is how long it waits for the answer.
	askPatience = 5 * time.Second
)

// Complete answers empty when the evaluator can't be asked within 500 ms.
func (s *Supervisor) Complete(ctx context.Context, code string, cursor int) Completion {
	c := Completion{Start: cursor, End: cursor}
	s.ask(ctx, kindComplete, question{Code: code, Cursor: cursor}, &c)
	return c
}

// Inspect answers empty when the evaluator can't be asked within 500 ms.
func (s *Supervisor) Inspect(ctx context.Context, code string, cursor, detail int) Inspection {
	var i Inspection
	s.ask(ctx, kindInspect, question{Code: code, Cursor: cursor, Detail: detail}, &i)
	return i
}

// IsComplete answers "unknown" when the evaluator can't be asked within 500 ms.
func (s *Supervisor) IsComplete(ctx context.Context, code string) Completeness {
	c := Completeness{Status: "unknown"}
	s.ask(ctx, kindIsComplete, question{Code: code}, &c)
	return c
}

// ask decodes the evaluator's answer into v, or leaves v alone.
func (s *Supervisor) ask(ctx context.Context, k kind, q question, v any) {
	ctx, cancel := context.WithTimeout(ctx, startPatience+askPatience)
	defer cancel()
	starting, cancelStarting := context.WithTimeout(ctx, startPatience)
	defer cancelStarting()
	p, err := s.acquire(starting)
	if err != nil {
		return
	}
	id, answer := p.calls.open()
	defer p.calls.drop(id)
	m, err := packMessage(k, id, q, nil)
	if err != nil || p.send(ctx, m) != nil {
		return
	}
	select {
	case m := <-answer:
		_ = unpackHead(m, v) // a null or bad answer leaves v as it is
	case <-p.gone:
	case <-ctx.Done():
		p.cancelCall(id)
	}
}
