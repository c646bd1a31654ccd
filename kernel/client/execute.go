package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"interleave/kernel/wire"
)

// Request is a cell to execute.
type Request struct {
	Code   string
	Silent bool
	// NoHistory keeps it out of the history.
	NoHistory bool
	// GoOn lets the kernel execute what is queued after an error.
	GoOn        bool
	Expressions map[string]string

	// Output gets every message on iopub that belongs to the cell, except
	// status, in order, also after the cell has ended. It is called by the
	// reader of iopub, which waits for it.
	Output func(msgType string, content json.RawMessage)
	// Input answers when the cell asks; io.EOF stands for Ctrl-D. ctx ends with
	// the cell. Nil: the cell may not ask.
	Input func(ctx context.Context, prompt string, password bool) (string, error)
}

// Reply is how the execution of a cell ended.
type Reply struct {
	Status      string                     `json:"status"` // ok, error, aborted
	Count       int                        `json:"execution_count"`
	Ename       string                     `json:"ename"`
	Evalue      string                     `json:"evalue"`
	Traceback   []string                   `json:"traceback"`
	Payload     []map[string]any           `json:"payload"`
	Expressions map[string]json.RawMessage `json:"user_expressions"`
}

// Execute executes a cell and returns when it has ended and all that it said until then has reached Output. An
// error of the cell is a Reply; the error result says that the kernel failed or ctx ended. When ctx ends the kernel is
// interrupted, the reply is awaited for stopLimit, and the error is the cause
// of ctx's end, joined with ErrStuck if the cell didn't stop.
func (k *Kernel) Execute(ctx context.Context, r Request) (Reply, error) {
	p, l := k.current()
	if p != nil && p.ended() {
		return Reply{}, p.explain(ErrDied)
	}
	id, x, err := l.send(l.client.Shell, "execute_request", r.content(), r)
	if err != nil {
		return Reply{}, err
	}
	defer close(x.over)
	if r.Output == nil {
		defer l.forget(id)
	}
	m, ended := x.wait(l, ctx.Done())
	if !ended {
		return k.stopped(ctx, l, x)
	}
	if m == nil {
		if p != nil {
			return Reply{}, p.explain(ErrDied)
		}
		return Reply{}, ErrDied
	}
	return decodeExecuteReply(m.Content)
}

// stopped interrupts an execution whose context has ended.
func (k *Kernel) stopped(ctx context.Context, l *link, x *exchange) (Reply, error) {
	cause := context.Cause(ctx)
	limit, cancel := context.WithTimeout(context.Background(), stopLimit)
	defer cancel()
	var m *wire.Message
	ended := false
	for !ended && limit.Err() == nil {
		if err := k.Interrupt(limit); err != nil {
			return Reply{}, errors.Join(cause, fmt.Errorf("interrupt: %w", err))
		}
		try, stop := context.WithTimeout(limit, interruptAgain)
		m, ended = x.wait(l, try.Done())
		stop()
	}
	switch {
	case !ended:
		return Reply{}, errors.Join(cause, fmt.Errorf("%w within %v", ErrStuck, stopLimit))
	case m == nil:
		return Reply{}, errors.Join(cause, ErrDied)
	}
	reply, err := decodeExecuteReply(m.Content)
	return reply, errors.Join(cause, err)
}

func (r *Request) content() map[string]any {
	expressions := r.Expressions
	if expressions == nil {
		expressions = map[string]string{}
	}
	return map[string]any{
		"code":             r.Code,
		"silent":           r.Silent,
		"store_history":    !r.NoHistory && !r.Silent,
		"user_expressions": expressions,
		"allow_stdin":      r.Input != nil,
		"stop_on_error":    !r.GoOn,
	}
}

func decodeExecuteReply(content []byte) (Reply, error) {
	var r Reply
	if err := json.Unmarshal(content, &r); err != nil {
		return r, fmt.Errorf("execute_reply: %w", err)
	}
	return r, nil
}
