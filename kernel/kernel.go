package kernel

import (
	"context"
	"maps"
	"slices"
	"cmp"
)

// Run serves one kernel until it is told to shut down, ctx ends, or its parent
// is gone. It returns nil after an orderly shutdown.
func Run(ctx context.Context, o Options) error { return nil }

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}
