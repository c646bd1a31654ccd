package evaluator

import (
	"context"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// flushGap is the shortest time between two frames of small prints. The first
// print after a pause goes at once; what follows within the gap travels
// together. What waits is in the shared page, so that a crash loses nothing.
const flushGap = time.Millisecond

const (
	// window is how much output may be on its way to the Handler. Cells that say
	// more wait, but nothing else on the link waits behind their output, and the
	// end of an interrupted cell is heard soon even if the front is slow.
	window = 128 << 10
	// ackEvery is the step in which the front gives back the window.
	ackEvery = window / 4
	// streamChunk is the most text that one message carries.
	streamChunk = 48 << 10
)

// output is the child's Output. Any goroutine may call it; the goroutine flush
// carries waiting text to the link.
type output struct {
	link     *linkWriter
	window   *credit
	recorder *Recorder
	page     *page
	wake     chan struct{} // capacity 1; never closed

	mu     sync.Mutex // guards broken and the text of page
	broken bool       // a write to the link failed

	running atomic.Pointer[runningCell]
	asks    table[inputAnswer]
}

// runningCell is the cell that Execute runs.
type runningCell struct {
	Cell
	ctx context.Context
}

func newOutput(link *linkWriter, p *page) *output {
	return &output{
		link:     link,
		window:   newCredit(window),
		recorder: &Recorder{page: p},
		page:     p,
		wake:     make(chan struct{}, 1),
	}
}

// flushLoop runs until ctx is done.
func (o *output) flushLoop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-o.wake:
			o.flush()
			time.Sleep(flushGap)
		}
	}
}

func (o *output) flush() {
	o.mu.Lock()
	o.flushLocked()
	o.mu.Unlock()
}

// flushLocked sends the waiting text. When the link is broken the text stays in
// the page, where the front finds it; what is printed after that is lost.
func (o *output) flushLocked() {
	p := o.page
	if p.textLen == 0 {
		return
	}
	if o.stream(p.textSeq, p.textCell, streamNames[p.textName], p.text[:p.textLen]) != nil {
		o.broken = true
		return
	}
	atomic.StoreUint32(&p.textLen, 0)
}

// stream sends one message of text. A broken link is no error of the cell that
// prints: the reader sees it too, and acts.
func (o *output) stream(seq uint32, cell CellID, name string, text []byte) error {
	m, err := packMessage(kindStream, seq, streamHead{cell, name}, text)
	if err != nil {
		return err
	}
	o.window.take(m.size())
	return o.link.write(m)
}

// say sends a message of output after the waiting text.
func (o *output) say(m message, err error) {
	o.flush()
	if err == nil {
		o.window.take(m.size())
		_ = o.link.write(m)
	}
}

// tell sends any other message after the waiting text.
func (o *output) tell(m message, err error) {
	o.flush()
	if err == nil {
		_ = o.link.write(m)
	}
}

// interrupted says whether the cell runs and was told to stop.
func (o *output) interrupted(cell CellID) bool {
	r := o.running.Load()
	return r != nil && r.ID == cell && r.ctx.Err() != nil
}

// Stream implements Output.
func (o *output) Stream(cell CellID, name string, text []byte) {
	if len(text) == 0 {
		return
	}
	if len(text) > len(o.page.text)/2 {
		o.flush()
		// Who prints much and is interrupted does not wait for a slow frontend.
		for len(text) > 0 && !o.interrupted(cell) {
			n := min(len(text), streamChunk)
			_ = o.stream(0, cell, name, text[:n])
			text = text[n:]
		}
		return
	}
	var index uint32
	if name == streamNames[1] {
		index = 1
	}
	if o.hold(cell, index, text) {
		select {
		case o.wake <- struct{}{}:
		default: // it is awake
		}
	}
}

// hold adds text to what waits in the page.
func (o *output) hold(cell CellID, name uint32, text []byte) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	p := o.page
	if p.textLen > 0 && (p.textCell != cell || p.textName != name || int(p.textLen)+len(text) > len(p.text)) {
		o.flushLocked()
	}
	if o.broken {
		return false
	}
	if p.textLen == 0 {
		p.textSeq++
		p.textCell, p.textName = cell, name
	}
	copy(p.text[p.textLen:], text)
	atomic.StoreUint32(&p.textLen, p.textLen+uint32(len(text)))
	return true
}

// Display implements Output.
func (o *output) Display(cell CellID, d Display) {
	h, raw := packDisplay(&d, nil)
	h.Cell = cell
	o.say(packMessage(kindDisplay, 0, h, raw))
}

// ClearOutput implements Output.
func (o *output) ClearOutput(cell CellID, wait bool) {
	o.say(packMessage(kindClear, 0, clearHead{cell, wait}, nil))
}

// Comm implements Output.
func (o *output) Comm(c CommMessage) { o.say(packComm(0, c)) }

// Input implements Output.
func (o *output) Input(ctx context.Context, cell CellID, prompt string, password bool) (string, error) {
	r := o.running.Load()
	if r == nil || !r.AllowInput || cell != CellCurrent && cell != r.ID {
		return "", ErrInputRefused
	}
	id, answer := o.asks.open()
	defer o.asks.drop(id)
	o.tell(packMessage(kindInput, id, inputHead{r.ID, prompt, password}, nil))
	select {
	case a := <-answer:
		return a.result()
	case <-ctx.Done():
		_ = o.link.write(message{kind: kindCancel, id: id})
		return "", ctx.Err()
	case <-r.ctx.Done():
		_ = o.link.write(message{kind: kindCancel, id: id})
		return "", r.ctx.Err()
	}
}

func (a inputAnswer) result() (string, error) {
	switch a.Failure {
	case "":
		return a.Text, nil
	case failureRefused:
		return "", ErrInputRefused
	case failureEOF:
		return "", io.EOF
	case failureCanceled:
		return "", context.Canceled
	}
	return "", fmt.Errorf("asking for input: %s", a.Detail)
}

// credit bounds what is under way.
type credit struct {
	limit int
	mu    sync.Mutex // guards used
	freed *sync.Cond
	used  int
}

func newCredit(limit int) *credit {
	c := &credit{limit: limit}
	c.freed = sync.NewCond(&c.mu)
	return c
}

// take waits until less than the limit is under way and adds n to it; n may be
// more than the limit.
func (c *credit) take(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.used >= c.limit {
		c.freed.Wait()
	}
	c.used += n
}

func (c *credit) give(n int) {
	c.mu.Lock()
	c.used -= n
	c.mu.Unlock()
	c.freed.Broadcast()
}

// table holds the questions of one direction that wait for an answer.
type table[T any] struct {
	mu   sync.Mutex // guards what follows
	last uint32
	wait map[uint32]chan T
}

// open returns a fresh id and the channel on which its answer will come; the
// channel is never closed.
func (t *table[T]) open() (uint32, <-chan T) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.wait == nil {
		t.wait = map[uint32]chan T{}
	}
	t.last++
	c := make(chan T, 1)
	t.wait[t.last] = c
	return t.last, c
}

// answer delivers v, unless nobody waits for it any more.
func (t *table[T]) answer(id uint32, v T) {
	t.mu.Lock()
	c := t.wait[id]
	delete(t.wait, id)
	t.mu.Unlock()
	if c != nil {
		c <- v
	}
}

func (t *table[T]) drop(id uint32) {
	t.mu.Lock()
	delete(t.wait, id)
	t.mu.Unlock()
}
