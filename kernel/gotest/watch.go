package gotest

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	watchInterval = 500 * time.Millisecond
	// stuckLimit is for how long a program may do nothing: those of GOROOT/test
	// wait for a minute at most, where they find that something did not come.
	stuckLimit = 90 * time.Second
	stuckCPU   = 100 * time.Millisecond // what an idle evaluator and its spare use meanwhile, at most
)

var (
	errCPU   = errors.New("out of CPU time")
	errStuck = fmt.Errorf("does nothing for %v", stuckLimit)
	errWall  = errors.New("out of time, though not of CPU time")
)

// meter adds up the CPU time of the children of a kernel, which are its
// evaluators, from its start on.
type meter struct {
	kernel int // process id
	last   map[int]time.Duration
	used   time.Duration
}

func newMeter(kernel int) *meter { return &meter{kernel: kernel, last: childrenCPU(kernel)} }

// read is the CPU time until now.
func (m *meter) read() time.Duration {
	now := childrenCPU(m.kernel)
	for pid, t := range now {
		if more := t - m.last[pid]; more > 0 {
			m.used += more
		}
	}
	m.last = now
	return m.used
}

// watcher ends an execution at its limits.
type watcher struct {
	meter     *meter
	cpu, wall time.Duration
	stop      context.CancelCauseFunc
	done      chan struct{} // closed when the goroutine has ended
}

// watch starts the goroutine of a watcher, which ends with ctx.
func watch(ctx context.Context, stop context.CancelCauseFunc, kernel int, cpu, wall time.Duration) *watcher {
	w := &watcher{meter: newMeter(kernel), cpu: cpu, wall: wall, stop: stop, done: make(chan struct{})}
	go w.run(ctx)
	return w
}

// wait waits for the goroutine and returns the CPU time.
func (w *watcher) wait() time.Duration {
	<-w.done
	return w.meter.read()
}

func (w *watcher) run(ctx context.Context) {
	defer close(w.done)
	start := time.Now()
	active, counted := start, time.Duration(0)
	ticks := time.NewTicker(watchInterval)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
		used, now := w.meter.read(), time.Now()
		if used-counted > stuckCPU || len(w.meter.last) == 0 {
			active, counted = now, used
		}
		switch {
		case used >= w.cpu:
			w.stop(errCPU)
		case now.Sub(active) > stuckLimit:
			w.stop(errStuck)
		case now.Sub(start) > w.wall:
			w.stop(errWall)
		}
	}
}
