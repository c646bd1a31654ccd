//go:build !nohooks

package hooks

import (
	"bytes"
	"fmt"
)

// textFrames is how many frames the runtime writes at each end of a stack.
const textFrames = 50

// StackText is the text of runtime.Stack as cells see it: their own functions
// and lines, see Callers. With all there are the other goroutines that run or
// wait in cells.
func StackText(all bool) []byte {
	own := ownStack()
	out := stackHeader(nil, own)
	out = appendCalls(out, Callers())
	if !all {
		return out
	}
	first := true
	for block := range bytes.SplitSeq(stackText(1<<18, true), []byte("\n\n")) {
		if first { // the runtime begins with the calling goroutine
			first = false
			continue
		}
		if calls := callsIn(block); len(calls) > 0 {
			out = appendCalls(stackHeader(append(out, '\n'), block), calls)
		}
	}
	return out
}

func stackHeader(out, block []byte) []byte {
	line, _, _ := bytes.Cut(block, []byte("\n"))
	return append(append(out, line...), '\n')
}

func appendCalls(out []byte, calls []Call) []byte {
	for i, c := range calls {
		if left := len(calls) - 2*textFrames; left > 0 && i >= textFrames && i < textFrames+left {
			if i == textFrames {
				out = fmt.Appendf(out, "...%d frames elided...\n", left)
			}
			continue
		}
		args := "..."
		if c.Function == "main.main" {
			args = ""
		}
		out = fmt.Appendf(out, "%s(%s)\n\t%s:%d +0x%x\n", c.Function, args, c.File, c.Line, c.offset)
	}
	return out
}

// callsIn is the stack of another goroutine, from its text.
func callsIn(block []byte) []Call {
	var list []Call
	var v view
	var at uintptr
	for line := range bytes.Lines(block) {
		next := frameIn(line)
		if next == 0 || next == at {
			continue
		}
		at = next
		if p, ok := placeSafely(at); ok {
			list = appendCall(list, &v, p)
		}
	}
	return list
}
