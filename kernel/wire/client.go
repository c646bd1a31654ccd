package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// ErrKernelGone says that the kernel closed its end of a connection.
var ErrKernelGone = errors.New("the kernel has closed the connection")

// Client is a front end's end of the five sockets. When the kernel goes away its sockets return ErrKernelGone; they do not
// reconnect, dial again for that.
type Client struct {
	Shell, Control, Stdin *Dealer
	IOPub                 *Subscriber
	Heartbeat             *Heartbeat

	inspector *inspector
	links     []*link
	closeOnce sync.Once
	closeErr  error
}

// Dial connects to a kernel, waiting for it to listen until ctx ends. The three Dealers share one identity, that of the
// options or the session's id. It returns when iopub has sent its welcome, or Options.WelcomeTimeout after the connection
// to kernels that send none (before protocol 5.5).
func Dial(ctx context.Context, c Connection, s *Session, o Options) (*Client, error) {
	sign, err := newSigner(c.SignatureScheme, c.Key)
	if err != nil {
		return nil, fmt.Errorf("dial: %w", err)
	}
	o = o.withDefaults()
	if o.Identity == "" {
		o.Identity = s.ID()
	}
	cl := &Client{inspector: &inspector{signer: sign}}
	if err := cl.open(ctx, &c, &o); err != nil {
		cl.Close()
		return nil, fmt.Errorf("dial: %w", err)
	}
	timer := time.NewTimer(o.WelcomeTimeout)
	defer timer.Stop()
	select {
	case <-cl.IOPub.first:
	case <-timer.C:
	case <-ctx.Done():
		cl.Close()
		return nil, fmt.Errorf("dial: wait for iopub_welcome: %w", ctx.Err())
	}
	return cl, nil
}

func (c *Client) open(ctx context.Context, at *Connection, o *Options) error {
	report := &reporter{log: o.Log}
	for _, d := range []struct {
		name  string
		port  int
		place **Dealer
	}{{"shell", at.ShellPort, &c.Shell}, {"control", at.ControlPort, &c.Control}, {"stdin", at.StdinPort, &c.Stdin}} {
		dealer := &Dealer{newMessages(newLink(d.name, o, report), c.inspector)}
		dealer.identity = o.Identity
		*d.place = dealer
		if err := c.dial(ctx, at, d.port, dealer.link, dealerType, dealer.take, dealer.gone); err != nil {
			return err
		}
	}
	h := &Heartbeat{link: newLink("heartbeat", o, report), echoes: make(chan []byte, 1)}
	c.Heartbeat = h
	if err := c.dial(ctx, at, at.HBPort, h.link, dealerType, h.take, func() {}); err != nil {
		return err
	}
	s := &Subscriber{messages: newMessages(newLink("iopub", o, report), c.inspector), first: make(chan struct{})}
	c.IOPub = s
	return c.dial(ctx, at, at.IOPubPort, s.link, subscriberType, s.take, s.gone)
}

// dial connects one link and starts its reader.
func (c *Client) dial(ctx context.Context, at *Connection, port int, l *link, kind socketType,
	take func([][]byte), gone func()) error {
	if err := l.dial(ctx, at, port, kind); err != nil {
		return fmt.Errorf("%s: %w", l.name, err)
	}
	c.links = append(c.links, l)
	l.reading.Go(func() { l.read(take, gone) })
	return nil
}

// Encode gives the frames of a message, signed with the key of the connection, as Dealer.Send would send them.
func (c *Client) Encode(m *Message) [][]byte { return m.frames(c.inspector.signer) }

// Close closes the sockets and waits for their goroutines. What was sent before still goes out, for at most
// Options.Linger.
func (c *Client) Close() error {
	c.closeOnce.Do(func() {
		var errs []error
		var mu sync.Mutex
		var wg sync.WaitGroup
		for _, l := range c.links {
			wg.Go(func() {
				if err := l.close(); err != nil {
					mu.Lock()
					defer mu.Unlock()
					errs = append(errs, fmt.Errorf("close %s: %w", l.name, err))
				}
			})
		}
		wg.Wait()
		c.closeErr = errors.Join(errs...)
	})
	return c.closeErr
}

// messages is the receiving side of a link whose frames are messages.
type messages struct {
	*link
	inspector *inspector
	in        chan *Message // closed when the connection has ended
	dropped   atomic.Int64
}

// receiveAhead is how many messages are decoded before they are asked for. When nobody asks, zmq4 stops reading, and then
// the kernel knows that this client is behind.
const receiveAhead = 16

func newMessages(l *link, i *inspector) messages {
	return messages{link: l, inspector: i, in: make(chan *Message, receiveAhead)}
}

func (s *messages) take(frames [][]byte) {
	m, err := s.inspector.open(frames)
	if err != nil {
		s.dropped.Add(1)
		s.group.report.printf("%s: dropped a message: %v", s.name, err)
		return
	}
	select {
	case s.in <- m:
	case <-s.done:
	}
}

func (s *messages) gone() { close(s.in) }

// Recv returns the next message that is complete, rightly signed and not a replay. It fails when ctx ends, after Close
// (net.ErrClosed), and when the kernel is gone (ErrKernelGone) and all that it sent was received.
func (s *messages) Recv(ctx context.Context) (*Message, error) {
	var err error
	select {
	case m, ok := <-s.in:
		if ok {
			return m, nil
		}
		err = s.state()
	case <-s.done:
		err = net.ErrClosed
	case <-ctx.Done():
		err = ctx.Err()
	}
	return nil, fmt.Errorf("receive on %s: %w", s.name, err)
}

// Dropped is how many messages were dropped because they were incomplete, wrongly signed or replayed.
func (s *messages) Dropped() int { return int(s.dropped.Load()) }

// Dealer is a front end's end of shell, control or stdin. Its methods are safe for concurrent use.
type Dealer struct{ messages }

// Send queues a message for the kernel; it never waits.
func (d *Dealer) Send(m *Message) error { return d.send(m.frames(d.inspector.signer)) }

// SendFrames queues frames as they are, signed or not, for tests of what a kernel does with them.
func (d *Dealer) SendFrames(frames [][]byte) error { return d.send(frames) }

// Subscriber is a front end's end of iopub, subscribed to everything. The first message from a kernel with protocol 5.5 is
// iopub_welcome.
type Subscriber struct {
	messages
	first    chan struct{} // closed when the first message came, or when none will come
	once     sync.Once
	welcomed atomic.Bool
}

func (s *Subscriber) take(frames [][]byte) {
	s.once.Do(func() {
		if p, err := split(frames); err == nil {
			m, err := p.message()
			s.welcomed.Store(err == nil && m.Header.MsgType == "iopub_welcome")
		}
		close(s.first)
	})
	s.messages.take(frames)
}

func (s *Subscriber) gone() {
	s.once.Do(func() { close(s.first) })
	s.messages.gone()
}

// Welcomed reports whether the kernel greeted the subscription with iopub_welcome. Without one the subscription may not be
// in force yet.
func (s *Subscriber) Welcomed() bool { return s.welcomed.Load() }

// Heartbeat is a front end's end of the heartbeat.
type Heartbeat struct {
	*link
	echoes chan []byte
	mu     sync.Mutex // one Ping at a time
	beats  int        // guarded by mu
}

func (h *Heartbeat) take(frames [][]byte) {
	select {
	case h.echoes <- frames[len(frames)-1]:
	default: // an echo that nobody waits for any more
	}
}

// Ping sends one beat and waits for its echo.
func (h *Heartbeat) Ping(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.beats++
	beat := []byte("ping " + strconv.Itoa(h.beats))
	if err := h.send([][]byte{{}, beat}); err != nil {
		return err
	}
	for {
		select {
		case echo := <-h.echoes:
			if bytes.Equal(echo, beat) {
				return nil
			}
		case <-h.ended:
			return fmt.Errorf("heartbeat: %w", h.state())
		case <-ctx.Done():
			return fmt.Errorf("heartbeat: the kernel does not answer: %w", ctx.Err())
		}
	}
}
