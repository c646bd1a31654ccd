package async

import (
	"bytes"
	"runtime"
	"strconv"
	"sync"
)

// places names what goroutines do, by number; those of loops and workers only.
var places sync.Map // int -> string

// Where says on whose goroutine the caller runs: "main loop" in a function that
// a [Loop] calls, "worker 2" in one of [Workers], otherwise "goroutine 18", with
// the number that Go gave it.
func Where() string {
	n := goroutine()
	if place, ok := places.Load(n); ok {
		return place.(string)
	}
	return "goroutine " + strconv.Itoa(n)
}

// enter names the calling goroutine until leave is called.
func enter(place string) (leave func()) {
	n := goroutine()
	before, was := places.Swap(n, place)
	return func() {
		if was {
			places.Store(n, before)
		} else {
			places.Delete(n)
		}
	}
}

// goroutine is the number of the calling goroutine, which Go tells in traces
// only.
func goroutine() int {
	var buf [64]byte
	line := buf[:runtime.Stack(buf[:], false)]
	line = bytes.TrimPrefix(line, []byte("goroutine "))
	digits, _, _ := bytes.Cut(line, []byte(" "))
	n, _ := strconv.Atoi(string(digits))
	return n
}
