package shim

import (
	"context"
	"reflect"
	"runtime"
	"runtime/pprof"

	"interleave/kernel/engine/hooks"
	stacks "interleave/kernel/engine/shim/runtime"
)

func init() {
	replace("runtime", func() table {
		return table{
			"SetFinalizer":  setFinalizer,
			"Caller":        stacks.Caller,
			"Callers":       stacks.Callers,
			"CallersFrames": stacks.CallersFrames,
			"Frame":         (*stacks.Frame)(nil),
			"Frames":        (*stacks.Frames)(nil),
			"Func":          (*stacks.Func)(nil),
			"FuncForPC":     stacks.FuncForPC,
			"Stack":         stacks.Stack,
		}
	})
	replace("runtime/debug", func() table {
		return table{"Stack": func() []byte { return hooks.StackText(false) }}
	})
	// Labels are how a goroutine knows its cell: cells may add some, not
	// replace them.
	replace("runtime/pprof", func() table {
		return table{
			"Do":                 func(ctx context.Context, l pprof.LabelSet, f func(context.Context)) { hooks.Do(ctx, l, f) },
			"SetGoroutineLabels": hooks.SetGoroutineLabels,
		}
	})
}

// setFinalizer is runtime.SetFinalizer for cells: the finalizer runs as part of
// the cell that set it, in a goroutine of its own so that one that hangs does
// not hold up others. What ends the process there panics here: wrong arguments,
// and setting a second finalizer replaces the first.
func setFinalizer(obj, finalizer any) {
	p := reflect.ValueOf(obj)
	if p.Kind() != reflect.Pointer {
		panic("runtime.SetFinalizer: first argument is " + kindOf(p) + ", not pointer")
	}
	if p.IsNil() {
		panic("runtime.SetFinalizer: pointer is nil")
	}
	runtime.SetFinalizer(obj, nil)
	if finalizer == nil {
		return
	}
	f := reflect.ValueOf(finalizer)
	if f.Kind() != reflect.Func {
		panic("runtime.SetFinalizer: second argument is " + kindOf(f) + ", not a function")
	}
	if f.Type().NumIn() != 1 || f.Type().IsVariadic() || !p.Type().AssignableTo(f.Type().In(0)) {
		panic("runtime.SetFinalizer: cannot pass " + p.Type().String() + " to finalizer " + f.Type().String())
	}
	run := hooks.Binder()
	runtime.SetFinalizer(obj, finalizerOf(f.Type().In(0), func(arg reflect.Value) {
		go run(func() { f.Call([]reflect.Value{arg}) })
	}))
}

// finalizerOf makes a func(typ) of f.
func finalizerOf(typ reflect.Type, f func(reflect.Value)) any {
	return reflect.MakeFunc(reflect.FuncOf([]reflect.Type{typ}, nil, false), func(args []reflect.Value) []reflect.Value {
		f(args[0])
		return nil
	}).Interface()
}

func kindOf(v reflect.Value) string {
	if !v.IsValid() {
		return "nil"
	}
	return v.Type().String()
}
