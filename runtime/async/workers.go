package async

import (
	"fmt"
	"sync"
)

// Workers are n goroutines that call what is posted to them, each one function
// at a time: the threads to which a main thread delegates. They are an
// [Executor]. A worker exists only while there is something to do, so that
// Workers need no closing.
type Workers struct {
	mu    sync.Mutex // guards the rest
	limit int
	busy  []bool // by number of worker
	queue []func()
}

// NewWorkers returns n workers, which must be one or more.
func NewWorkers(n int) *Workers {
	if n < 1 {
		panic(fmt.Sprintf("async.NewWorkers: %d workers; it needs one or more", n))
	}
	return &Workers{limit: n, busy: make([]bool, n)}
}

// Post hands f to a worker that is free, or queues it.
func (w *Workers) Post(f func()) {
	if f == nil {
		panic("async: Post of a nil function")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, busy := range w.busy {
		if !busy {
			w.busy[i] = true
			go w.work(i, f)
			return
		}
	}
	w.queue = append(w.queue, f)
}

// Queued is the number of functions that wait for a worker.
func (w *Workers) Queued() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.queue)
}

// work calls f and then what is queued. When f ends its goroutine, as an
// interrupted cell does, the next function gets another one.
func (w *Workers) work(i int, f func()) {
	defer func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if len(w.queue) == 0 {
			w.busy[i] = false
			return
		}
		next := w.queue[0]
		w.queue = w.queue[1:]
		go w.work(i, next)
	}()
	defer enter(fmt.Sprintf("worker %d", i+1))()
	for f != nil {
		f()
		f = w.next()
	}
}

// next is nil when the worker is to end.
func (w *Workers) next() func() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queue) == 0 {
		return nil
	}
	f := w.queue[0]
	w.queue = w.queue[1:]
	return f
}
