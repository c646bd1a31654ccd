package parallel

import (
	"context"
	"fmt"

	"interleave/runtime/internal/workers"
)

// Option says how a helper works. A helper panics when it is given an option
// that means nothing to it.
type Option = workers.Option

// Workers sets how many goroutines work at once; without it there are as many as
// GOMAXPROCS says. [Speedup] measures each of several numbers. Numbers below 1
// panic.
func Workers(n int, more ...int) Option {
	counts := append([]int{n}, more...)
	for _, c := range counts {
		if c < 1 {
			panic(fmt.Sprintf("parallel: Workers(%d): at least one worker is needed", c))
		}
	}
	return workers.NewOption("Workers", func(o *workers.Options) { o.Workers = counts })
}

// Chunk sets how many elements a worker takes at a time; without it the number is
// chosen so that each worker takes about 32 times. With [Guided] it is the least
// number; with [Static] the chunks go round from worker to worker. Numbers below
// 1 panic.
func Chunk(elements int) Option {
	if elements < 1 {
		panic(fmt.Sprintf("parallel: Chunk(%d): a chunk has at least one element", elements))
	}
	return workers.NewOption("Chunk", func(o *workers.Options) { o.Chunk = elements })
}

// Static divides the elements beforehand: each worker has one part of them,
// however long they take.
func Static() Option {
	return workers.NewOption("Static", func(o *workers.Options) { o.Division = workers.Static })
}

// Guided gives large chunks first and ever smaller ones, of what is left half
// of a worker's part each.
func Guided() Option {
	return workers.NewOption("Guided", func(o *workers.Options) { o.Division = workers.Guided })
}

// Context stops the helper when ctx is done, besides the interrupt of the cell. A
// nil ctx panics.
func Context(ctx context.Context) Option {
	if ctx == nil {
		panic("parallel: Context(nil): leave the option out, or use context.Background()")
	}
	return workers.NewOption("Context", func(o *workers.Options) { o.Context = ctx })
}

// AllErrors makes the helper go on after an error, and return all of them, joined
// as by errors.Join, in the order of the elements.
func AllErrors() Option {
	return workers.NewOption("AllErrors", func(o *workers.Options) { o.All = true })
}

// Unordered puts results in the order in which they were ready.
func Unordered() Option {
	return workers.NewOption("Unordered", func(o *workers.Options) { o.Unordered = true })
}

// Progress has f called while the helper works, by one worker at a time, with the
// number of elements done and that of all: not more often than 20 times a
// second, and at the end. A nil f panics.
func Progress(f func(done, total int)) Option {
	if f == nil {
		panic("parallel: Progress(nil): a function is needed")
	}
	return workers.NewOption("Progress", func(o *workers.Options) { o.Progress = f })
}

// TaskError is the error of one task: which, who worked on it, what happened.
type TaskError = workers.TaskError

// PanicError is a panic of a function that a helper called, as the Err of a
// TaskError.
type PanicError = workers.PanicError

// ErrGoexit is the Err of a TaskError of a function that ended its goroutine by
// runtime.Goexit.
var ErrGoexit = workers.ErrGoexit
