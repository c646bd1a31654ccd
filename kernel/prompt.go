package kernel

import (
	"bytes"
	"strings"
	"time"

	"interleave/kernel/wire"
)

// A program asks with Print("Who? ") and then reads a line: the front end gets
// the text as the prompt of its input box. It must not get it as output too, or
// it stands there twice. So the unfinished last line of a cell that may ask is
// held back for promptHold; if the question comes meanwhile, the line becomes
// its prompt, and if it was sent already, the question goes without one.
const promptHold = 10 * time.Millisecond

// promptMax is longer than any prompt.
const promptMax = 1 << 10

// promptLine is what a cell has written since the last line end.
type promptLine struct {
	text string
	sent bool // some of it was published
}

// write follows what is written to stdout.
func (l *promptLine) write(written string) {
	if i := strings.LastIndexByte(written, '\n'); i >= 0 {
		*l = promptLine{}
		written = written[i+1:]
	}
	if len(l.text)+len(written) > promptMax {
		*l = promptLine{}
		return
	}
	l.text += written
}

// expectInput says which cell may ask for input from now on; nil is none.
func (p *iopub) expectInput(cell *wire.Message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asking = cell
}

// releaseLines moves the finished lines of a stream to the queue, those of
// progress bars that end in \r too, and keeps the unfinished one for
// promptHold. The caller holds p.mu.
func (p *iopub) releaseLines(key streamKey, b *streamBuffer, now time.Time) {
	p.releasePart(key, b, bytes.LastIndexAny(b.text, "\r\n")+1, now)
	b.due = time.Time{}
	if len(b.text) > 0 {
		b.due = now.Add(promptHold)
		p.signal()
	}
}

// takePrompt publishes what cell has printed so far and returns the prompt for
// the question that it asks now: prompt, which is withdrawn from the output if
// it is the line that is held back, or nothing if that line is out already.
func (p *iopub) takePrompt(cell *wire.Message, prompt string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.release(cell)
	b := p.streams[streamKey{cell, "stdout"}]
	if b == nil || prompt == "" || b.line.text != prompt {
		return prompt
	}
	if b.line.sent {
		return ""
	}
	kept := len(b.text) - len(prompt)
	p.pending -= encodedLen(b.text[kept:])
	b.text = b.text[:kept]
	return prompt
}
