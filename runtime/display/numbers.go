package display

import (
	"fmt"
	"reflect"
	"time"

	"interleave/runtime/internal/chart"
)

var duration = reflect.TypeFor[time.Duration]()

// numbers takes what a chart function was given: a slice or array of numbers of
// any kind, or of durations, which become seconds. who names the caller in
// panics.
func numbers(who, what string, data any) ([]float64, chart.Unit) {
	v := indirect(reflect.ValueOf(data))
	if !v.IsValid() || v.Kind() != reflect.Slice && v.Kind() != reflect.Array {
		panic(fmt.Sprintf("display.%s: %s is %s, want a slice of numbers or durations", who, what, typeName(data)))
	}
	out := make([]float64, v.Len())
	unit := chart.Plain
	for i := range out {
		e := indirect(v.Index(i))
		x, u, ok := number(e)
		switch {
		case !ok && e.IsValid():
			panic(fmt.Sprintf("display.%s: %s[%d] is of type %s, want a number or a duration", who, what, i, e.Type()))
		case !ok:
			panic(fmt.Sprintf("display.%s: %s[%d] is nil, want a number or a duration", who, what, i))
		case i > 0 && u != unit:
			panic(fmt.Sprintf("display.%s: %s mixes numbers and durations", who, what))
		}
		out[i], unit = x, u
	}
	if len(out) == 0 && v.Type().Elem() == duration {
		unit = chart.Seconds
	}
	return out, unit
}

func number(v reflect.Value) (float64, chart.Unit, bool) {
	switch {
	case !v.IsValid():
		return 0, 0, false
	case v.Type() == duration:
		return float64(v.Int()) / float64(time.Second), chart.Seconds, true
	case v.CanInt():
		return float64(v.Int()), chart.Plain, true
	case v.CanUint():
		return float64(v.Uint()), chart.Plain, true
	case v.CanFloat():
		return v.Float(), chart.Plain, true
	case v.Kind() == reflect.Bool:
		if v.Bool() {
			return 1, chart.Plain, true
		}
		return 0, chart.Plain, true
	}
	return 0, 0, false
}

func typeName(v any) string {
	if v == nil {
		return "nil"
	}
	return fmt.Sprintf("of type %T", v)
}

// asMany panics unless two slices are of the same length.
func asMany(who, a string, n int, b string, m int) {
	if n != m {
		panic(fmt.Sprintf("display.%s: %d %s and %d %s; there must be as many", who, n, a, m, b))
	}
}
