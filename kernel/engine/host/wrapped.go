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

// Stringer is fmt.Stringer, with a wrapper of our own.
type Stringer interface{ String() string }

// WrappedErrorer implements Errorer for an interpreted value. The fields are
// what the interpreter looks for.
type WrappedErrorer struct {
	IValue any
	WError func() string
}

// Error calls the method that the cell declared.
func (w WrappedErrorer) Error() string { return w.WError() }

// Format prints the value itself for verbs that are not for text.
func (w WrappedErrorer) Format(f fmt.State, verb rune) { format(f, verb, w.IValue, w.WError) }

// WrappedStringer implements Stringer for an interpreted value.
type WrappedStringer struct {
	IValue  any
	WString func() string
}

// String calls the method that the cell declared.
func (w WrappedStringer) String() string { return w.WString() }

// Format prints the value itself for verbs that are not for text.
func (w WrappedStringer) Format(f fmt.State, verb rune) { format(f, verb, w.IValue, w.WString) }

// format does as fmt: a String or Error method is for the verbs of strings,
// other verbs and %#v are for the value.
func format(f fmt.State, verb rune, value any, text func() string) {
	switch verb {
	case 'v', 's', 'x', 'X', 'q':
		if verb != 'v' || !f.Flag('#') {
			fmt.Fprintf(f, fmt.FormatString(f, verb), text())
			return
		}
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), value)
}

// wrapperPath is the import path by which the interpreter finds the wrappers.
var wrapperPath = reflect.TypeFor[Errorer]().PkgPath()

// Wrappers is what the interpreter needs before it compiles a call of a
// function that Wrapped names.
func Wrappers() map[string]map[string]reflect.Value {
	return map[string]map[string]reflect.Value{
		wrapperPath + "/host": {
			"_Errorer":  reflect.ValueOf((*WrappedErrorer)(nil)),
			"_Stringer": reflect.ValueOf((*WrappedStringer)(nil)),
		},
	}
}

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
	wants := []reflect.Type{reflect.TypeFor[fmt.Formatter](), reflect.TypeFor[Errorer](), reflect.TypeFor[Stringer]()}
	m := map[reflect.Value][]reflect.Type{}
	for _, n := range names {
		if f, ok := table[n]; ok {
			m[f] = wants
		}
	}
	return m
}
