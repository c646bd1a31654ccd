package hooks

import (
	"context"
	"time"
)

// Cell is what all goroutines of one execution have in common. Make it with
// NewCell; it needs no closing.
//
// Any number of goroutines use a Cell: its own, and whoever stops it.
type Cell struct {
	id int64

	// OnPanic is told of panics that ended a goroutine made by Go, on that
	// goroutine. Nil: the panic goes on and ends the process. Set it before Run.
	OnPanic func(*Panic)
}

// NewCell makes the cell with that number.
func NewCell(id int64) *Cell { return &Cell{id: id} }

// ID is the number given to NewCell.
func (c *Cell) ID() int64 { return c.id }

// Current is the cell of the running goroutine, nil when it belongs to none.
func Current() *Cell { return nil }

// Enter makes the running goroutine one of c; leave undoes it.
func (c *Cell) Enter() (leave func()) { return func() {} }

// Stop ends all goroutines of the cell, present and future, wherever they are
// in interpreted code or in a wait of this package: runtime.Goexit in the
// goroutine itself, so deferred calls run. They have until grace is over; then
// deferred code is stopped as well. What is in native code goes on until the
// native call returns; Goroutines tells how many are left. Stop does not wait.
func (c *Cell) Stop(grace time.Duration) {}

// Stopped reports whether Stop or Exit was called.
func (c *Cell) Stopped() bool { return false }

// Done is closed when the cell is stopped.
func (c *Cell) Done() <-chan struct{} { return nil }

// Context is cancelled when the cell is stopped.
func (c *Cell) Context() context.Context { return context.Background() }

// Goroutines counts the goroutines that belong to c now. It stops the world
// for a moment.
func (c *Cell) Goroutines() int { return 0 }

// Done is closed when the calling goroutine's cell is stopped; nil, which
// blocks for ever, when it belongs to none. Every wait in compiled code on
// behalf of a cell selects on it and then calls Check.
func Done() <-chan struct{} { return nil }

// Check ends the calling goroutine, by runtime.Goexit, if its cell was stopped.
func Check() {}

// Wait blocks until ready is closed or has a value. It does not return when
// the calling goroutine's cell is stopped meanwhile.
func Wait(ready <-chan struct{}) { <-ready }

// Sleep is time.Sleep for cells.
func Sleep(d time.Duration) { time.Sleep(d) }

// Exit is os.Exit for cells: it stops the calling goroutine's cell at once,
// without deferred calls, and makes its Outcome Exited. It does not return.
func Exit(code int) {}

// Bind makes f run as part of the cell that called Bind, whoever calls it: for
// what native code calls back from goroutines of its own (time.AfterFunc,
// context.AfterFunc, finalizers). A panic in it goes to Cell.OnPanic.
func Bind(f func()) func() { return f }

// Go runs f in a goroutine of the calling goroutine's cell. A panic in it goes
// to Cell.OnPanic and ends nothing else.
func Go(f func()) { go f() }

// Do is pprof.Do for cells: the goroutine keeps its cell.
func Do(ctx context.Context, labels []string, f func(context.Context)) { f(ctx) }
