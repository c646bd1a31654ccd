package wire

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// link is one dialled socket of zmq4, over one connection that is guarded like those of a Server.
//
// Goroutines: one reads from zmq4 and hands on, started by Client.open, ended and waited for by close; the writer of the
// connection, see peer.
type link struct {
	name     string
	identity string
	group    *group
	socket   zmq4.Socket
	done     chan struct{} // closed by close
	ended    chan struct{} // closed by read: the kernel is gone, or close made it end
	reading  sync.WaitGroup
}

func newLink(name string, o *Options, r *reporter) *link {
	return &link{name: name, group: newGroup(name, o, r), done: make(chan struct{}), ended: make(chan struct{})}
}

const (
	dialPause    = 10 * time.Millisecond
	maxDialPause = 200 * time.Millisecond
)

// dial connects and shakes hands, again and again while nobody listens. zmq4's own way has a fixed number of attempts, no
// deadline for the handshake, and does not heed a context.
func (l *link) dial(ctx context.Context, at *Connection, port int, kind socketType) error {
	network, addr := at.dialAddress(port)
	var conn net.Conn
	var h hello
	for pause := dialPause; ; pause = min(2*pause, maxDialPause) {
		var err error
		if conn, h, err = l.connect(ctx, network, addr, kind); err == nil {
			break
		}
		if !ordinary(err) {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return fmt.Errorf("no kernel answers at %s: %w (last attempt: %v)", addr, ctx.Err(), err)
		}
	}
	p := newPeer(l.group, kind, conn, h)
	l.group.add(p)
	options := zmqOptions(l.group.report)
	if kind.name == subscriberType.name {
		l.socket = zmq4.NewSub(context.Background(), options...)
		if err := l.socket.SetOption(zmq4.OptionSubscribe, ""); err != nil {
			return err
		}
	} else {
		l.socket = zmq4.NewDealer(context.Background(), options...)
	}
	if err := l.socket.Dial(prepared.offer(p)); err != nil {
		p.kill(errGone)
		p.Close()
		return err
	}
	return nil
}

func (l *link) connect(ctx context.Context, network, addr string, kind socketType) (net.Conn, hello, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, network, addr)
	if err != nil {
		return nil, hello{}, err
	}
	if network == "tcp" && conn.LocalAddr().String() == conn.RemoteAddr().String() {
		conn.Close() // nobody listens, and the port that the system chose for us was the very one we called
		return nil, hello{}, net.ErrClosed
	}
	h, err := kind.shake(conn, l.identity, l.group.options.HandshakeTimeout)
	if err != nil {
		conn.Close()
		return nil, hello{}, err
	}
	return conn, h, nil
}

// read hands frames on until the connection ends.
func (l *link) read(take func([][]byte), gone func()) {
	defer gone()
	defer close(l.ended)
	for {
		msg, err := l.socket.Recv()
		if err != nil {
			return
		}
		take(msg.Frames)
	}
}

func (l *link) send(frames [][]byte) error {
	if err := l.state(); err != nil {
		return fmt.Errorf("send on %s: %w", l.name, err)
	}
	if err := l.socket.SendMulti(zmq4.NewMsgFrom(frames...)); err != nil {
		return fmt.Errorf("send on %s: %w", l.name, ErrKernelGone)
	}
	return nil
}

// state is net.ErrClosed after close, ErrKernelGone after the end of the connection, else nil.
func (l *link) state() error {
	select {
	case <-l.done:
		return net.ErrClosed
	default:
	}
	select {
	case <-l.ended:
		return ErrKernelGone
	default:
		return nil
	}
}

func (l *link) close() error {
	close(l.done)
	deadline := time.Now().Add(l.group.options.Linger)
	ctx, cancel := context.WithDeadline(context.Background(), deadline.Add(closeSlack))
	defer cancel()
	err := l.group.close(ctx, deadline)
	err = errors.Join(err, closeSocket(ctx, l.socket))
	l.reading.Wait()
	return err
}
