package async

import (
	"bytes"
	"runtime"
	"sync"

	"interleave/runtime/internal/goroutine"
)

// places names what goroutines do, by ID; those of loops and workers only.
var places sync.Map // uintptr -> string

// Where says on whose goroutine the caller runs: "main loop" in a function that
// a [Loop] calls, "worker 2" in one of [Workers], otherwise "goroutine 18", with
// the number that Go gave it.
func Where() string {
	if place, ok := places.Load(goroutine.ID()); ok {
		return place.(string)
	}
	return "goroutine " + number()
}

// enter names the calling goroutine until leave is called.
func enter(place string) (leave func()) {
	n := goroutine.ID()
	before, was := places.Swap(n, place)
	return func() {
		if was {
			places.Store(n, before)
		} else {
			places.Delete(n)
		}
	}
}

// number is that of the calling goroutine, which Go tells in traces only.
func number() string {
	var buf [64]byte
	line := buf[:runtime.Stack(buf[:], false)]
	digits, _, _ := bytes.Cut(bytes.TrimPrefix(line, []byte("goroutine ")), []byte(" "))
	return string(digits)
}
