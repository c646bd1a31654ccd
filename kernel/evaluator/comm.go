package evaluator

import (
	"context"
	"fmt"
)

// Comm hands a comm message of the frontend to the evaluator. It returns when
// the engine has handled it and the Handler has got everything that was said
// meanwhile. Messages are handled in the order of the calls, also while a cell
// runs. Cancelling ctx interrupts the handling and returns at once; when the
// evaluator is replaced, the error says so.
func (s *Supervisor) Comm(ctx context.Context, c CommMessage) error {
	if err := s.comm(ctx, c); err != nil {
		return fmt.Errorf("handing %s to the evaluator: %w", c.Type, err)
	}
	return nil
}

func (s *Supervisor) comm(ctx context.Context, c CommMessage) error {
	p, err := s.acquire(ctx)
	if err != nil {
		return err
	}
	id, answer := p.calls.open()
	defer p.calls.drop(id)
	m, err := packComm(id, c)
	if err != nil {
		return err
	}
	if err := p.send(ctx, m); err != nil {
		return err
	}
	select {
	case <-answer:
		return nil
	case <-p.ended:
		return errDead
	case <-ctx.Done():
		p.cancelCall(id)
		return ctx.Err()
	}
}
