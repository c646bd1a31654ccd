package wire

import (
	"context"
	"fmt"
	"net"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-zeromq/zmq4"
)

// Publisher is the kernel's end of iopub. It greets each subscription with iopub_welcome, before anything else. All
// methods are safe for concurrent use; messages go out in the order of the calls to Publish.
//
// A message goes from Publish into zmq4's queue, from there by zmq4's sender into the outbox of each subscriber, and from
// there by that outbox's writer to the network.
type Publisher struct {
	socket   zmq4.Socket
	listener *listener
	signer   signer
	tap      *tap

	published atomic.Int64 // bytes of frames given to zmq4
	taken     atomic.Int64 // of these, given by zmq4's sender to all subscribers that come before the tap

	fences   sync.Map // name → chan struct{}, closed when zmq4's sender gets there
	fence    atomic.Int64
	ended    chan struct{} // closed when zmq4's sender has ended
	isClosed atomic.Bool
}

// endFence makes zmq4's sender end.
const endFence = "end"

func newPublisher(l *listener, sock zmq4.Socket, s *Session, sign signer) *Publisher {
	p := &Publisher{socket: sock, listener: l, signer: sign, ended: make(chan struct{})}
	l.welcome = func(topic string) (outgoing, error) {
		m, err := s.New("iopub_welcome", nil, Welcome{Subscription: topic})
		if err != nil {
			return outgoing{}, err
		}
		m.Identities = [][]byte{[]byte(topic)}
		return encode(m.frames(sign)...), nil
	}
	p.tap = newTap(p.passed)
	return p
}

// listen lets zmq4 enter the tap before any subscriber.
func (p *Publisher) listen() error {
	if err := p.socket.Listen(prepared.offer(p.listener)); err != nil {
		return err
	}
	p.listener.offer(p.tap)
	<-p.tap.joined
	p.listener.start()
	return nil
}

// passed is called by zmq4's sender for each message.
func (p *Publisher) passed(m outgoing) {
	if m.frames > 1 {
		p.taken.Add(int64(m.body))
		p.listener.changed.broadcast()
		return
	}
	name := string(m.topic)
	if fence, ok := p.fences.LoadAndDelete(name); ok {
		close(fence.(chan struct{}))
	}
	if name == endFence {
		// zmq4 never ends its sender, and waits for it nowhere. It runs our Write here and has unlocked or deferred to
		// unlock what it holds, so it can be ended from inside.
		close(p.ended)
		runtime.Goexit()
	}
}

// Publish queues a message for all subscribers of its topic, m.Identities[0]. It never waits; see Wait. After Close it
// returns net.ErrClosed.
func (p *Publisher) Publish(m *Message) error {
	if len(m.Identities) != 1 {
		return fmt.Errorf("publish %s: %d routing frames, expected the topic alone", m.Header.MsgType, len(m.Identities))
	}
	if p.isClosed.Load() {
		return fmt.Errorf("publish %s: %w", m.Header.MsgType, net.ErrClosed)
	}
	frames := m.frames(p.signer)
	size := 0
	for _, f := range frames {
		size += len(f)
	}
	p.published.Add(int64(size))
	return p.socket.SendMulti(zmq4.NewMsgFrom(frames...))
}

// Wait is back-pressure: it returns when no subscriber that still reads is far behind (Options.SoftQueue). A subscriber
// that has stopped reading is waited for only while there is no other that keeps up, and at most until it is cut off
// (Options.StallTimeout). Call it before output that there may be much of.
func (p *Publisher) Wait(ctx context.Context) error {
	soft := p.listener.options.SoftQueue
	err := p.listener.changed.wait(ctx, func() bool {
		_, wait := p.listener.backlog(soft)
		return p.isClosed.Load() || !wait && p.queued() <= soft
	})
	if err == nil && p.isClosed.Load() {
		return net.ErrClosed
	}
	return err
}

// Subscribed waits until somebody has subscribed, now or before.
func (p *Publisher) Subscribed(ctx context.Context) error {
	return p.listener.changed.wait(ctx, p.listener.heard.Load)
}

// Backlog is how many bytes the slowest subscriber has yet to take.
func (p *Publisher) Backlog() int {
	longest, _ := p.listener.backlog(0)
	return longest + p.queued()
}

// queued is how much waits for zmq4's sender.
func (p *Publisher) queued() int { return int(p.published.Load() - p.taken.Load()) }

// flush waits until zmq4's sender has passed everything published so far, then until the subscribers have taken it.
func (p *Publisher) flush(ctx context.Context, patience time.Duration) error {
	name := strconv.FormatInt(p.fence.Add(1), 10)
	if err := p.pass(ctx, name); err != nil {
		return err
	}
	return p.listener.flush(ctx, patience)
}

// pass sends a fence and waits for it. zmq4's sender writes one message to everybody before the next, so when the tap gets
// the fence all subscribers have what came before. No outbox takes a fence.
func (p *Publisher) pass(ctx context.Context, name string) error {
	fence := make(chan struct{})
	p.fences.Store(name, fence)
	defer p.fences.Delete(name)
	if err := p.socket.SendMulti(zmq4.NewMsgString(name)); err != nil {
		return err
	}
	select {
	case <-fence:
		return nil
	case <-p.ended:
		return net.ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close is called once. The listener has stopped.
func (p *Publisher) close(ctx context.Context, deadline time.Time) error {
	err := p.listener.group.close(ctx, deadline)
	if passErr := p.pass(ctx, endFence); err == nil {
		err = passErr
	}
	p.tap.end()
	return err
}
