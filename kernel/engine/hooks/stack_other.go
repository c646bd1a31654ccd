//go:build !nohooks && !amd64 && !arm64

package hooks

import (
	"bytes"
	"runtime"
	"strconv"
)

// stackUsed is not known here: a stack overflow ends the process.
func stackUsed() uintptr { return 0 }

// goroutine tells live goroutines apart.
func goroutine() uintptr { return uintptr(goroutineID()) }

// goroutineID is the number that the runtime gave the calling goroutine.
func goroutineID() int64 {
	var b [40]byte
	text := b[:runtime.Stack(b[:], false)]
	text = bytes.TrimPrefix(text, []byte("goroutine "))
	text, _, _ = bytes.Cut(text, []byte(" "))
	id, _ := strconv.ParseInt(string(text), 10, 64)
	return id
}

// walkStack is not known here: the middle of deep stacks is left out.
func walkStack(*physical, int) int { return 0 }
