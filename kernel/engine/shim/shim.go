// Package shim holds what cells see in place of some objects of compiled
// packages: where the real ones would end the process, wait without an end that
// an interrupt can bring, or lose track of the cell that a callback belongs to.
//
// [Symbols] gives the replacements of one package; who loads a package's table
// (interleave/runtime/symbols) lays them over it. The type checker goes on
// seeing the real packages, so a replacement has the type of what it replaces,
// or, for types, the same name, methods, size and printing. Of package sync the
// types themselves are replaced (see the package sync below), so that all cells
// share one kind of lock; of time and context only functions are.
//
// There is a file per package. What is not replaced because it is not worth it
// or can't be done from here: native loops such as slices.Sort of a huge slice;
// reads from connections and files; http.Client values that cells make
// themselves. They end when they end, or with the evaluator.
//
// The package's own goroutines are those of callbacks that it starts on behalf
// of a cell; they belong to that cell.
package shim

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"interleave/kernel/engine/hooks"
)

// table maps a package's names to what takes their place.
type table = map[string]any

// replaced is filled by the files of this package, each for its own.
var replaced = map[string]func() table{}

// replace registers the replacements of a package. They are made when they are
// asked for, so that a process without cells pays nothing.
func replace(path string, t func() table) {
	if _, twice := replaced[path]; twice {
		panic("shim: package " + path + " is replaced twice")
	}
	replaced[path] = t
}

// Symbols returns what cells see instead of the package's own, nil for most
// packages. The values have the forms that symbols.Lookup gives them.
func Symbols(path string) map[string]reflect.Value {
	table, ok := replaced[path]
	if !ok {
		return nil
	}
	values := map[string]reflect.Value{}
	for name, v := range table() {
		if p, isVar := v.(variable); isVar {
			values[name] = reflect.ValueOf(p.pointer).Elem()
		} else {
			values[name] = reflect.ValueOf(v)
		}
	}
	return values
}

// Packages lists the packages of which something is replaced, sorted.
func Packages() []string {
	return slices.Sorted(maps.Keys(replaced))
}

// variable marks the pointer to a variable in a table.
type variable struct{ pointer any }

// cellContext is done when the calling goroutine's cell is stopped.
func cellContext() context.Context {
	if c := hooks.Current(); c != nil {
		return c.Context()
	}
	return context.Background()
}

// withCell returns a context that ends with parent and with the calling
// goroutine's cell, and the function that frees what that takes.
func withCell(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	stop := context.AfterFunc(cellContext(), cancel)
	return ctx, func() {
		stop()
		cancel()
	}
}
