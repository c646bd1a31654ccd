package evaluator

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	// replayPatience is how long an interrupt waits for a replay under way.
	replayPatience = 10 * time.Second
	replayPoll     = 20 * time.Millisecond
)

// Execute runs one cell and returns how it ended. Cancelling ctx interrupts it:
// the cell is asked to stop and, after Options.InterruptGrace, its evaluator is
// replaced, which the Result says. Calls run one after another.
func (s *Supervisor) Execute(ctx context.Context, cell Cell) Result {
	s.executing.Lock()
	defer s.executing.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.setCancel(cancel)
	defer s.setCancel(nil)
	for {
		p, err := s.acquire(ctx)
		switch {
		case err != nil && ctx.Err() != nil:
			return interruptedBefore()
		case errors.Is(err, ErrClosed):
			return shutDown()
		case err != nil:
			return internalError(err.Error())
		}
		r, ran := s.run(ctx, p, cell)
		if ran {
			return r
		}
	}
}

func (s *Supervisor) setCancel(cancel context.CancelFunc) {
	s.mu.Lock()
	s.cancel = cancel
	s.mu.Unlock()
}

// Interrupt interrupts the running cell as cancelling the context of Execute
// does. Without a running cell it does nothing.
func (s *Supervisor) Interrupt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancel != nil {
		s.cancel()
	}
}

// run has p run the cell. ran is false when p had ended before it could begin.
func (s *Supervisor) run(ctx context.Context, p *process, cell Cell) (r Result, ran bool) {
	id, answer := p.calls.open()
	defer p.calls.drop(id)
	m, err := packMessage(kindExecute, id, cell, nil)
	if err != nil {
		return internalError(err.Error()), true
	}
	began := time.Now()
	s.begin(p, &running{id, cell})
	if err := p.send(ctx, m); err != nil && ctx.Err() != nil {
		p.running.Store(nil)
		return interruptedBefore(), true
	}
	select {
	case m := <-answer:
		return s.finish(p, cell, m), true
	case <-p.ended:
	case <-ctx.Done():
		if m, ok := s.interrupt(p, id, began, answer); ok {
			return s.finish(p, cell, m), true
		}
	}
	<-p.ended
	if s.isClosed() {
		return shutDown(), true
	}
	select {
	case m := <-answer: // the cell had ended before the process did
		if !p.crash.Asked {
			return s.finish(p, cell, m), true
		}
	default:
	}
	if p.crash.Cell == 0 && !p.crash.Asked {
		return Result{}, false
	}
	return p.crash.result(), true
}

func (s *Supervisor) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// begin notes that p is to run a cell.
func (s *Supervisor) begin(p *process, r *running) {
	p.running.Store(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	if p != s.atWork {
		return // it has just ended
	}
	s.failures, s.spareFailures = 0, 0
	if len(s.ran) == 0 || s.ran[len(s.ran)-1] != r.cell.Number {
		s.ran = append(s.ran, r.cell.Number)
	}
}

// finish decodes the result and keeps the cell for replays.
func (s *Supervisor) finish(p *process, cell Cell, m message) Result {
	r, err := unpackResult(m)
	if err != nil {
		return internalError(err.Error())
	}
	if r.Declared {
		s.declare(p, cell)
	}
	return r
}

// declare keeps a cell that p has checked for replays.
func (s *Supervisor) declare(p *process, cell Cell) {
	cell.Expressions = nil
	s.mu.Lock()
	defer s.mu.Unlock()
	last := len(s.declared) - 1
	if last >= 0 && s.declared[last].Code == cell.Code {
		s.declared[last] = cell // run again and again: once is enough
	} else {
		s.declared = append(s.declared, cell)
	}
	if p != s.atWork && s.atWork != nil { // it ended just after the cell
		s.atWork.replay([]Cell{cell})
	}
}

// interrupt asks the cell to stop, and kills the process when it does not. It
// returns the answer of a cell that did.
func (s *Supervisor) interrupt(p *process, id uint32, began time.Time, answer <-chan message) (message, bool) {
	p.cancelCall(id)
	signalChildren(p.pid, began, interruptSignal)
	if p.replaying.Load() != 0 {
		// The cell has not begun: the process declares again what earlier ones
		// declared. Killing it would cost the declarations and stop nothing.
		if m, ok, over := awaitAnswer(p, answer, replayPatience, func() bool { return p.replaying.Load() == 0 }); over {
			return m, ok
		}
	}
	half := s.options.InterruptGrace / 2
	if m, ok, over := awaitAnswer(p, answer, half, nil); over {
		return m, ok
	}
	// A process of the cell that ignores SIGINT costs less than the evaluator.
	killChildren(p.pid, began)
	if m, ok, over := awaitAnswer(p, answer, s.options.InterruptGrace-half, nil); over {
		return m, ok
	}
	p.askedFor.Store(true)
	p.endFor(fmt.Sprintf("the cell did not stop within %v of the interrupt", s.options.InterruptGrace))
	p.kill()
	return message{}, false
}

// awaitAnswer waits for the answer of a cell. over is false when the wait ended
// otherwise than with the answer or the process: after limit, or when enough,
// unless nil, said so.
func awaitAnswer(p *process, answer <-chan message, limit time.Duration, enough func() bool) (m message, ok, over bool) {
	timeout := time.NewTimer(limit)
	defer timeout.Stop()
	poll := time.NewTicker(replayPoll)
	defer poll.Stop()
	for {
		select {
		case m := <-answer:
			return m, true, true
		case <-p.ended:
			return message{}, false, true
		case <-timeout.C:
			return message{}, false, false
		case <-poll.C:
			if enough != nil && enough() {
				return message{}, false, false
			}
		}
	}
}

// interruptedBefore is the Result of a cell that never began.
func interruptedBefore() Result {
	const value = "interrupted before the cell began"
	return Result{Error: &CellError{Name: ErrorInterrupted, Value: value, Traceback: []string{ErrorInterrupted + ": " + value}}}
}

func shutDown() Result {
	const value = "the kernel is shutting down"
	return Result{Error: &CellError{Name: ErrorInterrupted, Value: value, Traceback: []string{ErrorInterrupted + ": " + value}}}
}
