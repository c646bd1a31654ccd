// Package cell is what libraries need to know of the notebook cell that calls
// them: where to publish something to look at, when to give up because the cell
// was interrupted, how to keep a callback with its cell, what to do when the
// cell ends.
//
// In a compiled program there are no cells, and everything here has a plain
// meaning: what is published is printed as text, the context is
// context.Background, callbacks are called as they are, and hooks for the end
// of the cell never run.
//
// A library that waits must select on [Context]: compiled code that blocks
// can't be interrupted from outside.
//
//	select {
//	case v := <-ch:
//		return v, nil
//	case <-cell.Context().Done():
//		return nil, context.Cause(cell.Context())
//	}
//
// All functions may be called by any number of goroutines. The package has no
// goroutine of its own.
package cell

import (
	"context"
	"sync/atomic"
)

// Bundle is one thing to look at in several forms, keyed by MIME type; the
// frontend shows the richest it knows. Every bundle should have a text/plain
// part: terminals, logs and untrusted notebooks show nothing else.
type Bundle struct {
	// Data holds strings for text types, JSON values (what encoding/json makes
	// of any) for application/json and types ending in +json, and []byte for
	// images.
	Data map[string]any
	// Metadata may hold, under a MIME type, an object such as
	// {"width": 200} for that part.
	Metadata map[string]any
	// ID names the place where the bundle is shown, so that another one can
	// replace it there; "" is a place of its own.
	ID string
	// Update replaces what is shown at ID instead of showing something more.
	Update bool
}

// CommMessage is a message of one of Jupyter's comms in either direction; see
// package comm.
type CommMessage struct {
	Type     string // comm_open, comm_msg or comm_close
	ID       string
	Target   string // of comm_open
	Data     map[string]any
	Metadata map[string]any
	Buffers  [][]byte
}

// Number is the n of In[n] of the calling cell, 0 in a compiled program.
func Number() int { return current().Number() }

// Context is done when the calling cell is interrupted. It stays alive after
// the cell has ended, for goroutines that the cell left running.
func Context() context.Context { return current().Context() }

// Publish shows a bundle in the output of the calling cell, after everything
// that the cell has printed so far. It may block while the frontend is slow to
// take output. The error says what of the bundle can't be sent.
func Publish(b Bundle) error { return current().Publish(b) }

// ClearOutput removes the output of the calling cell, with wait only when the
// next output comes, which spares the eye a flicker.
func ClearOutput(wait bool) { current().ClearOutput(wait) }

// Bind makes f run on behalf of the calling cell no matter which goroutine
// calls it: what it prints belongs to this cell, and it is interrupted with it.
// Use it for callbacks that are called by goroutines the cell did not start.
func Bind(f func()) func() { return current().Bind(f) }

// AtEnd has f called when the calling cell is over, however it ended, last
// registered first. In a goroutine whose cell is over already, f is called at
// once.
func AtEnd(f func()) { current().AtEnd(f) }

// Input asks the person at the frontend for a line of text.
func Input(ctx context.Context, prompt string, password bool) (string, error) {
	return current().Input(ctx, prompt, password)
}

// SendComm sends a comm message to the frontend.
func SendComm(m CommMessage) error { return current().SendComm(m) }

// Host is the kernel's side of this package. Its methods are called by any
// number of goroutines and mean what the functions of the same names say.
type Host interface {
	Number() int
	Context() context.Context
	Publish(Bundle) error
	ClearOutput(wait bool)
	Bind(f func()) func()
	AtEnd(f func())
	Recovered(v any) Panic
	Here() Place
	Input(ctx context.Context, prompt string, password bool) (string, error)
	SendComm(CommMessage) error
}

var host atomic.Pointer[Host]

// SetHost is called once by the kernel's evaluator, before the first cell
// runs. A second call panics.
func SetHost(h Host) {
	if !host.CompareAndSwap(nil, &h) {
		panic("cell: SetHost was called before; it is for the kernel alone")
	}
}

// Hosted reports whether the program is a notebook kernel.
func Hosted() bool { return host.Load() != nil }

func current() Host {
	if h := host.Load(); h != nil {
		return *h
	}
	return program{}
}
