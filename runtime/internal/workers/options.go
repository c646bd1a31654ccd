package workers

import (
	"context"
	"fmt"
	"runtime"
)

// Option sets one of the Options.
type Option func(*Options)

// Options say how work is divided. The zero value is what Run does when it is
// told nothing.
type Options struct {
	Workers  int             // 0: GOMAXPROCS
	Division Division        //
	Chunk    int             // elements at a time, 0: chosen by Run
	Context  context.Context // nil: that of the cell
	All      bool            // go on after an error, report all
	Progress func(done, total int)
}

// Division is how elements are divided into chunks.
type Division int

// The divisions.
const (
	Dynamic Division = iota // chunks of one size, to whoever is free
	Guided                  // ever smaller ones, to whoever is free
	Static                  // one for each worker
)

func newOptions(list []Option) Options {
	var o Options
	for i, f := range list {
		if f == nil {
			panic(fmt.Sprintf("parallel: option %d is nil; leave it out", i+1))
		}
		f(&o)
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return o
}
