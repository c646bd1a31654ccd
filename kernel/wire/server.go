package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"net"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// Server holds the kernel's five sockets. The heartbeat is answered inside.
type Server struct {
	Shell, Control, Stdin *Router
	IOPub                 *Publisher

	heartbeat *Router
	beating   sync.WaitGroup
	options   Options
	report    *reporter
	closeOnce sync.Once
	closeErr  error
}

// Listen binds the five sockets. Ports that are 0 are chosen and written to c; the caller writes the file. A port in use
// is tried for 5 s, since a restarted kernel gets the ports of the one before it. s makes the iopub_welcome messages.
func Listen(c *Connection, s *Session, o Options) (*Server, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	sign, err := newSigner(c.SignatureScheme, c.Key)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	srv := &Server{options: o.withDefaults(), report: &reporter{log: o.Log}}
	check := &inspector{signer: sign}
	bound := *c // c changes only when all went well
	if err := srv.open(&bound, s, check); err != nil {
		srv.Close()
		return nil, fmt.Errorf("listen: %w", err)
	}
	*c = bound
	srv.beating.Go(srv.heartbeat.echo)
	return srv, nil
}

func (s *Server) open(c *Connection, session *Session, check *inspector) error {
	for _, r := range []struct {
		name  string
		port  *int
		place **Router
	}{
		{"shell", &c.ShellPort, &s.Shell},
		{"control", &c.ControlPort, &s.Control},
		{"stdin", &c.StdinPort, &s.Stdin},
		{"heartbeat", &c.HBPort, &s.heartbeat},
	} {
		l, err := s.listener(c, r.name, r.port, routerType)
		if err != nil {
			return err
		}
		*r.place = &Router{socket: zmq4.NewRouter(context.Background(), s.zmqOptions()...), listener: l, inspector: check}
		if err := (*r.place).socket.Listen(prepared.offer(l)); err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		l.start()
	}
	l, err := s.listener(c, "iopub", &c.IOPubPort, publisherType)
	if err != nil {
		return err
	}
	s.IOPub = newPublisher(l, zmq4.NewPub(context.Background(), s.zmqOptions()...), session, check.signer)
	if err := s.IOPub.listen(); err != nil {
		return fmt.Errorf("iopub: %w", err)
	}
	return nil
}

func (s *Server) listener(c *Connection, name string, port *int, kind socketType) (*listener, error) {
	l, err := c.bind(port)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return newListener(l, kind, newGroup(name, &s.options, s.report)), nil
}

// zmqTimeout bounds waits inside zmq4 that should not happen.
const zmqTimeout = 5 * time.Second

func (s *Server) zmqOptions() []zmq4.Option { return zmqOptions(s.report) }

// zmqOptions silences zmq4, which else writes to stderr, where a cell might see it.
func zmqOptions(r *reporter) []zmq4.Option {
	var w io.Writer = io.Discard
	if r.log != nil {
		w = r
	}
	return []zmq4.Option{zmq4.WithLogger(log.New(w, "", 0)), zmq4.WithTimeout(zmqTimeout)}
}

func (s *Server) routers() []*Router {
	var all []*Router
	for _, r := range []*Router{s.Shell, s.Control, s.Stdin, s.heartbeat} {
		if r != nil {
			all = append(all, r)
		}
	}
	return all
}

// Stats counts what happened on all sockets of a Server.
type Stats struct {
	Peers   int // connected now
	Cut     int // peers refused or cut off for what they did
	Dropped int // messages that were incomplete, wrongly signed or replayed
}

// Stats returns the counts so far.
func (s *Server) Stats() (t Stats) {
	for _, r := range s.routers() {
		t.Peers += len(r.listener.list())
		t.Cut += int(r.listener.cut.Load())
		t.Dropped += int(r.dropped.Load())
	}
	t.Peers += len(s.IOPub.listener.list())
	t.Cut += int(s.IOPub.listener.cut.Load())
	return t
}

// Flush waits until all that was sent and published before it has left the process, at most d; then it says so.
func (s *Server) Flush(d time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	if err := s.flush(ctx, math.MaxInt64); err != nil {
		return fmt.Errorf("flush: some messages were not taken within %v: %w", d, err)
	}
	return nil
}

func (s *Server) flush(ctx context.Context, patience time.Duration) error {
	var errs []error
	for _, r := range s.routers() {
		errs = append(errs, r.listener.flush(ctx, patience))
	}
	if s.IOPub != nil {
		errs = append(errs, s.IOPub.flush(ctx, patience))
	}
	return errors.Join(errs...)
}

// Close closes the five sockets, removes the files of ipc sockets, and waits for the goroutines. What was sent before still
// goes out, for at most Options.Linger, except to peers that have stopped reading. Blocked calls of Recv end.
func (s *Server) Close() error {
	s.closeOnce.Do(func() { s.closeErr = s.close() })
	return s.closeErr
}

// closeSlack is what the goroutines get to end after the linger time is over.
const closeSlack = time.Second

func (s *Server) close() error {
	deadline := time.Now().Add(s.options.Linger)
	ctx, cancel := context.WithDeadline(context.Background(), deadline.Add(closeSlack))
	defer cancel()
	flush, cancelFlush := context.WithDeadline(ctx, deadline)
	s.flush(flush, closingPatience)
	cancelFlush()

	var mu sync.Mutex
	var errs []error
	var wg sync.WaitGroup
	closing := func(name string, end func() error) {
		wg.Go(func() {
			if err := end(); err != nil && !errors.Is(err, net.ErrClosed) {
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, fmt.Errorf("close %s: %w", name, err))
			}
		})
	}
	for _, r := range s.routers() {
		closing(r.listener.name, func() error {
			r.isClosed.Store(true)
			stop := r.listener.stop()
			err := errors.Join(stop, r.close(ctx, deadline), closeSocket(ctx, r.socket))
			r.draining.Wait()
			return err
		})
	}
	if p := s.IOPub; p != nil {
		closing("iopub", func() error {
			p.isClosed.Store(true)
			return errors.Join(p.listener.stop(), p.close(ctx, deadline), closeSocket(ctx, p.socket))
		})
	}
	wg.Wait()
	s.beating.Wait()
	return errors.Join(errs...)
}

// closeSocket closes a socket of zmq4, whose Close waits for locks that its sender may hold. With peers that never block
// the sender it does not hang; should it, the goroutine is left behind and the caller goes on.
func closeSocket(ctx context.Context, socket zmq4.Socket) error {
	done := make(chan error, 1)
	go func() { done <- socket.Close() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return errors.New("zmq4 does not close its socket")
	}
}
