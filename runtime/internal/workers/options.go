package workers

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
)

// Option sets one of the Options. Make it with NewOption.
type Option struct {
	name string
	set  func(*Options)
}

// NewOption is the option of that name.
func NewOption(name string, set func(*Options)) Option { return Option{name, set} }

// Options say how work is divided. The zero value is what Run does when it is
// told nothing.
type Options struct {
	Workers   []int // none: GOMAXPROCS
	Division  Division
	Chunk     int             // elements at a time, 0: chosen by Run
	Context   context.Context // nil: that of the cell
	All       bool            // go on after an error, report all
	Unordered bool            // results in the order in which they are ready
	Progress  func(done, total int)
	Queue     int // tasks that wait in a pool
	Buffer    int // elements that wait between two stages
	Repeat    int // measurements of each number of workers
}

// Division is how elements are divided into chunks.
type Division int

// The divisions.
const (
	Dynamic Division = iota // chunks of one size, to whoever is free
	Guided                  // ever smaller ones, to whoever is free
	Static                  // the same for each worker, whoever is free
)

// common are the options that everything takes which goes through elements.
var common = []string{"Workers", "Chunk", "Static", "Guided", "Context", "AllErrors", "Progress"}

// NewOptions are the options of a call of helper, which takes the common ones
// and those in also, and not those with a minus before their name. It panics
// when there is another.
func NewOptions(helper string, list []Option, also ...string) Options {
	var o Options
	for i, opt := range list {
		switch {
		case opt.set == nil:
			panic(fmt.Sprintf("parallel: option %d of %s is empty; make options with the functions of the package", i+1, helper))
		case !slices.Contains(also, opt.name) && (!slices.Contains(common, opt.name) || slices.Contains(also, "-"+opt.name)):
			panic(fmt.Sprintf("parallel: %s does not take the option %s; it takes %s", helper, opt.name, strings.Join(taken(also), ", ")))
		}
		opt.set(&o)
	}
	return o
}

func taken(also []string) []string {
	list := slices.Clone(common)
	for _, name := range also {
		if left, minus := strings.CutPrefix(name, "-"); minus {
			list = slices.DeleteFunc(list, func(s string) bool { return s == left })
		} else {
			list = append(list, name)
		}
	}
	return list
}

// workers is how many there are to be.
func (o *Options) workers(helper string) int {
	switch len(o.Workers) {
	case 0:
		return runtime.GOMAXPROCS(0)
	case 1:
		return o.Workers[0]
	}
	panic(fmt.Sprintf("parallel: %s has one number of workers, not %v; several are for Speedup", helper, o.Workers))
}
