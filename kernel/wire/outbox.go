package wire

import (
	"errors"
	"strings"
	"sync"
	"time"
)

var (
	errGone    = errors.New("the peer is gone")
	errFull    = errors.New("it has stopped reading and its queue is full")
	errStalled = errors.New("it has taken nothing for too long")
	errTopics  = errors.New("it has too many subscriptions")
)

const (
	maxTopics = 1024
	// readsStill is how recently a peer must have taken something to count as one that reads.
	readsStill = 2 * time.Second
	// progressStep is how much a peer must take, if more waits for it, for it to count. A stopped process goes on taking a
	// little now and then: the system makes room in its buffer.
	progressStep = 64 << 10
	// burst is how much more than MaxQueue may wait for a peer that reads.
	burst = 4
	// batchSize and batchChunks bound one writev, so that progress is seen while a long queue drains.
	batchSize   = 1 << 20
	batchChunks = 512
)

type outboxState int

const (
	outboxOpen    outboxState = iota
	outboxClosing             // takes no more; what is queued still goes out
	outboxDead
)

// outbox is what waits for one peer, and, on iopub, what the peer wants. Adding never waits.
//
// Whole messages go in, and a peer that cannot be served is cut: it never gets a stream with holes (decision 6).
type outbox struct {
	limit  int
	topics bool // only what was subscribed to goes in

	wake chan struct{} // cap 1; written after every change that the writer waits for

	mu       sync.Mutex
	state    outboxState
	queue    [][]byte
	bytes    int       // queued or being written
	progress time.Time // when the peer last took something that counts, or when the queue began
	step     int       // taken since then
	deadline time.Time // when closing: until when the rest may go out
	wanted   map[string]int
}

func newOutbox(limit int, topics bool) outbox {
	return outbox{limit: limit, topics: topics, wake: make(chan struct{}, 1)}
}

func (o *outbox) signal() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// add queues a message. errFull means that the peer must be cut.
func (o *outbox) add(m outgoing) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.topics && !o.wants(m) {
		return nil
	}
	return o.push(m)
}

// wants is called with o.mu held. Messages of one frame are the fences of Publisher.Flush.
func (o *outbox) wants(m outgoing) bool {
	if m.frames < 2 {
		return false
	}
	if o.wanted[""] > 0 {
		return true
	}
	name := string(m.topic)
	for topic := range o.wanted {
		if strings.HasPrefix(name, topic) {
			return true
		}
	}
	return false
}

// push is called with o.mu held.
func (o *outbox) push(m outgoing) error {
	if o.state != outboxOpen {
		return errGone
	}
	switch {
	case o.bytes == 0:
		o.progress, o.step = time.Now(), 0
	case o.bytes >= o.limit:
		if o.bytes >= burst*o.limit || time.Since(o.progress) > readsStill {
			return errFull
		}
	}
	o.queue = append(o.queue, m.chunks...)
	o.bytes += m.size
	o.signal()
	return nil
}

// subscribe enters a topic and queues the welcome in one step: whatever the subscription brings comes after it.
func (o *outbox) subscribe(topic string, welcome *outgoing) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.wanted == nil {
		o.wanted = make(map[string]int)
	}
	if o.wanted[topic]++; len(o.wanted) > maxTopics {
		return errTopics
	}
	if welcome == nil {
		return nil
	}
	return o.push(*welcome)
}

func (o *outbox) unsubscribe(topic string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.wanted[topic] > 1 {
		o.wanted[topic]--
	} else {
		delete(o.wanted, topic)
	}
}

// take waits for something to write. It returns nil when there will be nothing more.
func (o *outbox) take() [][]byte {
	for {
		if batch, done := o.batch(); done {
			return batch
		}
		<-o.wake
	}
}

func (o *outbox) batch() (batch [][]byte, done bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.state == outboxDead {
		return nil, true
	}
	if len(o.queue) == 0 {
		return nil, o.state == outboxClosing
	}
	var k, size int
	for k < len(o.queue) && k < batchChunks && size < batchSize {
		size += len(o.queue[k])
		k++
	}
	batch = append(batch, o.queue[:k]...)
	clear(o.queue[:k])
	if o.queue = o.queue[k:]; len(o.queue) == 0 {
		o.queue = nil
	}
	return batch, true
}

// took notes that the peer has taken n bytes. It reports an error when it is time to give the peer up.
func (o *outbox) took(n int, stall time.Duration) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.state == outboxDead {
		return errGone
	}
	now := time.Now()
	o.bytes -= n
	if o.step += n; o.step >= progressStep || o.bytes == 0 {
		o.progress, o.step = now, 0
	}
	switch {
	case o.bytes == 0:
	case now.Sub(o.progress) > stall:
		return errStalled
	case o.state == outboxClosing && (now.After(o.deadline) || now.Sub(o.progress) > closingPatience):
		return errStalled
	}
	return nil
}

// close ends the queue; the writer has until the deadline for what is in it.
func (o *outbox) close(deadline time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.state == outboxOpen {
		o.state, o.deadline = outboxClosing, deadline
	}
	o.signal()
}

// kill empties the queue and returns the state before.
func (o *outbox) kill() (was outboxState) {
	o.mu.Lock()
	defer o.mu.Unlock()
	was = o.state
	o.state, o.queue, o.bytes = outboxDead, nil, 0
	o.signal()
	return was
}

// load is how much waits for the peer and for how long it has taken nothing.
func (o *outbox) load() (bytes int, idle time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.bytes == 0 {
		return 0, 0
	}
	return o.bytes, time.Since(o.progress)
}

func (o *outbox) open() bool    { return o.is(outboxOpen) }
func (o *outbox) closing() bool { return o.is(outboxClosing) }

func (o *outbox) is(state outboxState) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.state == state
}
