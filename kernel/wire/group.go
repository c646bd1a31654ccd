package wire

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// group is the peers of one socket. Any goroutine may use it. Nothing else is locked or called while its lock is held.
type group struct {
	name    string // the channel, for the log
	options *Options
	report  *reporter
	welcome func(topic string) (outgoing, error) // iopub only

	staged  atomic.Int64 // bytes of unfinished messages in all inboxes
	cut     atomic.Int64 // peers cut off for what they did
	changed signal       // a queue has become shorter, a peer has come or gone
	heard   atomic.Bool  // somebody has subscribed at least once

	mu     sync.Mutex
	peers  map[*peer]struct{} // until both zmq4 and the writer have left
	owners map[string]*peer   // by identity
	joined map[*peer]struct{} // zmq4 knows them: it can send to them
	closed bool
}

func newGroup(name string, o *Options, r *reporter) *group {
	return &group{
		name:    name,
		options: o,
		report:  r,
		peers:   make(map[*peer]struct{}),
		owners:  make(map[string]*peer),
		joined:  make(map[*peer]struct{}),
	}
}

// full reports whether no further peer may come.
func (g *group) full() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.closed || len(g.peers) >= g.options.MaxPeers
}

var errCrowd = errors.New("there are too many peers")

// add enters a peer and starts its writer. Of two peers with one identity the one that was accepted first is cut off: its
// client has connected anew (libzmq calls this handover). Handshakes end in any order, so that may be p, and the error is
// errGone; it is errCrowd when there is no place.
func (g *group) add(p *peer) error {
	g.mu.Lock()
	if g.closed || len(g.peers) >= g.options.MaxPeers {
		g.mu.Unlock()
		return errCrowd
	}
	var old *peer
	if p.identity != "" {
		if old = g.owners[p.identity]; old != nil && old.accepted > p.accepted {
			g.mu.Unlock()
			return errGone
		}
		g.owners[p.identity] = p
	}
	g.peers[p] = struct{}{}
	g.mu.Unlock()
	if old != nil {
		old.kill(errGone)
	}
	go p.write()
	return nil
}

// join notes that zmq4 has entered the peer.
func (g *group) join(p *peer) {
	g.mu.Lock()
	g.joined[p] = struct{}{}
	g.mu.Unlock()
	g.changed.broadcast()
}

// reachable reports whether a message to this identity would find a peer.
func (g *group) reachable(identity []byte) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	p := g.owners[string(identity)]
	_, ok := g.joined[p]
	return ok
}

// disown forgets the identity of a peer that is dead.
func (g *group) disown(p *peer) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.owners[p.identity] == p {
		delete(g.owners, p.identity)
	}
}

// remove is the end of a peer's writer; zmq4 is waited for, so that close knows when nobody uses the peer any more.
func (g *group) remove(p *peer) {
	g.disown(p)
	<-p.left
	g.mu.Lock()
	delete(g.peers, p)
	delete(g.joined, p)
	g.mu.Unlock()
	g.changed.broadcast()
}

func (g *group) list() []*peer {
	g.mu.Lock()
	defer g.mu.Unlock()
	all := make([]*peer, 0, len(g.peers))
	for p := range g.peers {
		all = append(all, p)
	}
	return all
}

// backlog is the longest queue, and whether a producer should wait: for a peer that reads and has more than soft waiting,
// or for one that has stopped reading while there is nobody else. A stopped peer must not delay others, but when all have
// stopped (all tabs of JupyterLab are one process) it is better to wait for them than to cut them off.
func (g *group) backlog(soft int) (longest int, wait bool) {
	var reading, stuck, ahead bool
	for _, p := range g.list() {
		bytes, idle := p.out.load()
		longest = max(longest, bytes)
		switch {
		case bytes <= soft:
			ahead = true
		case idle < readsStill:
			reading = true
		default:
			stuck = true
		}
	}
	return longest, reading || stuck && !ahead
}

// flush waits until the queues are empty, except those of peers that have taken nothing for longer than patience.
func (g *group) flush(ctx context.Context, patience time.Duration) error {
	return g.changed.wait(ctx, func() bool {
		for _, p := range g.list() {
			if bytes, idle := p.out.load(); bytes > 0 && idle < patience {
				return false
			}
		}
		return true
	})
}

// close lets nobody in any more, lets the peers take what waits for them until the deadline, and returns when zmq4 and the
// writers have let go of all of them.
func (g *group) close(ctx context.Context, deadline time.Time) error {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	for _, p := range g.list() {
		p.quit(deadline)
	}
	return g.changed.wait(ctx, func() bool { return len(g.list()) == 0 })
}

// signal wakes everybody who waits for a change. The zero signal is ready to use.
type signal struct {
	mu sync.Mutex
	ch chan struct{} // nil when nobody waits
}

func (s *signal) broadcast() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch != nil {
		close(s.ch)
		s.ch = nil
	}
}

func (s *signal) next() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch == nil {
		s.ch = make(chan struct{})
	}
	return s.ch
}

// recheck is for conditions that time alone changes, such as a peer that begins to count as stalled.
const recheck = 50 * time.Millisecond

// wait returns when the condition holds, or with the error of ctx.
func (s *signal) wait(ctx context.Context, condition func() bool) error {
	if condition() {
		return nil
	}
	timer := time.NewTimer(recheck)
	defer timer.Stop()
	for {
		next := s.next()
		if condition() {
			return nil
		}
		timer.Reset(recheck)
		select {
		case <-next:
		case <-timer.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
