package kernel

import (
	"context"
	"sync"
	"time"
)

// shell is the order of the requests of the shell channel.
//
// Its reader takes every message off the socket as it comes, so that a cell
// that runs long never makes the client's messages pile up in the transport,
// and so that it is known which requests came before a cell failed. The
// executor handles ordered requests one after another, first come first
// served.
//
// While cells run or wait, the overtaking requests (completion, inspection,
// history …) are handled by the introspector: their replies go at once, but
// their busy and idle are owed until the executor is between two requests. A
// front end shows the latest status it saw, and it must not show idle while a
// cell runs. (Decided for this project in 2026; JupyterLab waits for the idle
// of a completion before it shows the list, consoles don't.)
type shell struct {
	arrived chan struct{} // capacity 1: something for the executor
	asked   chan struct{} // capacity 1: something for the introspector

	mu     sync.Mutex // guards the fields below
	queue  []*request // for the executor
	owed   []*request // answered by the introspector, without busy and idle so far
	asks   []*request // for the introspector
	cells  int        // requests that can take long, running or in queue
	latest time.Time  // when the latest message came
}

func newShell() *shell {
	return &shell{arrived: make(chan struct{}, 1), asked: make(chan struct{}, 1)}
}

// push hands a request to the executor or to the introspector.
func (s *shell) push(r *request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latest = time.Now()
	if r.kind.lane == overtaking && s.cells > 0 {
		s.asks = append(s.asks, r)
		notify(s.asked)
		return
	}
	if r.kind.long {
		s.cells++
	}
	s.queue = append(s.queue, r)
	notify(s.arrived)
}

// next waits for the executor's next request. What is owed comes before it.
func (s *shell) next(ctx context.Context) (r *request, owed []*request, ok bool) {
	for {
		s.mu.Lock()
		owed, s.owed = s.owed, nil
		if len(s.queue) > 0 {
			r, s.queue = s.queue[0], s.queue[1:]
		}
		s.mu.Unlock()
		if r != nil || owed != nil {
			return r, owed, true
		}
		select {
		case <-s.arrived:
		case <-ctx.Done():
			return nil, nil, false
		}
	}
}

// finished says that the executor is done with r.
func (s *shell) finished(r *request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.kind.long {
		s.cells--
	}
}

// nextAsk waits for the introspector's next request.
func (s *shell) nextAsk(ctx context.Context) (*request, bool) {
	for {
		s.mu.Lock()
		if len(s.asks) > 0 {
			r := s.asks[0]
			s.asks = s.asks[1:]
			s.mu.Unlock()
			return r, true
		}
		s.mu.Unlock()
		select {
		case <-s.asked:
		case <-ctx.Done():
			return nil, false
		}
	}
}

// owe leaves the busy and idle of r to the executor.
func (s *shell) owe(r *request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.owed = append(s.owed, r)
	notify(s.arrived)
}

const (
	abortQuiet = 5 * time.Millisecond  // so long nothing came: all are here
	abortWait  = 40 * time.Millisecond // waited in all
)

// abort marks the execute_requests that have come so far, because the cell
// before them failed. A front end that runs a whole notebook sends its cells
// in one burst, and a cell with a typing error fails before the burst is over:
// so abort waits, before the reply to the failed cell is sent, until the shell
// has been quiet for a moment. A client that waits for the reply before it
// sends the next cell never has that cell aborted.
func (s *shell) abort(ctx context.Context) {
	s.settle(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.queue {
		if r.kind.name == "execute_request" {
			r.aborted = true
		}
	}
}

func (s *shell) settle(ctx context.Context) {
	deadline := time.Now().Add(abortWait)
	for {
		s.mu.Lock()
		quiet := s.latest.Add(abortQuiet)
		s.mu.Unlock()
		if quiet.After(deadline) {
			quiet = deadline
		}
		wait := time.Until(quiet)
		if wait <= 0 {
			return
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
	}
}

// readShell is the reader of shell. It ends when the socket is closed.
func (k *kernel) readShell() {
	c := channel{"shell", k.server.Shell}
	k.receive(c, func(r *request) {
		if r.kind.lane == urgent {
			k.control.push(r)
			return
		}
		k.shell.push(r)
	})
}

// executeShell is the executor of shell. It ends with k.ctx.
func (k *kernel) executeShell() {
	for {
		r, owed, ok := k.shell.next(k.ctx)
		if !ok {
			return
		}
		for _, o := range owed {
			k.iopub.status(o.parent, "busy")
			k.iopub.status(o.parent, "idle")
		}
		if r != nil {
			k.executeOne(r)
		}
	}
}

// executeOne serves a request that an interrupt can reach.
func (k *kernel) executeOne(r *request) {
	ctx, end := k.interrupts.begin(k.ctx)
	defer end()
	k.serve(ctx, r)
	k.iopub.hurry(false)
	k.shell.finished(r)
}

// introspect is the introspector of shell. It ends with k.ctx.
func (k *kernel) introspect() {
	for {
		r, ok := k.shell.nextAsk(k.ctx)
		if !ok {
			return
		}
		k.answer(k.ctx, r)
		k.shell.owe(r)
	}
}

// notify fills a channel of capacity 1.
func notify(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
