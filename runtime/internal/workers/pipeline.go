package workers

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/event"
)

// Stage is one stage of a pipeline.
type Stage struct {
	Name    string
	Workers int
	Buffer  int // elements that may wait before it
	Step    func(context.Context, any) (any, error)
}

// NewStage makes a Stage. Without options it has one worker, and one element may
// wait before it.
func NewStage(helper, name string, step func(context.Context, any) (any, error), options []Option) Stage {
	o := NewOptions(helper, options, "Buffer", "-Chunk", "-Static", "-Guided", "-Context", "-AllErrors", "-Progress")
	st := Stage{Name: name, Workers: 1, Buffer: 1, Step: step}
	if len(o.Workers) > 0 {
		st.Workers = o.workers(helper)
	}
	if o.Buffer > 0 {
		st.Buffer = o.Buffer - 1
	}
	return st
}

// StageStats is what a stage has done in one run: the times are those of all its
// workers together.
type StageStats struct {
	Name      string
	Workers   int
	Elements  int           // that it has finished
	Busy      time.Duration // in its function
	Starved   time.Duration // waiting for an element
	Blocked   time.Duration // waiting for room in front of the next stage
	MeanQueue float64       // elements that waited before it, on average when one was taken
	MaxQueue  int
}

// PipelineStats is what a pipeline did in its last run.
type PipelineStats struct {
	Stages  []StageStats
	Elapsed time.Duration
}

// item is an element on its way.
type item struct {
	index int
	value any
}

// flow is one run of a pipeline. Each stage has its workers, and a goroutine feeds
// the first; the caller takes what the last one gives. A channel is closed by
// the last of those who send to it.
type flow struct {
	stages []Stage
	all    bool
	ctx    context.Context
	cancel context.CancelFunc

	running sync.WaitGroup

	mu    sync.Mutex // guards what follows
	errs  []*TaskError
	stats []StageStats
	taken []int // of each stage, for the mean
}

// RunPipeline sends n elements through the stages. give is called by one goroutine,
// take by the caller, for what comes out, in the order in which it does.
func RunPipeline(n int, stages []Stage, o *Options, give func(i int) any, take func(i int, v any)) (PipelineStats, error) {
	inside := cell.Context()
	outer := o.Context
	if outer == nil {
		outer = inside
	}
	if outer.Err() != nil {
		return PipelineStats{}, context.Cause(outer)
	}
	f := &flow{stages: stages, all: o.All, stats: make([]StageStats, len(stages)), taken: make([]int, len(stages))}
	f.ctx, f.cancel = context.WithCancel(outer)
	defer f.cancel()
	defer context.AfterFunc(inside, f.cancel)()
	begun := time.Now()
	out := f.start(n, give)
	done := f.collect(n, out, o, take)
	ended := make(chan struct{})
	go func() { f.running.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-inside.Done():
		select {
		case <-ended:
		case <-time.After(Grace):
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	stats := PipelineStats{Stages: f.stats, Elapsed: time.Since(begun)}
	for i, st := range stages {
		s := &stats.Stages[i]
		s.Name, s.Workers = st.Name, st.Workers
		s.MeanQueue /= float64(max(1, f.taken[i]))
	}
	switch {
	case inside.Err() != nil:
		return stats, context.Cause(inside)
	case len(f.errs) > 0:
		return stats, joined(f.errs, f.all)
	case done < n:
		return stats, context.Cause(outer)
	}
	return stats, nil
}

// collect takes what comes out, until nothing more does.
func (f *flow) collect(n int, out <-chan item, o *Options, take func(i int, v any)) (done int) {
	for {
		select {
		case it, ok := <-out:
			if !ok {
				return done
			}
			take(it.index, it.value)
			done++
			if err := f.progress(o, done, n); err != nil {
				f.fail(it.index, -1, 0, err)
				return done
			}
		case <-f.ctx.Done():
			return done
		}
	}
}

// progress calls Progress. Its panic is an error and ends the run.
func (f *flow) progress(o *Options, done, n int) (err error) {
	if o.Progress == nil {
		return nil
	}
	defer func() {
		if r := recover(); r != nil {
			p := cell.Recovered(r)
			err = &PanicError{Value: p.Value, Stack: p.Stack}
			f.cancel()
		}
	}()
	o.Progress(done, n)
	return nil
}

// start starts the goroutines and returns the last channel.
func (f *flow) start(n int, give func(i int) any) <-chan item {
	first := make(chan item, f.stages[0].Buffer)
	f.running.Go(f.bound(-1, 0, func(*item) {
		defer close(first)
		for i := range n {
			select {
			case first <- item{i, give(i)}:
			case <-f.ctx.Done():
				return
			}
		}
	}))
	in := first
	for k, st := range f.stages {
		buffer := 0
		if k+1 < len(f.stages) {
			buffer = f.stages[k+1].Buffer
		}
		from, to := in, make(chan item, buffer)
		var working sync.WaitGroup
		for w := range st.Workers {
			working.Add(1)
			work := f.bound(k, w, func(at *item) { f.work(k, w, from, to, at) })
			f.running.Go(func() {
				defer working.Done()
				work()
			})
		}
		f.running.Go(func() { working.Wait(); close(to) })
		in = to
	}
	return in
}

// bound makes work a function of the calling cell that ends the run when it panics
// or ends its goroutine; at is the element that it is at.
func (f *flow) bound(stage, worker int, work func(at *item)) func() {
	at := item{index: -1}
	run := cell.Bind(func() {
		finished := false
		defer func() {
			if finished {
				return
			}
			err := error(ErrGoexit)
			if r := recover(); r != nil {
				p := cell.Recovered(r)
				err = &PanicError{Value: p.Value, Stack: p.Stack}
			}
			f.fail(at.index, stage, worker, err)
		}()
		work(&at)
		finished = true
	})
	return run
}

// fail notes an error of a stage.
func (f *flow) fail(index, stage, worker int, err error) {
	if f.ctx.Err() != nil && (errors.Is(err, f.ctx.Err()) || err == ErrGoexit) {
		return // it was told to give up
	}
	if stage >= 0 {
		err = &StageError{f.stages[stage].Name, err}
	}
	f.mu.Lock()
	f.errs = append(f.errs, &TaskError{index, worker, err})
	f.mu.Unlock()
	if !f.all {
		f.cancel()
	}
}

// StageError says in which stage of a pipeline an error happened.
type StageError struct {
	Stage string
	Err   error
}

func (e *StageError) Error() string { return "stage " + e.Stage + ": " + e.Err.Error() }

// Unwrap returns Err.
func (e *StageError) Unwrap() error { return e.Err }

// work is worker w of stage k.
func (f *flow) work(k, w int, in <-chan item, out chan<- item, at *item) {
	var s StageStats
	taken := 0
	defer func() { f.add(k, s, taken) }()
	for {
		t := time.Now()
		var ok bool
		select {
		case *at, ok = <-in:
			if !ok {
				return
			}
		case <-f.ctx.Done():
			return
		}
		now := time.Now()
		s.Starved += now.Sub(t)
		taken++
		s.MeanQueue += float64(len(in))
		s.MaxQueue = max(s.MaxQueue, len(in))
		v, err := f.step(k, w, at)
		t = time.Now()
		s.Busy += t.Sub(now)
		if err != nil {
			f.fail(at.index, k, w, err)
			continue
		}
		s.Elements++
		select {
		case out <- item{at.index, v}:
		case <-f.ctx.Done():
			return
		}
		s.Blocked += time.Since(t)
	}
}

// step calls the function of stage k; a panic is an error.
func (f *flow) step(k, w int, at *item) (out any, err error) {
	if event.On() {
		defer event.Work(fmt.Sprintf("%s, worker %d", f.stages[k].Name, w), fmt.Sprint("element ", at.index))()
	}
	finished := false
	defer func() {
		if finished {
			return
		}
		if r := recover(); r != nil {
			p := cell.Recovered(r)
			err = &PanicError{Value: p.Value, Stack: p.Stack}
		}
	}()
	out, err = f.stages[k].Step(f.ctx, at.value)
	finished = true
	return out, err
}

func (f *flow) add(k int, s StageStats, taken int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	t := &f.stats[k]
	t.Elements += s.Elements
	t.Busy += s.Busy
	t.Starved += s.Starved
	t.Blocked += s.Blocked
	t.MeanQueue += s.MeanQueue
	t.MaxQueue = max(t.MaxQueue, s.MaxQueue)
	f.taken[k] += taken
}
