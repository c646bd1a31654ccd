package workers

import (
	"context"

	"interleave/runtime/cell"
)

// Share is what one worker has to do. Only its worker uses it.
type Share struct {
	at, end int
	run     *run
	worker  int
	chunks  int  // taken so far
	begun   int  // where the chunk begins
	over    bool // nothing is left
}

// Next is the next index, or -1 when there is none.
func (s *Share) Next() int {
	s.at++
	if s.at < s.end && !s.run.stopped.Load() {
		return s.at
	}
	return s.more()
}

// Worker is the number of the worker, from 0.
func (s *Share) Worker() int { return s.worker }

// more finishes a chunk and takes another one.
func (s *Share) more() int {
	s.finish(s.at)
	if !s.run.stopped.Load() {
		if lo, hi := s.run.take(s.worker, s.chunks); lo < hi {
			s.chunks++
			s.begun, s.at, s.end = lo, lo, hi
			return lo
		}
	}
	s.over = true
	s.begun, s.at, s.end = 0, -1, 0
	return -1
}

// finish counts the elements of the chunk before upTo.
func (s *Share) finish(upTo int) {
	if upTo > s.begun {
		s.run.finished(upTo - s.begun)
		s.begun = upTo
	}
}

// Fail reports the error of the element that Next gave last.
func (s *Share) Fail(err error) { s.run.fail(&TaskError{Index: s.at, Worker: s.worker, Err: err}) }

// Context is for functions that want one: it is done when the run is stopped.
func (s *Share) Context() context.Context { return s.run.context() }

// call calls body and makes an error of its panic.
func (s *Share) call(body func(*Share)) {
	ended := false
	defer func() {
		if ended {
			return
		}
		r := recover()
		if r == nil { // the goroutine ends
			s.over = true
			if cell.Context().Err() == nil {
				s.Fail(ErrGoexit)
			}
			return
		}
		p := cell.Recovered(r)
		if s.at < 0 {
			panic(r) // not in an element: a fault of the helper
		}
		s.Fail(&PanicError{Value: p.Value, Stack: p.Stack})
	}()
	body(s)
	ended = true
	s.over = true
}

func (r *run) fail(e *TaskError) {
	r.mu.Lock()
	r.errs = append(r.errs, e)
	r.mu.Unlock()
	if !r.options.All {
		r.stop(e)
	}
}

func (r *run) context() context.Context {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ctx == nil {
		parent := r.options.Context
		if parent == nil {
			parent = cell.Context()
		}
		r.ctx, r.cancel = context.WithCancelCause(parent)
		if r.stopped.Load() {
			r.cancel(context.Canceled)
		}
	}
	return r.ctx
}
