package wire

import (
	"io"
	"net"
	"time"
)

// tap is a subscriber in memory. zmq4's PUB has an unbounded queue that nobody can look into and a goroutine that empties
// it; the tap, being written to by that goroutine like any peer, tells how far it has come.
type tap struct {
	canned    []byte
	joined    chan struct{} // closed when zmq4 has entered the subscription
	entered   bool          // only zmq4's reader
	closed    chan struct{}
	assembler assembler // only zmq4's sender
	message   func(outgoing)
}

func newTap(message func(outgoing)) *tap {
	canned := append(greeting(), ready("SUB", "")...)
	return &tap{
		canned:  append(canned, subscribeAll...),
		joined:  make(chan struct{}),
		closed:  make(chan struct{}),
		message: message,
	}
}

// Read gives zmq4 a handshake and a subscription to everything, then waits for Close.
func (t *tap) Read(b []byte) (int, error) {
	if len(t.canned) > 0 {
		n := copy(b, t.canned)
		t.canned = t.canned[n:]
		return n, nil
	}
	if !t.entered {
		t.entered = true
		close(t.joined)
	}
	<-t.closed
	return 0, io.EOF
}

func (t *tap) Write(b []byte) (int, error) {
	t.assembler.feed(b, func(m outgoing) error {
		t.message(m)
		return nil
	})
	return len(b), nil
}

// Close is called by zmq4 when its reader ends, and by the publisher once, through end.
func (t *tap) Close() error { return nil }

// end releases zmq4's reader.
func (t *tap) end() { close(t.closed) }

type tapAddr struct{}

func (tapAddr) Network() string { return "tap" }
func (tapAddr) String() string  { return "tap" }

func (t *tap) LocalAddr() net.Addr              { return tapAddr{} }
func (t *tap) RemoteAddr() net.Addr             { return tapAddr{} }
func (t *tap) SetDeadline(time.Time) error      { return nil }
func (t *tap) SetReadDeadline(time.Time) error  { return nil }
func (t *tap) SetWriteDeadline(time.Time) error { return nil }
