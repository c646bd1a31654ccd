//go:build !nohooks

package hooks

import (
	"strings"
	"unsafe"
)

// tag is what a goroutine's profiler label points to. It begins with what the
// runtime expects there, so that profiles and tracebacks show the cell.
type tag struct {
	labels []label
	cell   *Cell
	death  *death // nil: alive
}

type label struct{ key, value string }

// cellKey is the key of a tag's first label. Its bytes are this package's own:
// their address tells a tag from the label maps of runtime/pprof.
var cellKey = strings.Clone("cell")

//go:linkname getLabel runtime/pprof.runtime_getProfLabel
func getLabel() unsafe.Pointer

//go:linkname setLabel runtime/pprof.runtime_setProfLabel
func setLabel(unsafe.Pointer)

// currentTag is the running goroutine's, nil when it belongs to no cell.
func currentTag() *tag {
	p := getLabel()
	if p == nil {
		return nil
	}
	l := *(*[]label)(p)
	if len(l) == 0 || unsafe.StringData(l[0].key) != unsafe.StringData(cellKey) {
		return nil
	}
	return (*tag)(p)
}

func setTag(t *tag) { setLabel(unsafe.Pointer(t)) }

// swapTag gives the running goroutine a tag; restore undoes it. A goroutine
// that began to die meanwhile stays as it is.
func swapTag(t *tag) (restore func()) {
	old := getLabel()
	setTag(t)
	return func() {
		if now := currentTag(); now == nil || now.death == nil {
			setLabel(old)
		}
	}
}

const canLabel = true
