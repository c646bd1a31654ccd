package check

import (
	"cmp"
	"fmt"
	"reflect"
)

// Ordered wants values to be in ascending order; equal ones may stand side by side.
func Ordered[T cmp.Ordered](xs []T) error {
	for i := 1; i < len(xs); i++ {
		if cmp.Less(xs[i], xs[i-1]) {
			return fmt.Errorf("element %d is %v, after %v; expected ascending order", i, xs[i], xs[i-1])
		}
	}
	return nil
}

// SameAsSequential wants a function over slices to give, for inputs, what sequential
// gives for each of them, in their order.
func SameAsSequential[T, U any](parallel func([]T) []U, sequential func(T) U, inputs []T) error {
	got := parallel(inputs)
	if len(got) != len(inputs) {
		return fmt.Errorf("%d results for %d inputs", len(got), len(inputs))
	}
	for i, x := range inputs {
		if want := sequential(x); !reflect.DeepEqual(got[i], want) {
			return fmt.Errorf("result %d, of input %v, is %v; expected %v", i, x, got[i], want)
		}
	}
	return nil
}
