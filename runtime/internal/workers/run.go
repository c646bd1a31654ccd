package workers

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"interleave/runtime/cell"
)

// Grace is how long a helper waits for its goroutines after the cell was
// interrupted.
const Grace = 200 * time.Millisecond

// A Job is one call of a helper that goes through elements. The caller makes it,
// and ends it with Do; workers take chunks and report errors under mu.
type Job struct {
	*Options // shared, not to be changed
	n        int
	workers  int
	size     int             // of a chunk
	outer    context.Context // what the caller has given, or that of the cell
	cell     context.Context

	next    atomic.Int64 // Dynamic: the next index to give out
	done    atomic.Int64 // finished elements
	slots   atomic.Int64 // given out by Slot
	stopped uint32       // 1: workers end after the element that they are at
	begun   atomic.Int32 // workers

	running sync.WaitGroup // the workers
	active  atomic.Int32   // how many there are, when ended is not nil
	ended   chan struct{}  // closed by the last worker; nil when nobody can interrupt

	ctx atomic.Pointer[stopping] // nil until somebody waits for it; set under mu

	mu       sync.Mutex // guards what follows
	handed   bool       // functions have the context
	cut      bool       // an element was given up because the run was stopped
	won      bool       // Succeed was called
	given    int        // Guided: how many were given out
	reported int        // to Progress
	last     time.Time  // when
	errs     []*TaskError
	failure  error // of the run as a whole
}

// NewJob makes a Job for n elements. helper takes the common options and those in
// also, see NewOptions.
func NewJob(helper string, n int, options []Option, also ...string) *Job {
	r := &Job{Options: &defaults, n: n, cell: cell.Context()}
	if len(options) > 0 {
		o := NewOptions(helper, options, also...)
		r.Options = &o
	}
	r.share(helper)
	if r.outer = r.Options.Context; r.outer == nil {
		r.outer = r.cell
	}
	return r
}

var defaults Options

// Again makes a Job with the same options for n elements of another kind, which
// are none of Progress's business.
func (r *Job) Again(n int) *Job {
	o := *r.Options
	o.Progress = nil
	next := &Job{Options: &o, n: n, outer: r.outer, cell: r.cell}
	next.share("")
	return next
}

// share divides the elements among workers.
func (r *Job) share(helper string) {
	r.workers = min(r.Options.workers(helper), r.n)
	r.divide()
}

// Do has body called by several goroutines, the workers, each with a Share of
// its own, until all indexes were given out. body goes through its share:
//
//	for i := s.Next(); i >= 0; i = s.Next() {
//		// do i
//	}
//
// A panic in body becomes the error of the index that it was at, and body is
// called again if there is more to do. Do returns when all workers have ended:
// nil, the errors of tasks as *TaskError, or the cause of the end of the context.
func (r *Job) Do(body func(*Share)) error {
	if r.outer.Err() != nil {
		return context.Cause(r.outer)
	}
	if r.n == 0 {
		return nil
	}
	if r.outer.Done() != nil {
		defer context.AfterFunc(r.outer, r.stop)()
	}
	if r.cell.Done() != nil {
		r.active.Store(int32(r.workers))
		r.ended = make(chan struct{})
		if r.cell != r.outer {
			defer context.AfterFunc(r.cell, r.stop)()
		}
	}
	r.start(body)
	if !r.wait() {
		return context.Cause(r.cell)
	}
	return r.outcome()
}

// start starts the workers. Their code belongs to the calling cell.
func (r *Job) start(body func(*Share)) {
	if cell.Hosted() {
		r.running.Add(r.workers)
		for range r.workers {
			go r.work(cell.Bind(func() { r.all(body) }))
		}
		return
	}
	work := func() {
		defer r.leave()
		r.all(body)
	}
	r.running.Add(1)
	go work()
	if r.workers == 1 {
		return
	}
	// A call with little to do is over when it is this goroutine's turn again, and
	// starting more workers would take longer than that. If the first one waits or
	// goes on computing, its turn comes at once on the same processor or on another.
	runtime.Gosched()
	if int(r.done.Load()) == r.n || r.isStopped() {
		return
	}
	r.running.Add(r.workers - 1)
	for range r.workers - 1 {
		go work()
	}
}

// work is a worker in a cell.
func (r *Job) work(bound func()) {
	defer r.leave() // also when the end of the cell ends the goroutine
	bound()
}

func (r *Job) leave() {
	r.running.Done()
	if r.ended != nil && r.active.Add(-1) == 0 {
		close(r.ended)
	}
}

// wait waits for the workers, not for ever when the cell is interrupted.
func (r *Job) wait() bool {
	if r.ended == nil {
		r.running.Wait()
		return true
	}
	select {
	case <-r.ended:
		return true
	case <-r.cell.Done():
	}
	select {
	case <-r.ended:
	case <-time.After(Grace):
	}
	return false
}

// Count is how many workers there are.
func (r *Job) Count() int { return r.workers }

// OneByOne has each element tried, in chunks of one.
func (r *Job) OneByOne() {
	o := *r.Options
	o.All = true
	r.size, r.Options = 1, &o
}

// Slots is how many numbers Slot has given out.
func (r *Job) Slots() int { return int(r.slots.Load()) }

// outcome is the error of the run, once all workers have ended.
func (r *Job) outcome() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.endContext()
	switch {
	case r.won:
		return nil
	case r.failure != nil:
		return r.failure
	case len(r.errs) > 0:
		return joined(r.errs, r.All)
	case int(r.done.Load()) < r.n || r.cut:
		return context.Cause(r.outer)
	}
	return nil
}

func (r *Job) isStopped() bool { return atomic.LoadUint32(&r.stopped) != 0 }

// stop lets workers end after the element that they are at.
func (r *Job) stop() {
	atomic.StoreUint32(&r.stopped, 1) // at once: Progress is called under mu
	r.mu.Lock()
	defer r.mu.Unlock()
	r.endContext()
}

// fail notes the error of an element.
func (r *Job) fail(e *TaskError) {
	r.mu.Lock()
	if r.toldToGiveUp(e.Err) {
		r.cut = true
		r.mu.Unlock()
		return
	}
	r.errs = append(r.errs, e)
	r.mu.Unlock()
	if !r.All {
		r.stop()
	}
}
