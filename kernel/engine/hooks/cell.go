package hooks

import (
	"context"
	"runtime/pprof"
	"strconv"
	"sync"
	"sync/atomic"
)

// Cell is what all goroutines of one execution have in common. Make it with
// NewCell; it needs no closing.
//
// Any number of goroutines use a Cell: its own, and whoever stops it.
type Cell struct {
	id int64

	// OnPanic is told of panics that ended a goroutine made by Go or Bind, on
	// that goroutine. Nil: the panic goes on and ends the process. Set it before
	// Run.
	OnPanic func(*Panic)

	// Value is for the owner, who sets it before Run and finds it again from
	// Current.
	Value any

	tag  *tag // of its goroutines while they live
	done chan struct{}
	halt atomic.Pointer[halt] // nil until it is stopped; done is closed then

	once   sync.Once // guards ctx and cancel
	ctx    context.Context
	cancel context.CancelFunc

	mu    sync.Mutex // guards inner
	inner map[*Inner]bool

	within bool // it is that of an Inner
}

// NewCell makes the cell with that number.
func NewCell(id int64) *Cell {
	c := &Cell{id: id, done: make(chan struct{})}
	c.tag = &tag{labels: []label{{cellKey, strconv.FormatInt(id, 10)}}, cell: c}
	return c
}

// ID is the number given to NewCell.
func (c *Cell) ID() int64 { return c.id }

// Current is the cell of the running goroutine, nil when it belongs to none.
func Current() *Cell {
	if t := currentTag(); t != nil {
		return t.cell
	}
	return nil
}

// Enter makes the running goroutine one of c; leave undoes it.
func (c *Cell) Enter() (leave func()) { return swapTag(c.tag) }

// Done is closed when the cell is stopped.
func (c *Cell) Done() <-chan struct{} { return c.done }

// Stopped reports whether Stop or Exit was called.
func (c *Cell) Stopped() bool { return c.halt.Load() != nil }

// Context is cancelled when the cell is stopped.
func (c *Cell) Context() context.Context {
	c.once.Do(func() {
		c.ctx, c.cancel = context.WithCancel(context.Background())
		if c.Stopped() {
			c.cancel()
		}
	})
	return c.ctx
}

func (c *Cell) cancelContext() {
	c.Context()
	c.cancel()
}

// Do is pprof.Do for cells: the labels are added and the goroutine keeps its
// cell.
func Do(ctx context.Context, labels pprof.LabelSet, f func(context.Context)) {
	defer SetGoroutineLabels(ctx)
	ctx = pprof.WithLabels(ctx, labels)
	SetGoroutineLabels(ctx)
	f(ctx)
}

// SetGoroutineLabels is pprof.SetGoroutineLabels for cells: the goroutine
// keeps its cell.
func SetGoroutineLabels(ctx context.Context) {
	t := currentTag()
	if t == nil {
		pprof.SetGoroutineLabels(ctx)
		return
	}
	derived := &tag{labels: t.cell.tag.labels[:1:1], cell: t.cell, death: t.death}
	pprof.ForLabels(ctx, func(key, value string) bool {
		derived.labels = append(derived.labels, label{key, value})
		return true
	})
	setTag(derived)
}
