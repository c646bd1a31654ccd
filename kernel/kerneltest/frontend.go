package kerneltest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"interleave/kernel/wire"
)

// Frontend is a client of a kernel that checks every message it gets. A broken
// rule fails the test at once, in the words of the rule.
type Frontend struct {
	t       testing.TB
	client  *wire.Client
	session *wire.Session
	cancel  context.CancelFunc
	readers sync.WaitGroup

	mu      sync.Mutex // guards the fields below
	check   *checker
	all     []Message
	changed chan struct{} // closed and replaced with each message
	cut     bool          // the kernel ends: requests may stay without idle
	ended   []string      // channels on which nothing more comes
}

// Message is a message as it came, with the channel it came on.
type Message struct {
	Channel string
	*wire.Message
	ParentID string         // msg_id of the parent
	Fields   map[string]any // the decoded content
}

// Text returns a field of the content that is a string, else "".
func (m Message) Text(field string) string {
	s, _ := m.Fields[field].(string)
	return s
}

func (m Message) String() string {
	return fmt.Sprintf("%s %s of=%s %.300s", m.Channel, m.Header.MsgType, m.ParentHeader().MsgType, m.Content)
}

// Request is a message that a Frontend sent.
type Request struct {
	ID, Type, Channel string
	Message           *wire.Message
	f                 *Frontend
}

// Answer is what came for one request until its idle.
type Answer struct {
	Reply   Message   // zero for requests without a reply
	Outputs []Message // on iopub, without status
}

// Connect connects to the kernel of a connection file.
func Connect(t testing.TB, connectionFile string) *Frontend {
	t.Helper()
	c, err := wire.ReadConnection(connectionFile)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), Deadline)
	defer cancel()
	f := &Frontend{t: t, session: wire.NewSession("kerneltest"), check: newChecker(), changed: make(chan struct{})}
	if f.client, err = wire.Dial(ctx, c, f.session, wire.Options{}); err != nil {
		t.Fatalf("connect to the kernel: %v", err)
	}
	f.start()
	return f
}

// start starts the readers, which end at the end of the test or at Close.
func (f *Frontend) start() {
	ctx, cancel := context.WithCancel(context.Background())
	f.cancel = cancel
	recv := map[string]func(context.Context) (*wire.Message, error){
		"shell":   f.client.Shell.Recv,
		"control": f.client.Control.Recv,
		"stdin":   f.client.Stdin.Recv,
		"iopub":   f.client.IOPub.Recv,
	}
	for channel, next := range recv {
		f.readers.Go(func() { f.read(ctx, channel, next) })
	}
	f.t.Cleanup(f.Close)
}

// Connect connects a front end to the kernel.
func (k *Kernel) Connect() *Frontend {
	k.t.Helper()
	return Connect(k.t, k.ConnectionFile)
}

// Close ends the connection. The test fails if a request that began was never
// finished, unless the kernel was told to end.
func (f *Frontend) Close() {
	if f.cancel == nil {
		return
	}
	f.cancel()
	f.cancel = nil
	f.client.Close()
	f.readers.Wait()
	if open := f.check.unfinished(); len(open) > 0 && !f.cut {
		f.t.Errorf("requests without idle: %v", open)
	}
}

// ExpectEnd says that the kernel is about to end: requests may stay without
// reply and idle.
func (f *Frontend) ExpectEnd() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cut = true
}

func (f *Frontend) read(ctx context.Context, channel string, next func(context.Context) (*wire.Message, error)) {
	defer func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.ended = append(f.ended, channel)
	}()
	for {
		m, err := next(ctx)
		switch {
		case err == nil:
			f.received(channel, m)
		case ctx.Err() != nil, errors.Is(err, wire.ErrKernelGone), errors.Is(err, net.ErrClosed):
			return
		default:
			f.t.Errorf("receive from %s: %v", channel, err)
			return
		}
	}
}

func (f *Frontend) received(channel string, m *wire.Message) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, broken := range f.check.check(channel, m) {
		f.t.Errorf("%s %s: %s", channel, m.Header.MsgType, broken)
	}
	message := Message{Channel: channel, Message: m, ParentID: m.ParentHeader().MsgID}
	json.Unmarshal(m.Content, &message.Fields)
	f.all = append(f.all, message)
	close(f.changed)
	f.changed = make(chan struct{})
}

// Send sends a message on shell, control or stdin.
func (f *Frontend) Send(channel, msgType string, content any) *Request {
	f.t.Helper()
	m, err := f.session.New(msgType, nil, content)
	if err != nil {
		f.t.Fatal(err)
	}
	return f.SendMessage(channel, m)
}

// NewMessage makes a message that SendMessage can send after changes.
func (f *Frontend) NewMessage(msgType string, content any) *wire.Message {
	f.t.Helper()
	m, err := f.session.New(msgType, nil, content)
	if err != nil {
		f.t.Fatal(err)
	}
	return m
}

// SendMessage sends a message that NewMessage made.
func (f *Frontend) SendMessage(channel string, m *wire.Message) *Request {
	f.t.Helper()
	r := &Request{ID: m.Header.MsgID, Type: m.Header.MsgType, Channel: channel, Message: m, f: f}
	f.mu.Lock()
	f.check.sent(m)
	f.mu.Unlock()
	if err := f.dealer(channel).Send(m); err != nil {
		f.t.Fatalf("send %s on %s: %v", m.Header.MsgType, channel, err)
	}
	return r
}

func (f *Frontend) dealer(channel string) *wire.Dealer {
	switch channel {
	case "shell":
		return f.client.Shell
	case "control":
		return f.client.Control
	case "stdin":
		return f.client.Stdin
	}
	panic("kerneltest: no channel " + channel)
}

// Client is the connection itself.
func (f *Frontend) Client() *wire.Client { return f.client }

// Cell is the content of an execute_request.
type Cell struct {
	Code            string            `json:"code"`
	Silent          bool              `json:"silent"`
	StoreHistory    bool              `json:"store_history"`
	UserExpressions map[string]string `json:"user_expressions"`
	AllowStdin      bool              `json:"allow_stdin"`
	StopOnError     bool              `json:"stop_on_error"`
}

// Execute sends a cell as JupyterLab does, and does not wait.
func (f *Frontend) Execute(code string) *Request {
	f.t.Helper()
	return f.Send("shell", "execute_request", Cell{Code: code, StoreHistory: true, AllowStdin: true, StopOnError: true})
}

// Run runs a cell and waits for its end.
func (f *Frontend) Run(code string) Answer {
	f.t.Helper()
	return f.Execute(code).Wait()
}

// Messages returns all messages so far, in the order of their arrival.
func (f *Frontend) Messages() []Message {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Message(nil), f.all...)
}

// Until waits until ok is true of the messages so far.
func (f *Frontend) Until(what string, ok func([]Message) bool) {
	f.t.Helper()
	deadline := time.After(Deadline)
	for {
		f.mu.Lock()
		all, changed := f.all, f.changed
		f.mu.Unlock()
		if ok(all) {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			f.mu.Lock()
			ended := f.ended
			f.mu.Unlock()
			f.t.Fatalf("waited %v for %s; channels that have ended: %v; came so far:\n%s", Deadline, what, ended, list(all))
		}
	}
}

func list(messages []Message) string {
	var b strings.Builder
	for _, m := range messages[max(0, len(messages)-60):] {
		fmt.Fprintln(&b, m)
	}
	return b.String()
}

// Find waits for a message of the request and returns it.
func (r *Request) Find(what string, ok func(Message) bool) Message {
	r.f.t.Helper()
	var found Message
	r.f.Until(fmt.Sprintf("%s of %s", what, r.Type), func(all []Message) bool {
		for _, m := range all {
			if m.ParentID == r.ID && ok(m) {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

// Status waits until iopub says that the request is busy or idle.
func (r *Request) Status(state string) {
	r.f.t.Helper()
	r.Find("status "+state, func(m Message) bool { return m.Header.MsgType == "status" && m.Text("execution_state") == state })
}

// Printed waits until the request has printed text on stdout, over however
// many messages.
func (r *Request) Printed(text string) {
	r.f.t.Helper()
	r.f.Until(fmt.Sprintf("%q from %s", text, r.Type), func(all []Message) bool {
		var printed strings.Builder
		for _, m := range all {
			if m.Header.MsgType == "stream" && m.ParentID == r.ID && m.Text("name") == "stdout" {
				printed.WriteString(m.Text("text"))
			}
		}
		return strings.Contains(printed.String(), text)
	})
}

// Reply waits for the reply.
func (r *Request) Reply() Message {
	r.f.t.Helper()
	return r.Find("reply", func(m Message) bool { return m.Channel == r.Channel })
}

// InputRequest waits for the question of the request.
func (r *Request) InputRequest() Message {
	r.f.t.Helper()
	return r.Find("input_request", func(m Message) bool { return m.Channel == "stdin" })
}

// Answer answers a question as JupyterLab does: with the question as parent.
func (f *Frontend) Answer(question Message, value string) {
	f.t.Helper()
	m, err := f.session.New("input_reply", question.Message, wire.InputReply{Value: value})
	if err != nil {
		f.t.Fatal(err)
	}
	m.Identities = nil
	f.SendMessage("stdin", m)
}

// hasReply reports whether requests of the type are answered on their channel.
func hasReply(msgType string) bool { return strings.HasSuffix(msgType, "_request") }

// Wait waits for the reply, if the type has one, and for idle.
func (r *Request) Wait() Answer {
	r.f.t.Helper()
	var a Answer
	if hasReply(r.Type) {
		a.Reply = r.Reply()
	}
	r.Status("idle")
	for _, m := range r.f.Messages() {
		if m.Channel == "iopub" && m.Header.MsgType != "status" && m.ParentID == r.ID {
			a.Outputs = append(a.Outputs, m)
		}
	}
	return a
}

// Stream joins what the request printed on stdout or stderr.
func (a Answer) Stream(name string) string {
	var b strings.Builder
	for _, m := range a.Outputs {
		if m.Header.MsgType == "stream" && m.Text("name") == name {
			b.WriteString(m.Text("text"))
		}
	}
	return b.String()
}

// Types lists the types of the outputs in their order.
func (a Answer) Types() []string {
	types := []string{}
	for _, m := range a.Outputs {
		types = append(types, m.Header.MsgType)
	}
	return types
}

// Ping waits for one beat of the kernel's heart.
func (f *Frontend) Ping() {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), Deadline)
	defer cancel()
	if err := f.client.Heartbeat.Ping(ctx); err != nil {
		f.t.Fatal(err)
	}
}
