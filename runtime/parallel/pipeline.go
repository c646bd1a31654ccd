package parallel

import (
	"context"
	"fmt"

	"interleave/runtime/internal/workers"
)

// Pipeline takes elements of type A through one or more stages, each with workers
// of its own, and makes elements of type B of them. Make it of stages with [Stage] and
// [Join].
type Pipeline[A, B any] struct {
	stages []workers.Stage
	last   *workers.PipelineStats // nil: none yet
}

// Stage is a pipeline of one stage. It takes the options [Workers], without which it
// has one worker, and [Buffer].
func Stage[A, B any](name string, f func(A) B, options ...Option) *Pipeline[A, B] {
	workers.Check("Stage", f == nil)
	step := func(_ context.Context, v any) (any, error) {
		a, _ := v.(A) // not when A is an interface and v is nil
		return f(a), nil
	}
	return &Pipeline[A, B]{stages: []workers.Stage{workers.NewStage("Stage", name, step, options)}}
}

// StageErr is [Stage] for functions that can fail, and can stop when their context
// is done.
func StageErr[A, B any](name string, f func(context.Context, A) (B, error), options ...Option) *Pipeline[A, B] {
	workers.Check("StageErr", f == nil)
	step := func(ctx context.Context, v any) (any, error) {
		a, _ := v.(A)
		return f(ctx, a)
	}
	return &Pipeline[A, B]{stages: []workers.Stage{workers.NewStage("StageErr", name, step, options)}}
}

// Buffer sets how many elements may wait in front of a stage; without it one may.
// With Buffer(0) they are handed over from worker to worker. Numbers below 0 panic.
func Buffer(elements int) Option {
	if elements < 0 {
		panic(fmt.Sprintf("parallel: Buffer(%d): a buffer has room for 0 elements or more", elements))
	}
	return workers.NewOption("Buffer", func(o *workers.Options) { o.Buffer = elements + 1 })
}

// Join is the pipeline of p's stages and then q's.
func Join[A, B, C any](p *Pipeline[A, B], q *Pipeline[B, C]) *Pipeline[A, C] {
	if p == nil || q == nil {
		panic("parallel: Join needs two pipelines, not nil")
	}
	return &Pipeline[A, C]{stages: append(append([]workers.Stage{}, p.stages...), q.stages...)}
}

// Run sends xs through the pipeline, once at a time, and returns what comes out, in the order of xs,
// without the elements that had an error. It takes the options [Context],
// [AllErrors], [Unordered] and [Progress]. The errors are those of [Map], with a
// [*StageError] that names the stage.
func (p *Pipeline[A, B]) Run(xs []A, options ...Option) ([]B, error) {
	o := workers.NewOptions("Run", options, "Unordered", "-Workers", "-Chunk", "-Static", "-Guided")
	ys := make([]B, len(xs))
	came := make([]bool, len(xs))
	count := 0
	stats, err := workers.RunPipeline(len(xs), p.stages, &o,
		func(i int) any { return xs[i] },
		func(i int, v any) {
			if o.Unordered {
				i = count
			}
			ys[i], _ = v.(B)
			came[i] = true
			count++
		})
	p.last = &stats
	if count == len(xs) {
		return ys, err
	}
	var list []B
	for i, ok := range came {
		if ok {
			list = append(list, ys[i])
		}
	}
	return list, err
}

// Stats is what the pipeline did in its last Run.
func (p *Pipeline[A, B]) Stats() PipelineStats {
	if p.last == nil {
		return PipelineStats{}
	}
	return *p.last
}

// PipelineStats is what the stages of a pipeline did in one run.
type PipelineStats = workers.PipelineStats

// StageStats is what one stage of a pipeline did in one run.
type StageStats = workers.StageStats

// StageError says in which stage of a pipeline an error happened.
type StageError = workers.StageError
