package kernel

import (
	"bytes"
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
	text []byte
	sent bool // some of it was published
}

// write follows what is written to stdout.
func (l *promptLine) write(piece []byte) {
	if i := bytes.LastIndexByte(piece, '\n'); i >= 0 {
		*l = promptLine{}
		piece = piece[i+1:]
	}
	if len(l.text)+len(piece) > promptMax {
		*l = promptLine{}
		return
	}
	l.text = append(l.text, piece...)
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
	end := bytes.LastIndexAny(b.text, "\r\n") + 1
	whole, rest := b.text[:end], b.text[end:]
	if len(whole) > 0 {
		b.text = append([]byte(nil), rest...)
		b.line.sent = b.line.sent || len(b.text) < len(b.line.text)
		b.pace.sent(now)
		p.enqueue(publication{parent: key.parent, msgType: "stream", name: key.name, text: whole})
	}
	b.due = time.Time{}
	if len(rest) > 0 {
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
	if b == nil || prompt == "" || string(b.line.text) != prompt {
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
