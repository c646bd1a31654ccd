package wire

import (
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-zeromq/zmq4"
)

// Router is the kernel's end of shell, control or stdin. One goroutine calls Recv; Send and Connected are safe for
// concurrent use.
type Router struct {
	socket    zmq4.Socket
	listener  *listener
	inspector *inspector
	dropped   atomic.Int64
	isClosed  atomic.Bool
	draining  sync.WaitGroup
}

// Recv returns the next message that is complete, rightly signed and not a replay; others are logged and dropped. After
// Close it returns net.ErrClosed.
func (r *Router) Recv() (*Message, error) {
	for {
		frames, err := r.recv()
		if err != nil {
			return nil, err
		}
		m, err := r.inspector.open(frames)
		if err == nil {
			return m, nil
		}
		r.dropped.Add(1)
		r.listener.report.printf("%s: dropped a message: %v", r.listener.name, err)
	}
}

// recv returns the next message's frames. Errors of zmq4 other than that of its end concern one peer and are passed over.
func (r *Router) recv() ([][]byte, error) {
	for {
		msg, err := r.socket.Recv()
		if r.isClosed.Load() {
			return nil, fmt.Errorf("receive on %s: %w", r.listener.name, net.ErrClosed)
		}
		if err == nil {
			return msg.Frames, nil
		}
		r.listener.report.printf("%s: %v", r.listener.name, err)
		time.Sleep(time.Millisecond) // none is known that repeats, but a loop at full speed would be worse than a pause
	}
}

// Send queues a message for the peer that its first identity names. It never waits for a peer; a peer that is gone is no
// error.
func (r *Router) Send(m *Message) error {
	if len(m.Identities) == 0 {
		return fmt.Errorf("send %s on %s: there is no identity to send it to", m.Header.MsgType, r.listener.name)
	}
	if r.isClosed.Load() {
		return fmt.Errorf("send %s on %s: %w", m.Header.MsgType, r.listener.name, net.ErrClosed)
	}
	r.send(m.frames(r.inspector.signer))
	return nil
}

// send gives frames to zmq4, if their peer is there. zmq4 would wait for the first peer of its life, and its errors are
// those of peers that have just gone.
func (r *Router) send(frames [][]byte) {
	if r.listener.reachable(frames[0]) {
		r.socket.SendMulti(zmq4.NewMsgFrom(frames...))
	}
}

// Connected reports whether the peer that the first identity of m names is there. The front asks before it sends an
// input_request, which otherwise nobody would answer.
func (r *Router) Connected(m *Message) bool {
	return len(m.Identities) > 0 && r.listener.reachable(m.Identities[0])
}

// echo is the heartbeat's goroutine: every message goes back as it came.
func (r *Router) echo() {
	for {
		frames, err := r.recv()
		if err != nil {
			return
		}
		r.send(frames)
	}
}

// close is called once. The listener has stopped. Until zmq4's socket is closed, which the caller does next, what comes in
// is received and dropped, so that zmq4's readers do not hang on a message that nobody takes.
func (r *Router) close(ctx context.Context, deadline time.Time) error {
	r.draining.Go(func() {
		for err := error(nil); err == nil; {
			_, err = r.socket.Recv()
		}
	})
	return r.listener.group.close(ctx, deadline)
}
