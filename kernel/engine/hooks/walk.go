//go:build !nohooks

package hooks

import (
	"bytes"
	"reflect"
	"runtime"
)

// The runtime writes no more than 100 frames of a stack, which is some 30
// interpreted calls. Deeper stacks are found by following the frame pointers.

// physical is a frame of the native stack: a place in its function, and the
// first words of the slots of its arguments.
type physical struct{ pc, arg0, arg1 uintptr }

var (
	ourEntry   = reflect.ValueOf(run).Pointer()
	endEntry   uintptr
	theirEntry = reflect.ValueOf(runCfg).Pointer()
)

// elided is what the runtime writes in the place of frames that it leaves out.
var elided = []byte(" frames elided...")

// placesHere finds the interpreted frames of the calling goroutine, whose stack
// as text is given.
func placesHere(text []byte) []place {
	return placesOf(framesHere(text))
}

// framesHere is framesIn for the calling goroutine.
func framesHere(text []byte) []uintptr {
	list := framesIn(text)
	if !bytes.Contains(text, elided) {
		return list
	}
	if all := walked(); len(all) > len(list) && len(list) > 0 && all[len(all)-1] == list[len(list)-1] {
		return all
	}
	return list
}

// walked finds the addresses of the interpreted frames of the calling goroutine
// by following frame pointers.
func walked() []uintptr {
	native := make([]physical, 1<<10)
	n := walkStack(&native[0], len(native))
	for n == len(native) {
		native = make([]physical, 4*n)
		n = walkStack(&native[0], len(native))
	}
	var list []uintptr
	for _, p := range native[:n] {
		var at uintptr
		switch f := runtime.FuncForPC(p.pc - 1); {
		case f == nil:
		case f.Entry() == ourEntry:
			at = p.arg0
		case f.Entry() == theirEntry, f.Entry() == endEntry:
			at = p.arg1
		}
		if at != 0 {
			list = append(list, at)
		}
	}
	return list
}
