package wire

import (
	"errors"
	"net"
	"slices"
	"sync"
	"time"
)

// listener stands between the network and a listening socket of zmq4. zmq4 does the handshake inside its accept loop,
// without a deadline, so that one silent peer keeps all others out; here each peer shakes hands in a goroutine of its own
// and zmq4 accepts only those that are through.
//
// Goroutines: one accepts; one per half-open peer, at most Options.MaxHalfOpen. stop waits for all of them.
type listener struct {
	net  net.Listener
	kind socketType
	*group

	ready  chan net.Conn // to Accept
	closed chan struct{} // zmq4 has closed the listener
	once   sync.Once
	stops  chan struct{} // nobody is let in any more

	admitted   uint64 // connections so far; only acceptAll touches it
	accepting  sync.WaitGroup
	handshakes sync.WaitGroup

	halfMu sync.Mutex
	half   []net.Conn // guarded by halfMu; oldest first
}

func newListener(l net.Listener, kind socketType, g *group) *listener {
	return &listener{
		net:    l,
		kind:   kind,
		group:  g,
		ready:  make(chan net.Conn),
		closed: make(chan struct{}),
		stops:  make(chan struct{}),
	}
}

// start begins to accept. Before it only what is offered by hand is accepted.
func (l *listener) start() {
	l.accepting.Go(l.acceptAll)
}

// offer gives zmq4 a connection.
func (l *listener) offer(c net.Conn) bool {
	select {
	case l.ready <- c:
		return true
	case <-l.stops:
		return false
	}
}

// Accept waits for a peer that is through with its handshake. After stop it waits for Close: zmq4 tries again at once when
// Accept fails.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.ready:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close is called by zmq4.
func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr is the address listened on.
func (l *listener) Addr() net.Addr { return l.net.Addr() }

// stop lets nobody in any more, and waits for the listener's goroutines.
func (l *listener) stop() error {
	close(l.stops)
	err := l.net.Close()
	l.accepting.Wait()
	for l.evict() {
	}
	l.handshakes.Wait()
	return err
}

const maxAcceptPause = time.Second

func (l *listener) acceptAll() {
	pause := time.Millisecond
	for {
		conn, err := l.net.Accept()
		switch {
		case err == nil:
			pause = time.Millisecond
			l.admit(conn)
		case errors.Is(err, net.ErrClosed):
			return
		case l.evict(): // out of descriptors: a half-open peer gives way
		default:
			l.report.printf("%s: cannot accept a connection: %v", l.name, err)
			select {
			case <-time.After(pause):
				pause = min(2*pause, maxAcceptPause)
			case <-l.stops:
				return
			}
		}
	}
}

func (l *listener) admit(conn net.Conn) {
	if l.full() {
		l.refuse(conn, errCrowd)
		return
	}
	l.enter(conn)
	l.admitted++
	n := l.admitted
	l.handshakes.Go(func() { l.handshake(conn, n) })
}

// enter notes a half-open peer; the oldest gives way.
func (l *listener) enter(conn net.Conn) {
	l.halfMu.Lock()
	defer l.halfMu.Unlock()
	if len(l.half) >= l.options.MaxHalfOpen {
		l.half[0].Close()
		l.half = slices.Delete(l.half, 0, 1)
	}
	l.half = append(l.half, conn)
}

// evict cuts the oldest half-open peer.
func (l *listener) evict() bool {
	l.halfMu.Lock()
	defer l.halfMu.Unlock()
	if len(l.half) == 0 {
		return false
	}
	l.half[0].Close()
	l.half = slices.Delete(l.half, 0, 1)
	return true
}

func (l *listener) leave(conn net.Conn) {
	l.halfMu.Lock()
	defer l.halfMu.Unlock()
	if i := slices.Index(l.half, conn); i >= 0 {
		l.half = slices.Delete(l.half, i, i+1)
	}
}

// handshake makes a peer of the n-th connection.
func (l *listener) handshake(conn net.Conn, n uint64) {
	var h hello
	err := contained(func() (err error) {
		h, err = l.kind.shake(conn, "", l.options.HandshakeTimeout)
		return err
	})
	l.leave(conn)
	if err != nil {
		l.refuse(conn, err)
		return
	}
	if h.identity == "" || h.identity[0] == 0 || l.kind.topics { // subscribers are never addressed
		h.identity = newIdentity()
	}
	p := newPeer(l.group, l.kind, conn, h)
	p.accepted = n
	if err := l.add(p); err != nil {
		l.refuse(conn, err)
		return
	}
	if !l.offer(p) {
		p.Close()
	}
}

func (l *listener) refuse(conn net.Conn, reason error) {
	conn.Close()
	if !ordinary(reason) {
		l.cut.Add(1)
		l.report.printf("%s: refused %s: %v", l.name, describe(conn), reason)
	}
}
