package wire

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// Every test closes its servers and clients; nothing of them may be left at the end, in zmq4 neither.
func TestMain(m *testing.M) {
	failHard = true
	goleak.VerifyTestMain(m)
}

// patience is for what must happen soon; it is long because the machine may be busy.
const patience = 60 * time.Second

func testContext(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

// kernel is a server that answers each request on shell, control and stdin with the same content, and for those on shell
// publishes busy before and idle after the reply.
type kernel struct {
	*Server
	Connection
	session *Session
	log     *logBuffer
	handle  func(*Message) bool // sees what comes on shell first; true: it has done all
}

func startKernel(t testing.TB, o Options) *kernel {
	t.Helper()
	c, err := NewConnection("tcp", "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	return startKernelAt(t, c, o)
}

func startKernelAt(t testing.TB, c Connection, o Options) *kernel {
	t.Helper()
	k := &kernel{Connection: c}
	k.start(t, o)
	return k
}

func (k *kernel) start(t testing.TB, o Options) {
	t.Helper()
	k.session, k.log = NewSession("kernel"), &logBuffer{}
	if o.Log == nil {
		o.Log = log.New(k.log, "", 0)
	}
	var err error
	if k.Server, err = Listen(&k.Connection, k.session, o); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for _, r := range k.routers() {
		if r != k.heartbeat {
			wg.Go(func() { k.serve(r) })
		}
	}
	t.Cleanup(func() {
		if err := k.Close(); err != nil {
			t.Errorf("server: %v", err)
		}
		wg.Wait()
	})
}

func (k *kernel) serve(r *Router) {
	for {
		m, err := r.Recv()
		if err != nil {
			return
		}
		if r == k.Shell && k.handle != nil && k.handle(m) {
			continue
		}
		if r == k.Shell {
			k.publish("status", m, Status{"busy"})
		}
		if reply, err := k.session.New(strings.Replace(m.Header.MsgType, "_request", "_reply", 1), m, nil); err == nil {
			reply.Content, reply.Buffers = m.Content, m.Buffers
			r.Send(reply)
		}
		if r == k.Shell {
			k.publish("status", m, Status{"idle"})
		}
	}
}

func (k *kernel) publish(msgType string, parent *Message, content any) {
	m, err := k.session.New(msgType, parent, content)
	if err != nil {
		panic(err)
	}
	m.Identities = [][]byte{[]byte("kernel." + msgType)}
	k.IOPub.Publish(m) // fails only when the test closes the server
}

// port is where one of the sockets is, by the name of its channel.
func (k *kernel) port(channel string) int {
	return map[string]int{"shell": k.ShellPort, "control": k.ControlPort, "stdin": k.StdinPort, "iopub": k.IOPubPort,
		"heartbeat": k.HBPort}[channel]
}

var channels = []string{"shell", "control", "stdin", "iopub", "heartbeat"}

type logBuffer struct {
	mu    sync.Mutex
	lines []string
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, string(p))
	return len(p), nil
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.lines, "")
}

// client dials and closes at the end of the test.
func (k *kernel) client(t testing.TB) *Client {
	t.Helper()
	c, err := Dial(testContext(t), k.Connection, NewSession("client"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("client: %v", err)
		}
	})
	return c
}

// roundTrip sends a request on each channel and waits for what must come back, on all five sockets.
func roundTrip(c *Client, content any) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s := NewSession("client")
	for _, d := range []*Dealer{c.Control, c.Stdin, c.Shell} {
		request, err := s.New("echo_request", nil, content)
		if err != nil {
			return err
		}
		if err := d.Send(request); err != nil {
			return err
		}
		reply, err := d.Recv(ctx)
		if err != nil {
			return err
		}
		if got, want := string(reply.Parent), string(request.HeaderJSON); got != want {
			return fmt.Errorf("reply on %s has the parent %s, expected %s", d.name, got, want)
		}
		if d == c.Shell {
			if err := untilIdle(ctx, c, request.Header.MsgID); err != nil {
				return err
			}
		}
	}
	return c.Heartbeat.Ping(ctx)
}

// untilIdle reads iopub until the busy and the idle of one request have come.
func untilIdle(ctx context.Context, c *Client, id string) error {
	for want := "busy"; ; {
		m, err := c.IOPub.Recv(ctx)
		if err != nil {
			return fmt.Errorf("waiting for %s: %w", want, err)
		}
		var s Status
		if m.Header.MsgType != "status" || m.ParentHeader().MsgID != id {
			continue
		}
		if err := m.Decode(&s); err != nil {
			return err
		}
		if s.ExecutionState != want {
			return fmt.Errorf("status is %s, expected %s", s.ExecutionState, want)
		}
		if want == "idle" {
			return nil
		}
		want = "idle"
	}
}

// rawPeer speaks ZMTP by hand.
type rawPeer struct{ net.Conn }

func (k *kernel) raw(t testing.TB, channel string) rawPeer {
	t.Helper()
	network, addr := k.dialAddress(k.port(channel))
	conn, err := net.DialTimeout(network, addr, patience)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return rawPeer{conn}
}

const rawGreeting = "\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f\x03\x00NULL" +
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" + // rest of the mechanism
	"\x00" + "0123456789012345678901234567890" // as-server and filler, whose bytes do not matter

func rawReady(properties ...string) string {
	body := "\x05READY"
	for i := 0; i < len(properties); i += 2 {
		name, value := properties[i], properties[i+1]
		body += string(rune(len(name))) + name + "\x00\x00\x00" + string([]byte{byte(len(value))}) + value
	}
	return "\x04" + string([]byte{byte(len(body))}) + body
}

func peerType(channel string) string {
	switch channel {
	case "iopub":
		return "SUB"
	case "heartbeat":
		return "REQ"
	}
	return "DEALER"
}

// shake does the handshake of an ordinary client.
func (p rawPeer) shake(t testing.TB, channel, identity string) {
	t.Helper()
	if _, err := io.WriteString(p, rawGreeting+rawReady("Socket-Type", peerType(channel), "Identity", identity)); err != nil {
		t.Fatal(err)
	}
	var g [64]byte
	p.SetReadDeadline(time.Now().Add(patience))
	if _, err := io.ReadFull(p, g[:]); err != nil {
		t.Fatalf("no greeting: %v", err)
	}
	if frame, command := p.read(t); !command || !strings.HasPrefix(string(frame), "\x05READY") {
		t.Fatalf("got %q, expected READY", frame)
	}
}

// read returns one frame; the more flag is lost.
func (p rawPeer) read(t testing.TB) (body []byte, command bool) {
	t.Helper()
	var h [9]byte
	if _, err := io.ReadFull(p, h[:2]); err != nil {
		t.Fatalf("no frame: %v", err)
	}
	size := uint64(h[1])
	if h[0]&2 != 0 {
		if _, err := io.ReadFull(p, h[2:9]); err != nil {
			t.Fatalf("no frame: %v", err)
		}
		size = binary.BigEndian.Uint64(h[1:])
	}
	body = make([]byte, size)
	if _, err := io.ReadFull(p, body); err != nil {
		t.Fatalf("cut frame: %v", err)
	}
	return body, h[0]&4 != 0
}

// frames writes one message.
func (p rawPeer) frames(t testing.TB, frames ...[]byte) {
	t.Helper()
	var b []byte
	for i, f := range frames {
		flag := byte(1)
		if i == len(frames)-1 {
			flag = 0
		}
		if len(f) > 255 {
			b = binary.BigEndian.AppendUint64(append(b, flag|2), uint64(len(f)))
		} else {
			b = append(b, flag, byte(len(f)))
		}
		b = append(b, f...)
	}
	if _, err := p.Conn.Write(b); err != nil {
		t.Fatal(err)
	}
}

// gone waits until the kernel has closed the connection.
func (p rawPeer) gone() error {
	p.SetReadDeadline(time.Now().Add(patience))
	_, err := io.Copy(io.Discard, p)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return errors.New("the connection is still open")
	}
	return nil
}

// eventually polls a condition.
func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !condition(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("still not: %s", what)
		}
	}
}
