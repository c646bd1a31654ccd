package workers

import (
	"context"
	"fmt"
	"sync/atomic"

	"interleave/runtime/cell"
	"interleave/runtime/internal/event"
	"interleave/runtime/internal/words"
)

// Share is what one worker has to do. Only its worker uses it.
type Share struct {
	at, end int
	stopped *uint32 // the job's; so Next can be inlined
	job     *Job
	worker  int
	chunks  int      // taken so far
	begun   int      // the elements of the chunk before it are counted
	done    int      // finished elements that the job was not told of
	over    bool     // nothing is left
	told    func()   // ends the chunk for who records; nil when nobody does
	_       [48]byte // keeps what workers write apart
}

// Next is the next index, or -1 when there is none.
func (s *Share) Next() int {
	if s.at++; s.at < s.end && atomic.LoadUint32(s.stopped) == 0 {
		return s.at
	}
	return s.more()
}

// Chunk begins the next chunk, or goes on with one after an element that
// panicked, and is the first index that Inside will give; -1 when there is none.
func (s *Share) Chunk() int {
	if s.at+1 < s.end && !s.job.isStopped() {
		return s.at + 1
	}
	lo := s.more()
	if lo >= 0 {
		s.at--
	}
	return lo
}

// Inside is the next index of the chunk, or -1 when there is none.
func (s *Share) Inside() int {
	if s.at++; s.at < s.end && atomic.LoadUint32(s.stopped) == 0 {
		return s.at
	}
	return s.leave()
}

func (s *Share) leave() int {
	s.finish(min(s.at, s.end))
	s.tell()
	return -1
}

// Worker is the number of the worker, from 0.
func (s *Share) Worker() int { return s.worker }

// Slot is the next number, from 0, of those that all workers share.
func (s *Share) Slot() int { return int(s.job.slots.Add(1)) - 1 }

// more finishes a chunk and takes another one.
func (s *Share) more() int {
	s.finish(min(s.at, s.end))
	s.tell()
	if !s.job.isStopped() && s.job.outer.Err() == nil { // stop comes a little later
		if lo, hi := s.job.take(s.worker, s.chunks); lo < hi {
			s.chunks++
			s.begun, s.at, s.end = lo, lo, hi
			if event.On() {
				s.told = event.Work(fmt.Sprint("worker ", s.worker), words.F("%d to %d", lo, hi-1))
			}
			return lo
		}
	}
	s.over = true
	s.begun, s.at, s.end = 0, -1, 0
	return -1
}

// tell tells who records of the chunk that is over.
func (s *Share) tell() {
	if s.told != nil {
		s.told()
		s.told = nil
	}
}

// finish counts the elements of the chunk before upTo.
func (s *Share) finish(upTo int) {
	if upTo > s.begun {
		s.done += upTo - s.begun
		s.begun = upTo
		if s.job.Progress != nil {
			s.job.tellProgress(s.done)
			s.done = 0
		}
	}
}

// Fail reports the error of the element that is being done.
func (s *Share) Fail(err error) { s.job.fail(&TaskError{Index: s.at, Worker: s.worker, Err: err}) }

// Succeed ends the run: it needs no more than this element. It is true for the
// first who calls it.
func (s *Share) Succeed() bool {
	s.job.mu.Lock()
	first := !s.job.won
	s.job.won = true
	s.job.mu.Unlock()
	s.job.stop()
	return first
}

// Context is for functions that want one: it is done when the run is stopped.
func (s *Share) Context() context.Context { return s.job.context() }

// all is one worker: it calls body until there is nothing left to do.
func (r *Job) all(body func(*Share)) {
	s := &Share{job: r, stopped: &r.stopped, worker: int(r.begun.Add(1)) - 1, at: -1}
	defer func() {
		s.tell() // also when the goroutine is ended
		r.done.Add(int64(s.done))
	}()
	for !s.over {
		s.call(body)
	}
}

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
			if s.job.cell.Err() == nil {
				s.Fail(ErrGoexit)
			}
			return
		}
		p := cell.Recovered(r)
		s.Fail(&PanicError{Value: p.Value, Stack: p.Stack})
	}()
	body(s)
	ended, s.over = true, true
}
