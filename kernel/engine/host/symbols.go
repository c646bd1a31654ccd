package host

import (
	"fmt"
	"log"
	"reflect"

	"interleave/kernel/engine/hooks"
)

// Symbols are the exports of this package for interpreted code, keyed as
// yaegi wants them.
func Symbols() map[string]map[string]reflect.Value {
	table := map[string]reflect.Value{
		"Address":        reflect.ValueOf(Address),
		"Clear":          reflect.ValueOf(Clear),
		"Deferred":       reflect.ValueOf(Deferred),
		"Defers":         reflect.ValueOf((*Defers)(nil)),
		"Exit":           reflect.ValueOf(Exit),
		"Fatal":          reflect.ValueOf(Fatal),
		"Fatalf":         reflect.ValueOf(Fatalf),
		"Fatalln":        reflect.ValueOf(Fatalln),
		"File":           reflect.ValueOf((*File)(nil)),
		"Go":             reflect.ValueOf(Go),
		"Method":         reflect.ValueOf(Method),
		"NewDefers":      reflect.ValueOf(NewDefers),
		"NilDereference": reflect.ValueOf(NilDereference),
		"Panic":          reflect.ValueOf(Panic),
		"Pointer":        reflect.ValueOf(Pointer),
		"PointerAdd":     reflect.ValueOf(PointerAdd),
		"PointerAt":      reflect.ValueOf(PointerAt),
		"Print":          reflect.ValueOf(Print),
		"Println":        reflect.ValueOf(Println),
		"RangePanic":     reflect.ValueOf(RangePanic),
		"Recovered":      reflect.ValueOf(Recovered),
		"Result":         reflect.ValueOf(Result),
		"SetPointer":     reflect.ValueOf(SetPointer),
		"SetSlice":       reflect.ValueOf(SetSlice),
		"SliceData":      reflect.ValueOf(SliceData),
		"Stderr":         reflect.ValueOf(Stderr),
		"Stdin":          reflect.ValueOf(Stdin),
		"Stdout":         reflect.ValueOf(Stdout),
		"StringAt":       reflect.ValueOf(StringAt),
		"StringData":     reflect.ValueOf(StringData),
		"Unwrap":         reflect.ValueOf(Unwrap),
	}
	instances(table)
	return map[string]map[string]reflect.Value{
		Path + "/host": table,
		".":            {"MapTypes": reflect.ValueOf(Wrapped(Path, table))},
	}
}

// Replaced are the names of a package of the standard library that cells see
// in another form than compiled programs: what talks to the standard streams
// and what ends the process.
func Replaced(importPath string) map[string]reflect.Value { return replaced[importPath] }

var replaced = map[string]map[string]reflect.Value{
	"fmt": {
		"Print":   reflect.ValueOf(func(a ...any) (int, error) { return fmt.Fprint(stdout, a...) }),
		"Printf":  reflect.ValueOf(func(format string, a ...any) (int, error) { return fmt.Fprintf(stdout, format, a...) }),
		"Println": reflect.ValueOf(func(a ...any) (int, error) { return fmt.Fprintln(stdout, a...) }),
		"Scan":    reflect.ValueOf(func(a ...any) (int, error) { return fmt.Fscan(stdin, a...) }),
		"Scanf":   reflect.ValueOf(func(format string, a ...any) (int, error) { return fmt.Fscanf(stdin, format, a...) }),
		"Scanln":  reflect.ValueOf(func(a ...any) (int, error) { return fmt.Fscanln(stdin, a...) }),
	},
	"log": {
		"Fatal":   reflect.ValueOf(func(v ...any) { Fatal(log.Default(), v...) }),
		"Fatalf":  reflect.ValueOf(func(format string, v ...any) { Fatalf(log.Default(), format, v...) }),
		"Fatalln": reflect.ValueOf(func(v ...any) { Fatalln(log.Default(), v...) }),
	},
	"runtime/debug": {
		"PrintStack": reflect.ValueOf(func() { stderr.Write(hooks.StackText(false)) }),
	},
	"os":      {"Exit": reflect.ValueOf(Exit)},
	"syscall": {"Exit": reflect.ValueOf(Exit)},
}
