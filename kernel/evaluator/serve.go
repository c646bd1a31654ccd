package evaluator

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
)

// Serve is the child's whole life: it takes the link that the supervisor left
// at descriptor 3, builds an engine with start, and serves requests until the
// front says that it is over, which returns nil, or until ctx is done. The
// engine's Output is safe for use before start has returned. When the link
// ends without a word, Serve kills the process group of the calling process,
// itself included.
func Serve(ctx context.Context, start func(Output) (Engine, error)) error {
	in, err := takeInheritance()
	if err != nil {
		return fmt.Errorf("serving as an evaluator: %w", err)
	}
	s := newServer(in)
	signals := catchSignals(s.out.recorder)
	if err := s.handshake(); err != nil {
		return fmt.Errorf("serving as an evaluator: %w", err)
	}
	return s.run(ctx, start, signals)
}

// server is the child's end. Its goroutines: read takes messages off the link
// and never runs cells; run's own goroutine executes cells one after another,
// each in a goroutine that lasts as long as the cell; comms hands comm
// messages to the engine in their order; flushLoop carries printed text;
// signals handles SIGINT, SIGTERM, SIGHUP and SIGPIPE; each Complete, Inspect
// and IsComplete has a goroutine. All of them end with the process.
type server struct {
	in     *inheritance
	reader *linkReader
	link   *linkWriter
	out    *output

	jobs  *queue[job]
	comms *queue[job]

	mu      sync.Mutex // guards cancels
	cancels map[uint32]context.CancelFunc

	engine Engine        // valid after built is closed
	built  chan struct{} // closed by run
	over   chan struct{} // closed by read when the front says that it is over
}

// job is a kindExecute, kindReplay or kindComm message with the context that a
// kindCancel of its id cancels.
type job struct {
	message
	ctx context.Context
}

func newServer(in *inheritance) *server {
	link := newLinkWriter(in.link)
	return &server{
		in:      in,
		reader:  newLinkReader(in.link),
		link:    link,
		out:     newOutput(link, in.page),
		jobs:    newQueue[job](),
		comms:   newQueue[job](),
		cancels: map[uint32]context.CancelFunc{},
		built:   make(chan struct{}),
		over:    make(chan struct{}),
	}
}

// handshake exchanges the first messages; after it the limits are in force.
func (s *server) handshake() error {
	if err := writeHello(s.link, 0); err != nil {
		return err
	}
	h, err := readHello(s.reader)
	if err != nil {
		return err
	}
	return s.in.limit(h.Memory)
}

func writeHello(l *linkWriter, memory int64) error {
	m, err := packMessage(kindHello, 0, hello{protocolVersion, buildID(), memory}, nil)
	if err != nil {
		return err
	}
	return l.write(m)
}

// readHello reads the other side's first message and compares the builds.
func readHello(r *linkReader) (hello, error) {
	var h hello
	m, err := r.read()
	if err != nil {
		return h, fmt.Errorf("waiting for the first message: %w", err)
	}
	if m.kind != kindHello {
		return h, fmt.Errorf("%w: first message has kind %d", errFrame, m.kind)
	}
	if err := unpackHead(m, &h); err != nil {
		return h, err
	}
	if h.Version != protocolVersion || h.Build != buildID() {
		return h, fmt.Errorf("front and evaluator are different builds: link version %d and %d, build %q and %q; was the program replaced while it ran?",
			protocolVersion, h.Version, buildID(), h.Build)
	}
	return h, nil
}

// run builds the engine and executes cells.
func (s *server) run(ctx context.Context, start func(Output) (Engine, error), signals func(context.Context)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go signals(ctx)
	go s.out.flushLoop(ctx)
	go s.read(ctx)

	engine, err := startEngine(start, s.out)
	var r ready
	if err != nil {
		r.Error = err.Error()
	}
	s.out.tell(packMessage(kindReady, 0, r, nil))
	if err != nil {
		return fmt.Errorf("starting the engine: %w", err)
	}
	s.engine = engine
	close(s.built)
	go s.serveComms(ctx)
	defer s.out.flush()
	for {
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), engine.Close())
		case <-s.over:
			return engine.Close()
		case <-s.jobs.ready:
			for _, j := range s.jobs.take() {
				s.work(j)
			}
		}
	}
}

func startEngine(start func(Output) (Engine, error), out Output) (e Engine, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the engine panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return start(out)
}

// read takes messages off the link until it ends or the front says that it is over.
func (s *server) read(ctx context.Context) {
	for {
		m, err := s.reader.read()
		if err != nil {
			s.abandon(err)
			return
		}
		if m.kind == kindClose {
			s.closeAll()
			s.out.window.give(maxMessage) // nobody acknowledges any more
			close(s.over)
			return
		}
		s.dispatch(ctx, m)
	}
}

// dispatch passes a message on to whoever acts on it.
func (s *server) dispatch(ctx context.Context, m message) {
	switch m.kind {
	case kindExecute, kindReplay:
		s.jobs.put(job{m, s.open(ctx, m.id)})
	case kindComm:
		s.comms.put(job{m, s.open(ctx, m.id)})
	case kindComplete, kindInspect, kindIsComplete:
		go s.answer(job{m, s.open(ctx, m.id)})
	case kindCancel:
		s.close(m.id)
	case kindAck:
		s.out.window.give(int(m.id))
	case kindAnswer:
		var a inputAnswer
		if err := unpackHead(m, &a); err != nil {
			a = inputAnswer{Failure: failureOther, Detail: err.Error()}
		}
		s.out.asks.answer(m.id, a)
	default:
		s.abandon(fmt.Errorf("%w: the front sent kind %d", errFrame, m.kind))
	}
}

// abandon ends the process group: nobody is left to talk to. The note is for a
// front that lives, when a cell has closed the link's descriptor: it may see the
// death of the process before the end of the link.
func (s *server) abandon(err error) {
	if linkEnded(err) || errors.Is(err, syscall.EBADF) {
		s.out.recorder.Note("the evaluator closed its link")
	} else {
		fmt.Fprintf(os.Stderr, "evaluator: the link to the front broke: %v\n", err)
	}
	killOwnGroup()
}

// open returns the context of request id.
func (s *server) open(ctx context.Context, id uint32) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	s.mu.Lock()
	s.cancels[id] = cancel
	s.mu.Unlock()
	return ctx
}

// close cancels request id and forgets it.
func (s *server) close(id uint32) {
	s.mu.Lock()
	cancel := s.cancels[id]
	delete(s.cancels, id)
	s.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}

func (s *server) closeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, cancel := range s.cancels {
		cancel()
	}
	clear(s.cancels)
}

// work runs one job and answers it.
func (s *server) work(j job) {
	defer s.close(j.id)
	if j.kind == kindReplay {
		var cells []Cell
		if err := unpackHead(j.message, &cells); err == nil {
			guard(func() { s.engine.Replay(j.ctx, cells) })
		}
		s.out.tell(packMessage(kindAnswer, j.id, struct{}{}, nil))
		return
	}
	var cell Cell
	var r Result
	if err := unpackHead(j.message, &cell); err != nil {
		r = internalError(err.Error())
	} else if j.ctx.Err() != nil {
		r = interruptedBefore()
	} else {
		r = s.execute(j.ctx, cell)
	}
	m, err := packResult(j.id, r)
	if err != nil {
		bad := internalError(fmt.Sprintf("the result can't be sent: %v", err))
		bad.Declared = r.Declared
		m, err = packResult(j.id, bad)
	}
	s.out.tell(m, err)
}

func (s *server) execute(ctx context.Context, cell Cell) Result {
	s.out.running.Store(&runningCell{cell, ctx})
	defer s.out.running.Store(nil)
	var r Result
	if bad := guard(func() { r = s.engine.Execute(ctx, cell) }); bad != nil {
		return *bad
	}
	return r
}

// guard calls f in a goroutine of its own, so that neither a panic of the
// engine nor runtime.Goexit reaches the caller. It returns nil when f came back.
func guard(f func()) *Result {
	c := make(chan *Result, 1)
	go func() {
		bad := internalError("the engine left the goroutine of the cell")
		r := &bad
		defer func() {
			if p := recover(); p != nil {
				bad = internalError(fmt.Sprintf("the engine panicked: %v", p))
				bad.Error.Traceback = append(bad.Error.Traceback, strings.Split(string(debug.Stack()), "\n")...)
			}
			c <- r
		}()
		f()
		r = nil
	}()
	return <-c
}

// internalError is the Result of what can't happen.
func internalError(value string) Result {
	return Result{Error: &CellError{
		Name:      ErrorInternal,
		Value:     value,
		Traceback: []string{ErrorInternal + ": " + value, "This is a fault of the kernel, not of the cell; please report it."},
	}}
}

// answer answers one introspection request; a panic of the engine makes the
// answer empty.
func (s *server) answer(j job) {
	defer s.close(j.id)
	select {
	case <-s.built:
	case <-j.ctx.Done():
		return // nobody waits for the answer
	}
	var q question
	var a any
	if unpackHead(j.message, &q) == nil {
		guard(func() {
			switch j.kind {
			case kindComplete:
				a = s.engine.Complete(j.ctx, q.Code, q.Cursor)
			case kindInspect:
				a = s.engine.Inspect(j.ctx, q.Code, q.Cursor, q.Detail)
			default:
				a = s.engine.IsComplete(j.ctx, q.Code)
			}
		})
	}
	reply, err := packMessage(kindReply, j.id, a, nil)
	if err != nil {
		reply = message{kind: kindReply, id: j.id, head: []byte("null")}
	}
	_ = s.link.write(reply)
}

// serveComms hands comm messages to the engine, one after another.
func (s *server) serveComms(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.comms.ready:
			for _, j := range s.comms.take() {
				if c, err := unpackComm(j.message); err == nil {
					guard(func() { s.engine.Comm(j.ctx, c) })
				}
				s.close(j.id)
				s.out.tell(packMessage(kindAnswer, j.id, struct{}{}, nil))
			}
		}
	}
}

// queue is a list without bound, so that whoever reads the link never waits.
type queue[T any] struct {
	ready chan struct{} // capacity 1; has a token when there may be something to take

	mu    sync.Mutex // guards items
	items []T
}

func newQueue[T any]() *queue[T] { return &queue[T]{ready: make(chan struct{}, 1)} }

func (q *queue[T]) put(v T) {
	q.mu.Lock()
	q.items = append(q.items, v)
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

func (q *queue[T]) take() []T {
	q.mu.Lock()
	defer q.mu.Unlock()
	items := q.items
	q.items = nil
	return items
}
