package engine

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"interleave/kernel/engine/hooks"
)

// promptLimit bounds how much of an unfinished line becomes a prompt.
const promptLimit = 1 << 10

// Write sends output of the cell's goroutines to the frontend. It is called on
// the goroutine that prints, also after the cell has ended: late output stays
// with the cell that started it.
func (x *execution) Write(stream string, p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if stream == "stdout" {
		x.noteLine(p)
	}
	hooks.Outside(func() { x.e.out.Stream(x.cell.ID, stream, p) })
	return len(p), nil
}

// noteLine remembers what was printed since the last end of line: the prompt
// of the next read.
func (x *execution) noteLine(p []byte) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if i := bytes.LastIndexByte(p, '\n'); i >= 0 {
		x.unfinished, p = x.unfinished[:0], p[i+1:]
	}
	if room := promptLimit - len(x.unfinished); len(p) > room {
		p = p[:room]
	}
	x.unfinished = append(x.unfinished, p...)
}

// prompt takes the unfinished line.
func (x *execution) prompt() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	s := string(x.unfinished)
	x.unfinished = x.unfinished[:0]
	for len(s) > 0 && !utf8.ValidString(s) { // cut inside a character
		s = s[:len(s)-1]
	}
	return strings.TrimLeft(s, "\r")
}

// print writes a line of the kernel's own to the cell's stdout.
func (x *execution) print(s string) { x.Write("stdout", []byte(s)) }

// streamWriter is one stream of an execution as an io.Writer.
type streamWriter struct {
	x      *execution
	stream string
}

func (w streamWriter) Write(p []byte) (int, error) { return w.x.Write(w.stream, p) }
