//go:build !nohooks

package hooks

import (
	"reflect"
	"unsafe"
)

// layout makes the slots of frames. Slots whose types hold no pointers and fit
// in a word share one allocation: most are numbers and conditions, and an
// allocation each would be a third of what a call costs.
type layout struct {
	types []reflect.Type
	words int     // slots that share
	word  []int32 // per slot: its word, or -1
}

func newLayout(types []reflect.Type) *layout {
	l := &layout{types: types, word: make([]int32, len(types))}
	for k, t := range types {
		l.word[k] = -1
		if isWord(t) {
			l.word[k] = int32(l.words)
			l.words++
		}
	}
	return l
}

func isWord(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64:
		return true
	}
	return false
}

// fill gives the slots from the first on new zero values.
func (l *layout) fill(data []reflect.Value) {
	var words []uint64
	if l.words > 0 {
		words = make([]uint64, l.words)
	}
	for k, t := range l.types {
		if w := l.word[k]; w >= 0 {
			data[k] = reflect.NewAt(t, unsafe.Pointer(&words[w])).Elem()
		} else {
			data[k] = reflect.New(t).Elem()
		}
	}
}
