package host

import (
	"fmt"
	"reflect"
)

// A value of a type that a cell has declared is, to compiled code, a value
// without methods. Where such code looks for a method on its own, as fmt does,
// the interpreter has to be told to wrap the value; Wrapped names the functions.

// Errorer is the interface error under a name that has a package, as the
// interpreter's look-up of wrappers wants it.
type Errorer interface{ Error() string }

// WrappedErrorer implements Errorer for an interpreted value.
type WrappedErrorer struct {
	IValue any
	WError func() string
}

func (w WrappedErrorer) Error() string { return w.WError() }

// wrapperPath is the import path by which the interpreter finds WrappedErrorer.
var wrapperPath = reflect.TypeFor[Errorer]().PkgPath()

// printed are the functions that call Format, Error or String of what they
// are given.
var printed = map[string][]string{
	"fmt": {"Append", "Appendf", "Appendln", "Errorf", "Fprint", "Fprintf", "Fprintln", "Print", "Printf", "Println", "Sprint", "Sprintf", "Sprintln"},
	"log": {"Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln", "Print", "Printf", "Println"},
	Path:  {"Result"},
}

// Wrapped tells which functions of a package's table want which interfaces of
// their arguments, in the form of yaegi's MapTypes; nil when there are none.
func Wrapped(importPath string, table map[string]reflect.Value) map[reflect.Value][]reflect.Type {
	names := printed[importPath]
	if names == nil {
		return nil
	}
	wants := []reflect.Type{reflect.TypeFor[fmt.Formatter](), reflect.TypeFor[Errorer](), reflect.TypeFor[fmt.Stringer]()}
	m := map[reflect.Value][]reflect.Type{}
	for _, n := range names {
		if f, ok := table[n]; ok {
			m[f] = wants
		}
	}
	return m
}
