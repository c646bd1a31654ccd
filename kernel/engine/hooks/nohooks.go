//go:build nohooks

package hooks

import (
	"errors"
	"runtime"

	"github.com/traefik/yaegi/interp"
)

// What a program that was built without the layer has instead of it.

func findHooks() error { return errors.New("built with the tag nohooks") }

func newHooked(*interp.Interpreter, Options) engine { panic("hooks: built with the tag nohooks") }

func newPanic(r any) *Panic { return &Panic{Value: r, Cell: Current()} }

// PanicOf describes a panic that the calling deferred function recovered as r.
func PanicOf(r any) *Panic { return newPanic(r) }

// Recovered is what interpreted code gets from recover for a panic that was
// recovered as r.
func Recovered(r any) any { return plainValue(r) }

// Stack is the interpreted call stack of the calling goroutine: not known
// without the layer.
func Stack() []Position { return nil }

// Callers is the stack of the calling goroutine as its cells see it: not known
// without the layer.
func Callers() []Call { return nil }

// CallAt is the frame of a cell that Callers gave with that PC.
func CallAt(uintptr) (Call, bool) { return Call{}, false }

// StackText is runtime.Stack: without the layer, of what interprets.
func StackText(all bool) []byte {
	for b := make([]byte, 1<<14); ; b = make([]byte, 2*len(b)) {
		if n := runtime.Stack(b, all); n < len(b) {
			return b[:n]
		}
	}
}

// Dump lists the goroutines in interpreted code: not known without the layer.
func Dump() []Goroutine { return nil }

// RunDeferred runs calls that the bodies of loops over functions deferred, last
// first.
func RunDeferred(calls []func()) {
	for _, f := range calls {
		defer f()
	}
}

// Deferred is for the hooks.
func Deferred() {}
