package shim

import (
	"flag"
	"reflect"
)

// args is os.Args of cells: the arguments of the evaluator are not theirs.
var args = []string{"cell"}

// A cell that defines flags can be run again: a name that is defined already
// is defined anew. Parse reads the os.Args of cells, and a mistake in them
// panics instead of ending the process.
func init() {
	replace("os", func() table { return table{"Args": variable{&args}} })
	replace("flag", flagTable)
}

func flagTable() table {
	flag.CommandLine.Init(args[0], flag.PanicOnError)
	t := table{
		"Parse": func() { _ = flag.CommandLine.Parse(args[min(1, len(args)):]) }, // panics on a mistake
	}
	for name, define := range map[string]any{
		"Bool": flag.Bool, "BoolFunc": flag.BoolFunc, "BoolVar": flag.BoolVar,
		"Duration": flag.Duration, "DurationVar": flag.DurationVar,
		"Float64": flag.Float64, "Float64Var": flag.Float64Var,
		"Func": flag.Func,
		"Int":  flag.Int, "IntVar": flag.IntVar, "Int64": flag.Int64, "Int64Var": flag.Int64Var,
		"String": flag.String, "StringVar": flag.StringVar, "TextVar": flag.TextVar,
		"Uint": flag.Uint, "UintVar": flag.UintVar, "Uint64": flag.Uint64, "Uint64Var": flag.Uint64Var,
		"Var": flag.Var,
	} {
		t[name] = redefining(define)
	}
	return t
}

// redefining makes a function of package flag forget the old flag of the name
// first. The name is the first string among the arguments of all of them.
func redefining(define any) any {
	f := reflect.ValueOf(define)
	at := 0
	for f.Type().In(at).Kind() != reflect.String {
		at++
	}
	return reflect.MakeFunc(f.Type(), func(in []reflect.Value) []reflect.Value {
		forget(in[at].String())
		return f.Call(in)
	}).Interface()
}

// forget takes a flag out of the command line, which takes making a new one of
// all others.
func forget(name string) {
	old := flag.CommandLine
	if old.Lookup(name) == nil {
		return
	}
	fresh := flag.NewFlagSet(old.Name(), old.ErrorHandling())
	fresh.SetOutput(old.Output())
	fresh.Usage = old.Usage
	old.VisitAll(func(f *flag.Flag) {
		if f.Name != name {
			fresh.Var(f.Value, f.Name, f.Usage)
			fresh.Lookup(f.Name).DefValue = f.DefValue
		}
	})
	flag.CommandLine = fresh
}
