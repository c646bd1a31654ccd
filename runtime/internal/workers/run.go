package workers

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"interleave/runtime/cell"
)

// Grace is how long a helper waits for its goroutines after the cell was
// interrupted.
const Grace = 200 * time.Millisecond

// Run has body called by several goroutines, the workers, each with a Share of
// its own, until all of n indexes were given out. body goes through its share:
//
//	for i := s.Next(); i >= 0; i = s.Next() {
//		// do i
//	}
//
// A panic in body becomes the error of the index that it was at, and body is
// called again if there is more to do. Run returns when all workers have ended:
// nil, the errors of tasks as *TaskError, or the cause of the end of the context.
func Run(n int, body func(*Share), options ...Option) error {
	o := newOptions(options)
	return RunWith(n, body, &o)
}

// RunWith is Run with options that are complete.
func RunWith(n int, body func(*Share), o *Options) error {
	interrupted := cell.Context()
	parent := o.Context
	if parent == nil {
		parent = interrupted
	}
	if err := context.Cause(parent); err != nil {
		return err
	}
	if n == 0 {
		return nil
	}
	r := &run{n: n, workers: min(o.Workers, n), options: o}
	r.divide()
	stopWatching := r.watch(parent, interrupted)
	defer stopWatching()
	r.running.Add(r.workers)
	for w := range r.workers {
		r.start(w, body)
	}
	if !r.wait(interrupted) {
		return context.Cause(interrupted)
	}
	if err := joined(r.errs, o.All); err != nil {
		return err
	}
	if int(r.done.Load()) < n {
		return context.Cause(parent)
	}
	return nil
}

// run is one call of Run. The caller makes it; workers take chunks by divide's
// means and report errors under mu.
type run struct {
	n       int
	workers int
	options *Options
	size    int // of a chunk

	next    atomic.Int64 // Dynamic: the next index to give out
	done    atomic.Int64 // finished elements
	stopped atomic.Bool

	ctx    context.Context // of functions that want one, nil until one asks
	cancel context.CancelCauseFunc

	running sync.WaitGroup

	mu       sync.Mutex // guards what follows
	given    int        // Guided: how many were given out
	reported int        // to Progress
	errs     []*TaskError
}

// watch stops the run when its context is done, or the cell interrupted.
func (r *run) watch(parent, interrupted context.Context) (stop func()) {
	stops := []func() bool{}
	for _, ctx := range []context.Context{parent, interrupted} {
		if ctx.Done() != nil {
			stops = append(stops, context.AfterFunc(ctx, func() { r.stop(context.Cause(ctx)) }))
		}
	}
	return func() {
		for _, s := range stops {
			s()
		}
	}
}

// stop lets workers end after the element that they are at.
func (r *run) stop(cause error) {
	r.stopped.Store(true)
	r.mu.Lock()
	cancel := r.cancel
	r.mu.Unlock()
	if cancel != nil {
		cancel(cause)
	}
}

// wait waits for the workers, not for ever when the cell is interrupted.
func (r *run) wait(interrupted context.Context) bool {
	if interrupted.Done() == nil {
		r.running.Wait()
		return true
	}
	all := make(chan struct{})
	go func() {
		r.running.Wait()
		close(all)
	}()
	select {
	case <-all:
		return true
	case <-interrupted.Done():
	}
	select {
	case <-all:
	case <-time.After(Grace):
	}
	return false
}

// start starts a worker. Its code belongs to the calling cell.
func (r *run) start(w int, body func(*Share)) {
	s := &Share{run: r, worker: w, at: -1, end: 0}
	work := cell.Bind(func() {
		for !s.over {
			s.call(body)
		}
	})
	go func() {
		defer r.running.Done() // also when the cell's end ends the goroutine
		work()
	}()
}
