package workers

import (
	"context"
	"errors"
	"sync"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/event"
	"interleave/runtime/internal/virtual"
)

// Errors of pools.
var (
	ErrClosed = errors.New("the pool is closed")
	ErrFull   = errors.New("the queue of the pool is full")
)

// Pool is the core of parallel.Pool. Any number of goroutines use it.
//
// Its goroutines are its workers. One is started when a task comes and fewer than
// the limit are there; it ends when the queue is empty, so that a pool that is
// forgotten leaves nothing behind. It belongs to the cell that submitted the task
// it began with; each task runs as part of its own cell.
type Pool struct {
	limit int
	queue int // how many may wait; -1: any number
	outer context.Context

	mu      sync.Mutex // guards what follows
	waiting queue
	free    []int         // numbers of workers that are not there
	pending int           // tasks that are not done
	closed  bool          //
	idle    chan struct{} // closed when pending is 0 again; nil as long as nobody needs it
	room    chan struct{} // closed when a place in the queue is free; nil when nobody waits
	begun   time.Time     // when the first task came
	stats   PoolStats
	since   []time.Time // by worker: when it began to be busy; zero: it is not there
	errs    []*TaskError
}

// PoolStats is what a pool has done so far.
type PoolStats struct {
	Submitted int
	Finished  int           // failed ones included
	Failed    int           //
	Waiting   int           // in the queue now
	MaxQueue  int           // the most that waited at once
	Elapsed   time.Duration // since the first task came
	Workers   []WorkerStats
}

// WorkerStats is what one worker has done.
type WorkerStats struct {
	Tasks int
	Busy  time.Duration // with tasks, from the first to the last of those that came without a pause
}

// NewPool makes a Pool.
func NewPool(helper string, o *Options) *Pool {
	p := &Pool{limit: o.workers(helper), queue: o.Queue - 1, outer: o.Context}
	p.stats.Workers = make([]WorkerStats, p.limit)
	p.since = make([]time.Time, p.limit)
	for w := p.limit - 1; w >= 0; w-- {
		p.free = append(p.free, w)
	}
	return p
}

// Submit hands run over, with w for what comes of it. When the queue is full it
// waits, or w fails with ErrFull.
func (p *Pool) Submit(w *Work, run func(context.Context) error, wait bool) {
	w.pool, w.run, w.cell, w.worker = p, run, cell.Context(), -1
	if virtual.Possible() {
		w.done = make(chan struct{})
	}
	if cell.Hosted() {
		w.bound = cell.Bind(w.work)
	}
	for {
		room := p.submit(w, wait)
		if room == nil {
			return
		}
		select {
		case <-room:
		case <-w.cell.Done():
			w.refuse(context.Cause(w.cell))
			return
		case <-done(p.outer):
			w.refuse(context.Cause(p.outer))
			return
		}
	}
}

// submit queues w, starts a worker for it, or refuses it. Otherwise the queue is
// full, and the channel is closed when it is worth trying again.
func (p *Pool) submit(w *Work, wait bool) (room <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		w.err = ErrClosed
		w.finish()
		return nil
	case len(p.free) == 0 && p.queue >= 0 && p.waiting.len >= p.queue:
		if !wait {
			w.err = ErrFull
			w.finish()
			return nil
		}
		if p.room == nil {
			p.room = make(chan struct{})
		}
		return p.room
	}
	w.index = p.stats.Submitted
	p.stats.Submitted++
	if p.pending == 0 && virtual.Possible() {
		p.idle = make(chan struct{})
	}
	p.pending++
	if len(p.free) == 0 {
		p.waiting.push(w)
		p.stats.MaxQueue = max(p.stats.MaxQueue, p.waiting.len)
		return nil
	}
	n := p.free[len(p.free)-1]
	p.free = p.free[:len(p.free)-1]
	p.since[n] = time.Now()
	if w.index == 0 {
		p.begun = p.since[n]
	}
	go p.worker(n, w)
	return nil
}

// worker n does w and then what waits.
func (p *Pool) worker(n int, w *Work) {
	defer func() {
		if w == nil {
			return
		}
		// The task has ended the goroutine, because its cell was interrupted or
		// by runtime.Goexit: another one goes on.
		w.ended(context.Cause(w.cell))
		if next := p.finished(w, n); next != nil {
			go p.worker(n, next)
		}
	}()
	for w != nil {
		w.perform()
		last := w
		w = nil // what follows is not its doing
		w = p.finished(last, n)
	}
}

// perform does what w is, on a worker of a pool.
func (w *Work) perform() {
	if event.On() {
		end := event.Begin("pool worker", event.Running, "task")
		defer end(event.Plain) // also when the goroutine is ended
	}
	switch {
	case w.cell.Err() != nil:
		w.ended(context.Cause(w.cell)) // it would end the goroutine
	case w.bound != nil:
		w.bound()
	default:
		w.work()
	}
}

// finished notes the end of w, and finds what worker n does next.
func (p *Pool) finished(w *Work, n int) (next *Work) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stats.Finished++
	p.stats.Workers[n].Tasks++
	if w.err != nil {
		p.stats.Failed++
		if len(p.errs) < maxPoolErrors {
			p.errs = append(p.errs, &TaskError{w.index, n, w.err})
		}
	}
	if p.waiting.len > 0 {
		next = p.waiting.pop()
		if p.room != nil {
			close(p.room)
			p.room = nil
		}
	} else {
		p.free = append(p.free, n)
		p.stats.Workers[n].Busy += time.Since(p.since[n])
		p.since[n] = time.Time{}
	}
	p.pending--
	if p.pending == 0 && p.idle != nil {
		close(p.idle)
		p.idle = nil
	}
	w.worker = n
	w.finish()
	return next
}

// maxPoolErrors bounds what a pool keeps of errors until Wait asks for them.
const maxPoolErrors = 1000

// Wait waits until all tasks that were submitted are done, and returns their errors
// since the last Wait, joined. It gives up when the cell is interrupted.
func (p *Pool) Wait() error {
	for {
		p.mu.Lock()
		if p.pending == 0 {
			errs := p.errs
			p.errs = nil
			p.mu.Unlock()
			return joined(errs, true)
		}
		if p.idle == nil {
			p.idle = make(chan struct{})
		}
		idle := p.idle
		p.mu.Unlock()
		ctx := cell.Context()
		select {
		case <-idle:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// Close takes no more tasks.
func (p *Pool) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	if p.room != nil {
		close(p.room) // who waits is refused
		p.room = nil
	}
}

// Stats is what the pool has done so far.
func (p *Pool) Stats() PoolStats {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.stats
	s.Workers = append([]WorkerStats(nil), s.Workers...)
	for n, since := range p.since {
		if !since.IsZero() {
			s.Workers[n].Busy += time.Since(since)
		}
	}
	s.Waiting = p.waiting.len
	if s.Submitted > 0 {
		s.Elapsed = time.Since(p.begun)
	}
	return s
}

func done(ctx context.Context) <-chan struct{} {
	if ctx == nil {
		return nil
	}
	return ctx.Done()
}
