package host

import (
	"cmp"
	"reflect"
	"slices"
)

// instances adds the compiled instances of the commonest generic functions of
// the standard library. Lowered code calls slices.Sort of ints as
// "slices_Sort_int"; what is not here is interpreted.
func instances(table map[string]reflect.Value) {
	instancesOf[int](table, "int")
	instancesOf[float64](table, "float64")
	instancesOf[string](table, "string")
}

func instancesOf[E cmp.Ordered](table map[string]reflect.Value, elem string) {
	for name, f := range map[string]any{
		"BinarySearch": slices.BinarySearch[[]E, E],
		"Clone":        slices.Clone[[]E, E],
		"Compact":      slices.Compact[[]E, E],
		"Compare":      slices.Compare[[]E, E],
		"Contains":     slices.Contains[[]E, E],
		"Equal":        slices.Equal[[]E, E],
		"Index":        slices.Index[[]E, E],
		"IsSorted":     slices.IsSorted[[]E, E],
		"Max":          slices.Max[[]E, E],
		"Min":          slices.Min[[]E, E],
		"Reverse":      slices.Reverse[[]E, E],
		"Sort":         slices.Sort[[]E, E],
	} {
		table["slices_"+name+"_"+elem] = reflect.ValueOf(f)
	}
}
