package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"interleave/kernel/wire"
)

// link is one connection to a kernel with the requests that are under way on
// it.
type link struct {
	client  *wire.Client
	session *wire.Session
	ctx     context.Context // ends with close
	cancel  context.CancelFunc
	readers sync.WaitGroup
	gone    chan struct{} // closed when the kernel has hung up
	hangUp  func()

	mu       sync.Mutex // guards requests
	requests map[string]*exchange
}

// exchange is one request. Executions stay known after their end, because
// goroutines of theirs may still say something.
type exchange struct {
	reply chan *wire.Message // capacity 1
	idle  chan struct{}      // closed by the iopub reader
	over  chan struct{}      // closed when the caller has gone
	asked Request            // functions of an execution
}

func newLink(c *wire.Client, s *wire.Session) *link {
	l := &link{client: c, session: s, gone: make(chan struct{}), requests: map[string]*exchange{}}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	l.hangUp = sync.OnceFunc(func() { close(l.gone) })
	l.read(c.Shell.Recv, l.answer)
	l.read(c.Control.Recv, l.answer)
	l.read(c.Stdin.Recv, l.question)
	l.read(c.IOPub.Recv, l.news)
	return l
}

// read starts a reader.
func (l *link) read(recv func(context.Context) (*wire.Message, error), handle func(*wire.Message)) {
	l.readers.Go(func() {
		for {
			m, err := recv(l.ctx)
			if err != nil {
				l.hangUp()
				return
			}
			handle(m)
		}
	})
}

func (l *link) close() error {
	l.cancel()
	err := l.client.Close()
	l.readers.Wait()
	return err
}

// send sends a request and registers it first, so that no answer is missed.
func (l *link) send(socket *wire.Dealer, msgType string, content any, r Request) (string, *exchange, error) {
	m, err := l.session.New(msgType, nil, content)
	if err != nil {
		return "", nil, fmt.Errorf("%s: %w", msgType, err)
	}
	x := &exchange{reply: make(chan *wire.Message, 1), idle: make(chan struct{}), over: make(chan struct{}), asked: r}
	l.mu.Lock()
	l.requests[m.Header.MsgID] = x
	l.mu.Unlock()
	if err := socket.Send(m); err != nil {
		l.forget(m.Header.MsgID)
		return "", nil, fmt.Errorf("send %s: %w", msgType, err)
	}
	return m.Header.MsgID, x, nil
}

func (l *link) forget(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.requests, id)
}

func (l *link) find(m *wire.Message) *exchange {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.requests[m.ParentHeader().MsgID]
}

// request sends a request and waits for its reply.
func (l *link) request(ctx context.Context, socket *wire.Dealer, msgType string, content, reply any) error {
	if _, has := ctx.Deadline(); !has {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, requestLimit, fmt.Errorf("%s: no reply after %v", msgType, requestLimit))
		defer cancel()
	}
	id, x, err := l.send(socket, msgType, content, Request{})
	if err != nil {
		return err
	}
	defer l.forget(id)
	select {
	case m := <-x.reply:
		return decodeReply(m, reply)
	case <-l.gone:
		return fmt.Errorf("%s: %w", msgType, ErrDied)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func decodeReply(m *wire.Message, into any) error {
	var status struct {
		Status, Ename, Evalue string
	}
	if err := json.Unmarshal(m.Content, &status); err != nil {
		return fmt.Errorf("%s: %w", m.Header.MsgType, err)
	}
	if status.Status == "error" || status.Status == "aborted" || status.Status == "abort" {
		return fmt.Errorf("%s: %s: %s: %s", m.Header.MsgType, status.Status, status.Ename, status.Evalue)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(m.Content, into); err != nil {
		return fmt.Errorf("%s: %w", m.Header.MsgType, err)
	}
	return nil
}

// answer handles a reply from shell or control.
func (l *link) answer(m *wire.Message) {
	if x := l.find(m); x != nil {
		select {
		case x.reply <- m:
		default: // a second reply to the same request is a fault of the kernel
		}
	}
}

// news handles a message from iopub.
func (l *link) news(m *wire.Message) {
	x := l.find(m)
	if x == nil {
		return
	}
	if m.Header.MsgType == "status" {
		var s wire.Status
		if json.Unmarshal(m.Content, &s) == nil && s.ExecutionState == "idle" {
			select {
			case <-x.idle:
			default:
				close(x.idle)
			}
		}
		return
	}
	if x.asked.Output != nil {
		x.asked.Output(m.Header.MsgType, m.Content)
	}
}

// question handles an input_request from stdin.
func (l *link) question(m *wire.Message) {
	x := l.find(m)
	var q wire.InputRequest
	if x == nil || x.asked.Input == nil || json.Unmarshal(m.Content, &q) != nil {
		return
	}
	go l.ask(x, m, q)
}

// ask lets the person answer, as long as the cell waits for it.
func (l *link) ask(x *exchange, m *wire.Message, q wire.InputRequest) {
	ctx, cancel := context.WithCancel(l.ctx)
	defer cancel()
	go func() {
		select {
		case <-x.over:
			cancel()
		case <-ctx.Done():
		}
	}()
	value, err := x.asked.Input(ctx, q.Prompt, q.Password)
	if errors.Is(err, io.EOF) {
		value, err = "\x04", nil // as Jupyter's consoles say Ctrl-D
	}
	if err != nil || ctx.Err() != nil {
		return
	}
	if reply, err := l.session.New("input_reply", m, wire.InputReply{Value: value}); err == nil {
		l.client.Stdin.Send(reply)
	}
}

// wait waits for both ends of an execution: its reply and its idle.
func (x *exchange) wait(l *link, stop <-chan struct{}) (*wire.Message, bool) {
	var m *wire.Message
	select {
	case m = <-x.reply:
	case <-l.gone:
		select {
		case m = <-x.reply: // it came before
			return m, true
		default:
			return nil, true
		}
	case <-stop:
		return nil, false
	}
	select {
	case <-x.idle:
	case <-l.gone:
	case <-time.After(idleLimit):
	}
	return m, true
}
