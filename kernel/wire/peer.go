package wire

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

const (
	closingPatience = 500 * time.Millisecond // a peer that has taken nothing for so long is not waited for by Close
	finWait         = 200 * time.Millisecond // for the peer's answer to our end of the stream
	readBuffer      = 8 << 10
)

// peer is the net.Conn that zmq4 gets for a connection whose handshake is done. It shows zmq4 a handshake of our own
// making, then only whole messages within the limits; it takes what zmq4 writes into a queue and returns at once.
//
// Goroutines: zmq4's reader calls Read, and Close when it ends; whoever holds zmq4's send lock calls Write; one writer,
// started by the group, empties the queue and ends when the peer is dead, or closed and served.
type peer struct {
	net.Conn
	group    *group
	kind     socketType // ours
	identity string     // never empty on our ROUTERs: a peer without one is given one
	accepted uint64     // its number among the connections of the listener
	in       *bufio.Reader
	out      outbox

	// Only zmq4's reader touches these.
	canned []byte
	head   header
	inbox  inbox
	joined bool
	middle bool // on iopub: in a message of several frames, which can be no subscription

	assembler assembler // only the holder of zmq4's send lock

	closeOnce sync.Once
	left      chan struct{} // closed when zmq4 has let go of the peer
}

func newPeer(g *group, kind socketType, conn net.Conn, h hello) *peer {
	p := &peer{
		Conn:     conn,
		group:    g,
		kind:     kind,
		identity: h.identity,
		in:       bufio.NewReaderSize(conn, readBuffer),
		out:      newOutbox(g.options.MaxQueue, kind.topics),
		canned:   append(greeting(), ready(h.socketType, h.identity)...),
		left:     make(chan struct{}),
	}
	if kind.topics {
		p.canned = append(p.canned, subscribeAll...)
	}
	return p
}

// subscribeAll makes zmq4's PUB write every message to the peer; the outbox filters. With zmq4's own filter there would be
// no moment at which a subscription is in force and its welcome is still the next thing to send.
var subscribeAll = []byte{0, 1, 1}

// goneError is what zmq4 gets from a peer that is gone. Being a net.Error it makes zmq4 drop the connection also in the
// middle of a frame.
type goneError struct{ error }

func (goneError) Timeout() bool   { return false }
func (goneError) Temporary() bool { return false }

// Read never fails during zmq4's handshake: zmq4 leaves a connection open for ever when its handshake fails.
func (p *peer) Read(b []byte) (int, error) {
	if len(p.canned) > 0 {
		n := copy(b, p.canned)
		p.canned = p.canned[n:]
		return n, nil
	}
	if !p.joined { // this is zmq4's reader: it has entered the peer everywhere
		p.joined, p.canned = true, nil
		p.group.join(p)
	}
	for p.inbox.size == 0 {
		if err := contained(p.receive); err != nil {
			p.group.staged.Add(-int64(p.inbox.size))
			p.inbox = inbox{}
			if p.out.open() { // else it is our own Close that made the read fail
				p.kill(err)
			}
			return 0, goneError{err}
		}
	}
	n := p.inbox.read(b)
	p.group.staged.Add(-int64(n))
	return n, nil
}

// failHard makes contained mistakes panic, for tests.
var failHard bool

// contained calls f, which looks at what a stranger sent. A mistake of ours in it must cost the stranger's connection and
// not the kernel.
func contained(f func() error) (err error) {
	defer func() {
		if failHard {
			return
		}
		if r := recover(); r != nil {
			err = fmt.Errorf("internal error, please report it: %v\n%s", r, debug.Stack())
		}
	}()
	return f()
}

// receive takes in one message or command.
func (p *peer) receive() error {
	var frames, size uint64
	h := &p.head
	for {
		err := h.read(p.in)
		if err != nil {
			return err
		}
		if h.command() {
			if err := p.command(h); err != nil {
				return err
			}
			continue
		}
		frames, size = frames+1, size+min(h.size, 1<<62)
		if err := p.checkLimits(frames, h.size, size); err != nil {
			return err
		}
		if p.kind.topics {
			err = p.subscription(h)
		} else {
			err = p.stage(h)
		}
		if err != nil || !h.more() {
			return err
		}
	}
}

func (p *peer) checkLimits(frames, frame, message uint64) error {
	o := p.group.options
	switch {
	case frame > uint64(o.MaxFrame):
		return fmt.Errorf("it announced a frame of %d bytes, at most %d are taken", frame, o.MaxFrame)
	case message > uint64(o.MaxMessage):
		return fmt.Errorf("its message has more than %d bytes", o.MaxMessage)
	case frames > uint64(o.MaxFrames):
		return fmt.Errorf("its message has more than %d frames", o.MaxFrames)
	}
	return nil
}

func (p *peer) stage(h *header) error {
	p.inbox.write(h.bytes[:h.n])
	p.group.staged.Add(int64(h.n))
	return p.inbox.fill(p.in, h.size, func(n int) error {
		if p.group.staged.Add(int64(n)) > int64(p.group.options.MaxMessage)+maxChunk {
			p.group.staged.Add(-int64(n))
			return errors.New("the unfinished messages of all peers together are too large")
		}
		return nil
	})
}

// subscription acts on a frame of an iopub peer. What is no subscription is thrown away: zmq4 would block on it.
func (p *peer) subscription(h *header) error {
	whole := !p.middle && !h.more()
	p.middle = h.more()
	if !whole || h.size == 0 || h.size > maxCommand {
		_, err := p.in.Discard(int(h.size))
		return err
	}
	body := make([]byte, h.size)
	if _, err := io.ReadFull(p.in, body); err != nil {
		return err
	}
	switch topic := string(body[1:]); body[0] {
	case 0:
		p.out.unsubscribe(topic)
	case 1:
		return p.subscribe(topic)
	}
	return nil
}

func (p *peer) subscribe(topic string) error {
	var welcome *outgoing
	if utf8.ValidString(topic) && p.group.welcome != nil {
		m, err := p.group.welcome(topic)
		if err != nil {
			return err
		}
		welcome = &m
	}
	if err := p.out.subscribe(topic, welcome); err != nil {
		return err
	}
	if !p.group.heard.Swap(true) {
		p.group.changed.broadcast()
	}
	return nil
}

// command answers PING and swallows the rest; zmq4 would hand them to the application. SUBSCRIBE and CANCEL are the
// spelling of ZMTP 3.1, which peers should not use towards a 3.0 greeting.
func (p *peer) command(h *header) error {
	if h.more() || h.size > maxCommand || h.size == 0 {
		return fmt.Errorf("it sent a malformed command (flags %#x, %d bytes)", h.flags, h.size)
	}
	body := make([]byte, h.size)
	if _, err := io.ReadFull(p.in, body); err != nil {
		return err
	}
	if int(body[0]) >= len(body) {
		return errors.New("it sent a command whose name is cut short")
	}
	name, data := string(body[1:1+body[0]]), body[1+body[0]:]
	switch {
	case name == "PING" && len(data) >= 2:
		return p.pong(data[2:])
	case name == "SUBSCRIBE" && p.kind.topics:
		return p.subscribe(string(data))
	case name == "CANCEL" && p.kind.topics:
		p.out.unsubscribe(string(data))
	}
	return nil
}

// pong sends the context of a PING back, which has at most 16 bytes.
func (p *peer) pong(context []byte) error {
	body := append([]byte("\x04PONG"), context[:min(len(context), 16)]...)
	frame := append(appendHeader(nil, flagCommand, len(body)), body...)
	p.out.mu.Lock()
	defer p.out.mu.Unlock()
	return p.out.push(outgoing{size: len(frame), chunks: [][]byte{frame}})
}

// Write takes the bytes of zmq4 and queues the messages that they complete. It fails, and does so at once, when the peer
// is gone or is cut here because it does not read.
func (p *peer) Write(b []byte) (int, error) {
	if err := p.assembler.feed(b, p.out.add); err != nil {
		p.kill(err)
		return 0, goneError{err}
	}
	return len(b), nil
}

// Close is called by zmq4, often more than once. What is queued still goes out, within the time of Options.Linger.
func (p *peer) Close() error {
	p.closeOnce.Do(func() {
		p.quit(time.Now().Add(p.group.options.Linger))
		close(p.left)
		p.group.changed.broadcast()
	})
	return nil
}

// quit makes the peer's reader fail and its writer finish.
func (p *peer) quit(deadline time.Time) {
	p.out.close(deadline)
	p.Conn.SetReadDeadline(time.Unix(1, 0))
	p.Conn.SetWriteDeadline(time.Unix(1, 0)) // wakes the writer, which sets it anew
}

// kill ends the connection at once.
func (p *peer) kill(reason error) {
	was := p.out.kill()
	p.Conn.Close()
	p.group.disown(p)
	if was == outboxDead {
		return
	}
	if !ordinary(reason) {
		p.group.cut.Add(1)
		p.group.report.printf("%s: cut off %s: %v", p.group.name, describe(p.Conn), reason)
	}
	p.group.changed.broadcast()
}

// ordinary reports whether reason is how connections usually end.
func ordinary(reason error) bool {
	var op *net.OpError
	return errors.Is(reason, io.EOF) || errors.Is(reason, io.ErrUnexpectedEOF) || errors.Is(reason, errGone) ||
		errors.Is(reason, net.ErrClosed) || errors.As(reason, &op)
}

func describe(conn net.Conn) string {
	if addr := conn.RemoteAddr(); addr != nil && strings.Trim(addr.String(), "@") != "" {
		return "a peer at " + addr.String()
	}
	return "a peer"
}

// write is the writer's goroutine.
func (p *peer) write() {
	for batch := p.out.take(); batch != nil; batch = p.out.take() {
		if err := p.writeBatch(batch); err != nil {
			p.kill(err)
			break
		}
	}
	p.finish()
	p.group.remove(p)
}

// writeBatch writes with a short deadline again and again, to see whether the peer still takes anything.
func (p *peer) writeBatch(batch net.Buffers) error {
	stall := p.group.options.StallTimeout
	tick := min(stall/4, readsStill/4)
	for len(batch) > 0 {
		p.Conn.SetWriteDeadline(time.Now().Add(tick))
		n, err := batch.WriteTo(p.Conn)
		if given := p.out.took(int(n), stall); given != nil {
			return given
		}
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			return err
		}
	}
	p.group.changed.broadcast()
	return nil
}

// finish ends the stream so that the peer gets all of it: closing a socket with unread input would reset the connection
// and lose what is on its way.
func (p *peer) finish() {
	defer p.Conn.Close()
	end, ok := p.Conn.(interface{ CloseWrite() error })
	if !ok || !p.out.closing() {
		return
	}
	select {
	case <-p.left: // zmq4's reader is away from the connection
	case <-time.After(finWait):
	}
	if end.CloseWrite() == nil {
		p.Conn.SetReadDeadline(time.Now().Add(finWait))
		io.Copy(io.Discard, p.Conn)
	}
}

var anonymous atomic.Uint32

// newIdentity is what a peer without an identity gets: like libzmq's, a zero byte, which no client may begin with, and a
// number. No two sockets give the same one, so that what is meant for a client on shell cannot reach another on stdin.
func newIdentity() string {
	return string(binary.BigEndian.AppendUint32([]byte{0}, anonymous.Add(1)))
}
