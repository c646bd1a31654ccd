package evaluator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Limits of patience with a process; those that users may set are in Options.
const (
	// linkEndGrace is from the end of the link to killing the process: one that
	// crashes needs it for its last words.
	linkEndGrace = time.Second
	// linkReadLimit bounds reading what a dead process left in the link.
	linkReadLimit = 5 * time.Second
	// lastWordsGrace is how long a dying process may go on writing its crash
	// text, which can be megabytes when there are many goroutines.
	lastWordsGrace = 2 * time.Second
	// sweepLimit bounds the wait for killed processes of a dead evaluator.
	sweepLimit = 2 * time.Second
)

// markerName is the environment variable by which the processes that an
// evaluator started are known as its own.
const markerName = "INTERLEAVE_EVALUATOR"

// process is one evaluator, seen from the front.
//
// Goroutines: read takes messages off the link; listen handles them and calls
// the Handler; write puts messages on the link; one capture loop for each of
// the descriptors 1 and 2; one for each Handler.Input; wait waits for the end,
// collects the others and closes dead. Then nothing of the process is left.
type process struct {
	*spawned
	pid     int
	marker  string
	started time.Time
	handler Handler
	memory  int64
	outward chan message // to the goroutine write; never closed
	out     *capture
	err     *capture

	begun   chan struct{} // closed by read: ready or failed
	failure string        // why it can't serve; valid after begun is closed
	linkCut bool          // the failure says only that the link ended; as failure
	dead    chan struct{} // closed by wait
	crash   Crash         // valid after dead is closed
	ended   chan struct{} // closed by the supervisor after it replaced the process

	gone     chan struct{} // closed by wait when the process has exited
	readEnd  chan struct{} // closed by read
	writeEnd chan struct{} // closed by write

	events    *queue[message] // from read to listen
	listenEnd chan struct{}   // closed by listen
	unacked   int             // bytes handled by listen and not yet given back

	say     sync.Mutex // held while the Handler is called, but for Input and Restarted
	calls   table[message]
	lastSeq uint32 // id of the last stream message; set by read, read by wait

	inputs sync.WaitGroup
	asks   struct {
		sync.Mutex
		cancel map[uint32]context.CancelFunc
	}

	running   atomic.Pointer[running] // the cell that Execute waits for
	replaying atomic.Uint32           // id of the replay request under way
	why       atomic.Pointer[string]  // why the supervisor ended it, nil: it did not
	askedFor  atomic.Bool             // it was killed because a cell ignored an interrupt
	reaped    struct {
		sync.Mutex
		done bool        // the id may be somebody else's
		doom *time.Timer // kills the process
		at   time.Time   // when
	}
}

// running is a cell and the id of the request that runs it.
type running struct {
	id   uint32
	cell Cell
}

// newProcess connects the goroutines to a spawned child. onReady is called once
// by read when the process is ready for cells.
func newProcess(s *spawned, marker string, o *Options, onReady func(*process)) *process {
	p := &process{
		spawned:   s,
		pid:       s.process.Pid,
		marker:    marker,
		started:   time.Now(),
		handler:   o.Events,
		memory:    o.Memory,
		outward:   make(chan message, 256),
		begun:     make(chan struct{}),
		dead:      make(chan struct{}),
		ended:     make(chan struct{}),
		gone:      make(chan struct{}),
		readEnd:   make(chan struct{}),
		writeEnd:  make(chan struct{}),
		events:    newQueue[message](),
		listenEnd: make(chan struct{}),
	}
	p.asks.cancel = map[uint32]context.CancelFunc{}
	p.out = newCapture(s.stdout, func(b []byte) { p.stream(CellCurrent, streamNames[0], b) })
	p.err = newCapture(s.stderr, func(b []byte) { p.stream(CellCurrent, streamNames[1], b) })
	p.err.dying = func() bool { return hasCrashText(p.box) }
	p.err.crashing = func() { p.killAfter(lastWordsGrace, "") }
	go p.out.loop()
	go p.err.loop()
	go p.write()
	go p.read(onReady)
	go p.listen()
	go p.wait()
	return p
}

// write puts messages on the link until the process is gone.
func (p *process) write() {
	defer close(p.writeEnd)
	l := newLinkWriter(p.link)
	if err := writeHello(l, p.memory); err != nil {
		return // read sees the end of the link as well
	}
	for {
		select {
		case <-p.gone:
			return
		case m := <-p.outward:
			if l.write(m) != nil {
				return
			}
		}
	}
}

// errDead says that a message found no living process.
var errDead = errors.New("the evaluator has ended and was replaced")

// send queues m for the link.
func (p *process) send(ctx context.Context, m message) error {
	select {
	case p.outward <- m:
		return nil
	case <-p.gone:
		return errDead
	case <-ctx.Done():
		return ctx.Err()
	}
}

// cancelCall asks the child to give up a request.
func (p *process) cancelCall(id uint32) {
	select {
	case p.outward <- message{kind: kindCancel, id: id}:
	default: // the process takes nothing any more
	}
}

// replay has the process declare again what cells declared.
func (p *process) replay(cells []Cell) {
	id, _ := p.calls.open()
	p.calls.drop(id) // only a fresh id is needed
	m, err := packMessage(kindReplay, id, cells, nil)
	if err == nil {
		p.replaying.Store(id)
		_ = p.send(context.Background(), m) // if it is dead, it is replaced in turn
	}
}

// end asks the process to end and kills it after grace.
func (p *process) end(grace time.Duration) {
	p.endFor("the kernel is shutting down")
	select {
	case p.outward <- message{kind: kindClose}:
	default: // it takes nothing any more
	}
	p.killAfter(grace, "")
}

// endFor notes why the supervisor ends the process; the first reason counts.
func (p *process) endFor(why string) { p.why.CompareAndSwap(nil, &why) }

// isReady says whether the process has been ready for cells.
func (p *process) isReady() bool {
	select {
	case <-p.begun:
		return p.failure == ""
	default:
		return false
	}
}

// startFailure says why a dead process was never ready.
func (p *process) startFailure() string {
	if p.linkCut {
		return p.crash.Cause
	}
	return p.failure
}

// read takes messages off the link until it ends, which ends the process.
func (p *process) read(onReady func(*process)) {
	defer close(p.readEnd)
	r := newLinkReader(p.link)
	err := p.begin(r)
	if err == nil {
		close(p.begun)
		onReady(p)
		err = p.serve(r)
	} else {
		p.failure = err.Error()
		p.linkCut = linkEnded(err)
		close(p.begun)
	}
	if linkEnded(err) {
		p.killAfter(linkEndGrace, "the evaluator closed its link")
		return
	}
	if p.failure != "" {
		p.kill() // the failure says it all
		return
	}
	p.fail(err)
}

// fail ends the process because of what it sent.
func (p *process) fail(err error) {
	p.endFor("the link to the evaluator broke: " + err.Error())
	p.kill()
}

// linkEnded says that err means nothing but the end of the link.
func linkEnded(err error) bool {
	for _, end := range []error{io.EOF, io.ErrUnexpectedEOF, os.ErrDeadlineExceeded, syscall.ECONNRESET} {
		if errors.Is(err, end) {
			return true
		}
	}
	return false
}

// begin reads what comes before the process is ready for cells.
func (p *process) begin(r *linkReader) error {
	if _, err := readHello(r); err != nil {
		return err
	}
	for {
		m, err := r.read()
		if err != nil {
			return fmt.Errorf("waiting for the engine: %w", err)
		}
		if m.kind != kindReady {
			p.sort(m) // the engine speaks while it is being built
			continue
		}
		var h ready
		if err := unpackHead(m, &h); err != nil {
			return err
		}
		if h.Error != "" {
			return errors.New(h.Error)
		}
		return nil
	}
}

// serve reads messages until the link ends.
func (p *process) serve(r *linkReader) error {
	for {
		m, err := r.read()
		if err != nil {
			return err
		}
		p.sort(m)
	}
}

// sort hands replies at once to whoever waits, and everything else in its order
// to the goroutine listen.
func (p *process) sort(m message) {
	switch {
	case m.kind == kindReply:
		p.calls.answer(m.id, m)
		return
	case m.kind == kindStream && m.id != 0:
		p.lastSeq = m.id
	}
	p.events.put(m)
}

// listen handles events, calling the Handler, until read has ended and all are
// handled. How much output waits is bounded by the child's window.
func (p *process) listen() {
	defer close(p.listenEnd)
	for end := false; !end; {
		select {
		case <-p.events.ready:
		case <-p.readEnd:
			end = true // nothing is put any more
		}
		for _, m := range p.events.take() {
			if err := p.handle(m); err != nil {
				p.fail(err)
			}
			p.acknowledge(m)
		}
	}
}

// acknowledge lets the child say more, in steps that cost little.
func (p *process) acknowledge(m message) {
	switch m.kind {
	case kindStream, kindDisplay, kindClear, kindComm:
		p.unacked += m.size()
	}
	if p.unacked >= ackEvery {
		_ = p.send(context.Background(), message{kind: kindAck, id: uint32(p.unacked)})
		p.unacked = 0
	}
}

// handle acts on one message of the child. Text that the child wrote to its
// descriptors before is delivered first.
func (p *process) handle(m message) error {
	switch m.kind {
	case kindStream:
		var h streamHead
		if err := unpackHead(m, &h); err != nil {
			return err
		}
		p.drain()
		p.stream(h.Cell, h.Name, m.raw)
	case kindDisplay:
		return p.display(m)
	case kindClear:
		var h clearHead
		if err := unpackHead(m, &h); err != nil {
			return err
		}
		p.drain()
		p.tell(func(to Handler) { to.ClearOutput(h.Cell, h.Wait) })
	case kindComm:
		c, err := unpackComm(m)
		if err != nil {
			return err
		}
		p.drain()
		p.tell(func(to Handler) { to.Comm(c) })
	case kindInput:
		return p.input(m)
	case kindCancel:
		p.cancelInput(m.id)
	case kindAnswer:
		p.answered(m)
	default:
		return fmt.Errorf("%w: the evaluator sent kind %d", errFrame, m.kind)
	}
	return nil
}

func (p *process) display(m message) error {
	var h displayHead
	if err := unpackHead(m, &h); err != nil {
		return err
	}
	d, _, err := unpackDisplay(&h, m.raw)
	if err != nil {
		return err
	}
	p.drain()
	p.tell(func(to Handler) { to.Display(h.Cell, *d) })
	return nil
}

// answered passes an answer on to whoever waits for it.
func (p *process) answered(m message) {
	if p.replaying.CompareAndSwap(m.id, 0) {
		return
	}
	if r := p.running.Load(); r != nil && r.id == m.id {
		p.drain()
		p.err.settle()
		p.running.Store(nil)
	}
	p.calls.answer(m.id, m)
}

// drain delivers what the child wrote to its descriptors before now.
func (p *process) drain() {
	p.out.drain()
	p.err.drain()
}

func (p *process) stream(cell CellID, name string, text []byte) {
	p.tell(func(to Handler) { to.Stream(cell, name, text) })
}

// tell calls the Handler, one call at a time.
func (p *process) tell(f func(Handler)) {
	if p.handler == nil {
		return
	}
	p.say.Lock()
	defer p.say.Unlock()
	f(p.handler)
}

// input asks the Handler for a line, in a goroutine of its own.
func (p *process) input(m message) error {
	var h inputHead
	if err := unpackHead(m, &h); err != nil {
		return err
	}
	p.drain()
	ctx, cancel := context.WithCancel(context.Background())
	p.asks.Lock()
	p.asks.cancel[m.id] = cancel
	p.asks.Unlock()
	p.inputs.Go(func() {
		defer p.cancelInput(m.id)
		a := inputAnswer{Failure: failureRefused}
		if p.handler != nil {
			text, err := p.handler.Input(ctx, h.Cell, h.Prompt, h.Password)
			a = newInputAnswer(text, err)
		}
		if reply, err := packMessage(kindAnswer, m.id, a, nil); err == nil {
			_ = p.send(context.Background(), reply) // fails when the process is gone
		}
	})
	return nil
}

func newInputAnswer(text string, err error) inputAnswer {
	switch {
	case err == nil:
		return inputAnswer{Text: text}
	case errors.Is(err, ErrInputRefused):
		return inputAnswer{Failure: failureRefused}
	case errors.Is(err, io.EOF):
		return inputAnswer{Failure: failureEOF}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return inputAnswer{Failure: failureCanceled}
	}
	return inputAnswer{Failure: failureOther, Detail: err.Error()}
}

func (p *process) cancelInput(id uint32) {
	p.asks.Lock()
	cancel := p.asks.cancel[id]
	delete(p.asks.cancel, id)
	p.asks.Unlock()
	if cancel != nil {
		cancel()
	}
}

func (p *process) cancelInputs() {
	p.asks.Lock()
	defer p.asks.Unlock()
	for _, cancel := range p.asks.cancel {
		cancel()
	}
}

// kill kills the process and its group, unless it has been waited for.
func (p *process) kill() {
	p.reaped.Lock()
	defer p.reaped.Unlock()
	if !p.reaped.done {
		signalGroup(p.pid, killSignal)
	}
}

// killAfter kills the process in d if it is not gone by then, for the reason
// given, "" for one that its last words tell. The earliest call counts.
func (p *process) killAfter(d time.Duration, why string) {
	p.reaped.Lock()
	defer p.reaped.Unlock()
	at := time.Now().Add(d)
	if p.reaped.done || p.reaped.doom != nil && !at.Before(p.reaped.at) {
		return
	}
	if p.reaped.doom != nil {
		p.reaped.doom.Stop()
	}
	p.reaped.at = at
	p.reaped.doom = time.AfterFunc(d, func() {
		if why != "" {
			p.endFor(why)
		}
		p.kill()
	})
}

// reapOrphans waits for dead orphans of the process's group.
func (p *process) reapOrphans() {
	p.reaped.Lock()
	defer p.reaped.Unlock()
	if !p.reaped.done {
		reapGroup(p.pid)
	}
}

// setReaped says that the process has been waited for.
func (p *process) setReaped() {
	p.reaped.Lock()
	defer p.reaped.Unlock()
	p.reaped.done = true
	if p.reaped.doom != nil {
		p.reaped.doom.Stop()
	}
}

// wait waits for the end of the process, kills what is left of its group, and
// collects what it said last.
func (p *process) wait() {
	state, err := awaitExit(p.process, func() { p.kill(); p.setReaped() })
	close(p.gone)
	sweep(p.pid, p.marker, sweepLimit)

	// What is in the link's buffer is still handled; its end follows at once,
	// since nobody else has the other end. The deadline is for the unforeseen.
	_ = p.link.SetDeadline(time.Now().Add(linkReadLimit))
	<-p.readEnd
	<-p.listenEnd
	<-p.writeEnd
	p.cancelInputs()
	p.inputs.Wait()
	p.deliverUnsent()
	p.out.close()
	words := p.err.close()
	p.crash = p.post(state, err, words)
	for _, f := range []*os.File{p.link, p.box, p.life} {
		f.Close()
	}
	close(p.dead)
}

// deliverUnsent delivers text that was printed and did not reach the link.
func (p *process) deliverUnsent() {
	page, err := readPage(p.box)
	if err != nil {
		return
	}
	if cell, name, text := page.unsent(p.lastSeq); len(text) > 0 {
		p.drain()
		p.stream(cell, name, text)
	}
}
