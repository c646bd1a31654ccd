//go:build nohooks

package hooks

import "sync/atomic"

// Without the layer nothing tells goroutines apart: whatever runs belongs to
// the cell that was entered last.
type tag struct {
	labels []label
	cell   *Cell
	death  *death
}

type label struct{ key, value string }

const cellKey = "cell"

var lastTag atomic.Pointer[tag]

func currentTag() *tag { return lastTag.Load() }

func setTag(t *tag) { lastTag.Store(t) }

func swapTag(t *tag) (restore func()) {
	old := lastTag.Swap(t)
	return func() { lastTag.CompareAndSwap(t, old) }
}

const canLabel = false
