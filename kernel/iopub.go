package kernel

import (
	"context"
	"sync"
	"time"
	"unicode/utf8"

	"interleave/kernel/wire"
)

const (
	streamFlush   = 64 << 10  // a stream buffer of this size goes at once
	streamMessage = 256 << 10 // no stream message is larger

	// What may wait here before those who cause it wait.
	maxPending = 1 << 20 // bytes of text
	maxWaiting = 100     // messages
)

// iopub is the only publisher on the iopub socket. It coalesces what cells
// print: one buffer for each cell and stream name, sent in the rhythm of pace,
// at streamFlush bytes, and before any other message of the same cell, so that
// the order of one cell's outputs is the order in which it made them.
//
// Goroutines: one, the sender, started by newIOPub, which alone calls
// wire.Publisher.Publish. It ends at close. All methods are safe for
// concurrent use. Those that cells cause (stream, output) wait while too much
// is under way: that is the back-pressure on a cell that prints without end.
type iopub struct {
	session *wire.Session
	socket  publisher
	log     *logger
	limited bool

	mu      sync.Mutex // guards the fields below
	streams map[streamKey]*streamBuffer
	queue   []publication
	pending int           // encoded bytes of text in streams and queue
	waiting int           // messages in the queue
	rate    rateLimit     // what was sent; only if limited
	asking  *wire.Message // the cell that may ask for input; nil: none
	sealed  bool          // what comes now is dropped
	closed  bool

	// calm ends when an interrupt is under way, and is replaced when it is over.
	calm  context.Context
	alarm context.CancelFunc
	room  chan struct{} // closed and replaced when something was sent or changed

	wake chan struct{} // capacity 1: the sender has something to look at
	done chan struct{} // closed by the sender at its end
}

// publisher is what iopub needs of a *wire.Publisher.
type publisher interface {
	Publish(*wire.Message) error    // queues, never waits
	Wait(ctx context.Context) error // while a subscriber that reads is far behind
	Backlog() int                   // bytes that the slowest subscriber has yet to take
}

type streamKey struct {
	parent *wire.Message
	name   string
}

type streamBuffer struct {
	utf8 wire.Text // holds the beginning of a rune whose end is not written yet
	last byte      // that was written; beyond ASCII it may be part of such a rune
	text []byte
	due  time.Time // when text is to go; zero: nothing waits
	pace pace
	line promptLine
}

// idle reports whether nothing would be lost if b were forgotten.
func (b *streamBuffer) idle() bool {
	return len(b.text) == 0 && len(b.line.text) == 0 && b.last < utf8.RuneSelf
}

// publication is one message in the queue, or a barrier.
type publication struct {
	parent   *wire.Message // nil: none
	msgType  string
	content  any
	metadata map[string]any
	buffers  [][]byte

	name    string        // of a stream, whose text is
	text    []byte        // not yet the content
	barrier chan struct{} // closed when everything before it was handed over
}

func newIOPub(session *wire.Session, socket publisher, limited bool, log *logger) *iopub {
	p := &iopub{
		session: session,
		socket:  socket,
		log:     log,
		limited: limited,
		streams: make(map[streamKey]*streamBuffer),
		room:    make(chan struct{}),
		wake:    make(chan struct{}, 1),
		done:    make(chan struct{}),
	}
	p.calm, p.alarm = context.WithCancel(context.Background())
	go p.sender()
	return p
}

// status publishes busy, idle or starting. Idle is the last that a request
// says in order: what its streams still hold goes before it, an incomplete
// rune included.
func (p *iopub) status(parent *wire.Message, state string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if state == "idle" {
		p.finish(parent)
	}
	p.enqueue(publication{parent: parent, msgType: "status", content: wire.Status{ExecutionState: state}})
}

// publish publishes a message of the kernel itself. It does not wait.
func (p *iopub) publish(parent *wire.Message, msgType string, content any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.release(parent)
	p.enqueue(publication{parent: parent, msgType: msgType, content: content})
}

// output publishes a message that a cell causes, after waiting for room.
func (p *iopub) output(ctx context.Context, m publication) {
	if !p.waitForReaders(ctx) {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.admit(ctx, 0) {
		return
	}
	p.release(m.parent)
	p.enqueue(m)
}

// stream publishes text of a cell's stdout or stderr, soon.
func (p *iopub) stream(ctx context.Context, parent *wire.Message, name string, text []byte) {
	for len(text) > 0 {
		piece := text[:min(len(text), streamFlush)]
		text = text[len(piece):]
		if !p.write(ctx, streamKey{parent, name}, piece) {
			return
		}
	}
}

func (p *iopub) write(ctx context.Context, key streamKey, piece []byte) bool {
	size := encodedLen(piece)
	if !p.waitForReaders(ctx) {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.admit(ctx, size) {
		return false
	}
	p.releaseOther(key)
	b := p.streams[key]
	if b == nil {
		b = &streamBuffer{}
		p.streams[key] = b
	}
	text := b.utf8.Add(piece)
	b.last = piece[len(piece)-1]
	b.text = append(b.text, text...)
	p.pending += encodedLen(text)
	p.schedule(key, b, text)
	return true
}

// schedule says when the text of a stream that has just grown is to go, or
// sends it at once. The caller holds p.mu.
func (p *iopub) schedule(key streamKey, b *streamBuffer, written string) {
	now := time.Now()
	mayPrompt := key.parent == p.asking && p.asking != nil && key.name == "stdout"
	if mayPrompt {
		b.line.write(written)
	}
	if b.due.IsZero() {
		b.due = b.pace.due(now)
		p.signal()
	}
	switch {
	case len(b.text) >= streamFlush:
		p.releaseStream(key, b, now)
	case b.due.After(now):
	case mayPrompt && len(b.line.text) > 0:
		p.releaseLines(key, b, now)
	default:
		p.releaseStream(key, b, now)
	}
}

// barrier returns when everything that was published for parent so far was
// handed to the socket, or when the publisher is closed.
func (p *iopub) barrier(parent *wire.Message) {
	reached := make(chan struct{})
	p.mu.Lock()
	p.release(parent)
	p.enqueue(publication{barrier: reached})
	p.mu.Unlock()
	select {
	case <-reached:
	case <-p.done:
	}
}

// hurry says whether an interrupt is under way: then waiting writers are let
// through, past slow readers and as far as the margin of the rate limit allows.
// The end of the cell comes after what it has said, so it must not wait for it.
func (p *iopub) hurry(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if on {
		p.alarm()
	} else if p.calm.Err() != nil {
		p.calm, p.alarm = context.WithCancel(context.Background())
	}
	p.changed()
}

// seal drops all that comes from now on: the kernel has said its last idle.
func (p *iopub) seal() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sealed = true
	p.changed()
}

// close hands over what is queued and ends the sender.
func (p *iopub) close() {
	p.mu.Lock()
	p.sealed, p.closed = true, true
	p.alarm()
	p.changed()
	p.mu.Unlock()
	p.signal()
	<-p.done
}

// waitForReaders waits while a front end that reads is far behind. It reports
// false when ctx is done.
func (p *iopub) waitForReaders(ctx context.Context) bool {
	if p.socket.Backlog() < maxPending {
		return ctx.Err() == nil
	}
	p.mu.Lock()
	calm := p.calm
	p.mu.Unlock()
	wait, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(calm, cancel)()
	p.socket.Wait(wait) // fails only when wait is done
	return ctx.Err() == nil
}

// admit waits until there is room for size more bytes of text and one more
// message. It reports false when the message is to be dropped: the publisher
// is sealed or ctx is done. The caller holds p.mu, which is released while
// waiting.
func (p *iopub) admit(ctx context.Context, size int) bool {
	for {
		if p.sealed {
			return false
		}
		ok, again := p.roomFor(size)
		if ok {
			return true
		}
		room := p.room
		p.mu.Unlock()
		timer := time.NewTimer(time.Until(again))
		select {
		case <-room:
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
		p.mu.Lock()
		if ctx.Err() != nil {
			return false
		}
	}
}

// roomFor reports whether size bytes may be added and, if not, when to look
// again at the latest.
func (p *iopub) roomFor(size int) (bool, time.Time) {
	now := time.Now()
	if p.pending > 0 && p.pending+size > maxPending || p.waiting >= maxWaiting {
		return false, now.Add(time.Second)
	}
	if !p.limited {
		return true, now
	}
	return p.rate.allows(now, p.pending+size, p.waiting+1, p.calm.Err() != nil)
}

// changed lets those who wait for room look again. The caller holds p.mu.
func (p *iopub) changed() {
	close(p.room)
	p.room = make(chan struct{})
}

func (p *iopub) signal() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// enqueue appends to the queue. A stream's text joins the text before it when
// that belongs to the same stream. The caller holds p.mu.
func (p *iopub) enqueue(m publication) {
	if p.sealed && m.barrier == nil {
		p.pending -= encodedLen(m.text)
		return
	}
	if n := len(p.queue); m.text != nil && n > 0 {
		last := &p.queue[n-1]
		if last.text != nil && last.parent == m.parent && last.name == m.name && len(last.text)+len(m.text) <= streamMessage {
			last.text = append(last.text, m.text...)
			return
		}
	}
	p.queue = append(p.queue, m)
	p.waiting++
	p.signal()
}

// release moves what the streams of parent hold to the queue, because another
// message of parent follows. The caller holds p.mu.
func (p *iopub) release(parent *wire.Message) {
	now := time.Now()
	for _, name := range [...]string{"stdout", "stderr"} {
		key := streamKey{parent, name}
		if b := p.streams[key]; b != nil {
			p.releaseStream(key, b, now)
			b.line = promptLine{}
		}
	}
}

// releaseOther moves the text of the other stream of the same cell to the
// queue, because text of key follows it. The caller holds p.mu.
func (p *iopub) releaseOther(key streamKey) {
	other := streamKey{key.parent, "stdout"}
	if key.name == "stdout" {
		other.name = "stderr"
	}
	if b := p.streams[other]; b != nil {
		p.releaseStream(other, b, time.Now())
		b.line = promptLine{}
	}
}

// releaseStream moves the text of a stream to the queue. The caller holds p.mu.
func (p *iopub) releaseStream(key streamKey, b *streamBuffer, now time.Time) {
	p.releasePart(key, b, len(b.text), now)
	b.due = time.Time{}
}

// releasePart moves the first n bytes of a stream to the queue. The caller
// holds p.mu.
func (p *iopub) releasePart(key streamKey, b *streamBuffer, n int, now time.Time) {
	if n == 0 {
		return
	}
	part := b.text[:n:n]
	b.text = append([]byte(nil), b.text[n:]...)
	b.line.sent = b.line.sent || len(b.text) < len(b.line.text)
	b.pace.sent(now)
	p.enqueue(publication{parent: key.parent, msgType: "stream", name: key.name, text: part})
}

// finish moves all that the streams of parent hold to the queue and forgets
// them. The caller holds p.mu.
func (p *iopub) finish(parent *wire.Message) {
	for _, name := range [...]string{"stdout", "stderr"} {
		key := streamKey{parent, name}
		b := p.streams[key]
		if b == nil {
			continue
		}
		rest := b.utf8.End()
		b.text = append(b.text, rest...)
		p.pending += encodedLen(rest)
		p.releaseStream(key, b, time.Now())
		delete(p.streams, key)
	}
}

// sender is the goroutine that sends.
func (p *iopub) sender() {
	defer close(p.done)
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		batch, next, closed := p.take()
		for i := range batch {
			p.send(&batch[i])
		}
		if len(batch) > 0 {
			continue
		}
		if closed {
			return
		}
		timer.Reset(time.Until(next))
		select {
		case <-p.wake:
		case <-timer.C:
		}
	}
}

// take returns what is to be sent now and, if nothing is, when the next
// stream is due.
func (p *iopub) take() (batch []publication, next time.Time, closed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	next = now.Add(time.Hour)
	for key, b := range p.streams {
		switch {
		case b.due.IsZero():
			if b.idle() && now.Sub(b.pace.last) > 2*paceCalm {
				delete(p.streams, key)
			}
		case p.closed || !b.due.After(now):
			p.releaseStream(key, b, now)
		case b.due.Before(next):
			next = b.due
		}
	}
	batch, p.queue = p.queue, nil
	return batch, next, p.closed
}

// send makes the message and hands it to the socket.
func (p *iopub) send(m *publication) {
	size, bytes := 0, 0
	switch {
	case m.barrier != nil:
		close(m.barrier)
	case m.text != nil:
		size = encodedLen(m.text)
		m.content = wire.Stream{Name: m.name, Text: string(m.text)}
		bytes = p.put(m)
	default:
		p.put(m)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pending -= size
	p.waiting--
	if p.limited && m.barrier == nil && !rateExempt[m.msgType] {
		p.rate.record(time.Now(), bytes)
	}
	p.changed()
}

// put builds one message, publishes it and returns the size of its frames. What
// can't be encoded is logged: nobody waits for it.
func (p *iopub) put(m *publication) int {
	message, err := p.message(m)
	if err == nil {
		p.log.message("->", "iopub", message)
		err = p.socket.Publish(message)
	}
	if err != nil {
		p.log.printf("publish %s: %v", m.msgType, err)
		return 0
	}
	const framing = 160 // topic, delimiter, signature
	return framing + len(message.HeaderJSON) + len(message.Parent) + len(message.Metadata) + len(message.Content)
}

func (p *iopub) message(m *publication) (*wire.Message, error) {
	message, err := p.session.New(m.msgType, m.parent, m.content)
	if err != nil {
		return nil, err
	}
	if m.metadata != nil {
		if message.Metadata, err = wire.Marshal(m.metadata); err != nil {
			return nil, err
		}
	}
	topic := "kernel." + p.session.ID() + "." + m.msgType
	if m.text != nil {
		topic = "stream." + m.name
	}
	message.Identities = [][]byte{[]byte(topic)}
	message.Buffers = m.buffers
	return message, nil
}
