package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestAllChannels(t *testing.T) {
	dir, err := os.MkdirTemp("", "wire") // t.TempDir may be too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for _, at := range []Connection{
		{Transport: "tcp", IP: "127.0.0.1"},
		{Transport: "tcp", IP: "*"},
		{Transport: "tcp", IP: "localhost"},
		{Transport: "tcp", IP: "::1"},
		{Transport: "tcp", IP: "[::1]"},
		{Transport: "tcp", IP: "::"},
		{Transport: "ipc", IP: filepath.Join(dir, "kernel")},
	} {
		t.Run(at.Transport+" "+at.IP, func(t *testing.T) {
			if strings.Contains(at.IP, ":") && !haveIPv6() {
				t.Skip("this machine has no IPv6 loopback")
			}
			for _, scheme := range []string{"hmac-sha256", "hmac-md5", "hmac-sha512"} {
				c := at
				c.Key, c.SignatureScheme = "key", scheme
				k := startKernelAt(t, c, Options{})
				for _, p := range k.ports() {
					if *p.port == 0 {
						t.Errorf("port 0 of %s was not filled in", p.key)
					}
				}
				cl := k.client(t)
				if !cl.IOPub.Welcomed() {
					t.Error("no iopub_welcome")
				}
				if err := roundTrip(cl, map[string]any{"x": "é"}); err != nil {
					t.Error(err)
				}
				cl.Close()
				if err := k.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("socket files are left: %v", left)
	}
}

func haveIPv6() bool {
	l, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		return false
	}
	l.Close()
	return true
}

func TestBuffersAndLargeMessages(t *testing.T) {
	k := startKernel(t, Options{})
	cl := k.client(t)
	ctx := testContext(t)
	for _, size := range []int{0, 1, 255, 256, 257, 8 << 10, 1<<20 + 1, 24 << 20} {
		m := testMessage(t, map[string]any{"size": size})
		m.Buffers = [][]byte{bytes.Repeat([]byte("x"), size), {}, bytes.Repeat([]byte("y"), size/3)}
		if err := cl.Shell.Send(m); err != nil {
			t.Fatal(err)
		}
		reply, err := cl.Shell.Recv(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if len(reply.Buffers) != 3 || !bytes.Equal(reply.Buffers[0], m.Buffers[0]) || !bytes.Equal(reply.Buffers[2], m.Buffers[2]) {
			t.Errorf("buffers of %d bytes came back changed", size)
		}
	}
	for _, r := range k.routers() {
		if n := r.listener.staged.Load(); n != 0 {
			t.Errorf("%s: %d bytes are still counted as staged", r.listener.name, n)
		}
	}
}

func TestWelcomeIsFirstWhileTheKernelPublishes(t *testing.T) {
	k := startKernel(t, Options{})
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				k.IOPub.Wait(context.Background())
				k.publish("stream", nil, Stream{"stdout", fmt.Sprint(i)})
			}
		}
	})
	defer wg.Wait()
	defer close(stop)
	for i := range 100 {
		p := k.raw(t, "iopub")
		p.shake(t, "iopub", "")
		topic := []string{"", "kernel.", "kernel.stream"}[i%3]
		p.frames(t, append([]byte{1}, topic...))
		if first, _ := p.read(t); string(first) != topic {
			t.Fatalf("first message has the topic %q, expected the subscription %q", first, topic)
		}
		var frames [][]byte
		for range 6 {
			f, _ := p.read(t)
			frames = append(frames, f)
		}
		m, err := (&inspector{signer: k.Shell.inspector.signer}).open(frames)
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf(`{"subscription":%q}`, topic); m.Header.MsgType != "iopub_welcome" || string(m.Content) != want ||
			string(m.Parent) != "{}" || m.Header.Session != k.session.ID() {
			t.Fatalf("first message is %s %s, parent %s", m.HeaderJSON, m.Content, m.Parent)
		}
		if next, _ := p.read(t); !strings.HasPrefix(string(next), "kernel.stream") {
			t.Fatalf("second message has the topic %q, expected the stream", next)
		}
		p.Close()
	}
}

func TestTopics(t *testing.T) {
	k := startKernel(t, Options{})
	p := k.raw(t, "iopub")
	p.shake(t, "iopub", "")
	topics := func(n int) string {
		var got []string
		for range n {
			f, _ := p.read(t)
			got = append(got, string(f))
			for range 6 {
				p.read(t)
			}
		}
		return strings.Join(got, " ")
	}
	p.frames(t, []byte("\x00never subscribed"))
	p.frames(t, []byte("\x01kernel.a"))
	p.frames(t, []byte("\x01kernel.a")) // counted: one of the two stays
	p.frames(t, []byte("\x01\xff\xfe")) // no UTF-8: no welcome
	p.frames(t, []byte("\x01kernel.b"))
	if got := topics(3); got != "kernel.a kernel.a kernel.b" {
		t.Errorf("welcomes have the topics %s", got)
	}
	p.frames(t, []byte("\x00kernel.a"))
	p.frames(t, []byte("\x00kernel.b"))
	p.frames(t, []byte("\x00never subscribed"))
	p.frames(t, []byte("\x01end"))
	if got := topics(1); got != "end" {
		t.Fatalf("got topic %s, expected the last welcome", got)
	}
	for _, msgType := range []string{"b", "a.long", "c", "a"} {
		k.publish(msgType, nil, nil)
	}
	if got := topics(2); got != "kernel.a.long kernel.a" {
		t.Errorf("messages have the topics %q, expected those that were subscribed to", got)
	}
}

func TestSendBeforeAnyPeer(t *testing.T) {
	k := startKernel(t, Options{})
	m := testMessage(t, nil)
	m.Identities = [][]byte{[]byte("nobody")}
	start := time.Now()
	if err := k.Stdin.Send(m); err != nil {
		t.Error(err)
	}
	if d := time.Since(start); d >= zmqTimeout {
		t.Errorf("Send took %v: it waited for a peer", d)
	}
	if k.Stdin.Connected(m) {
		t.Error("a peer that never came counts as connected")
	}
	m.Identities = nil
	if err := k.Stdin.Send(m); err == nil {
		t.Error("a message without an identity was sent")
	}
	if err := k.IOPub.Publish(m); err == nil {
		t.Error("a message without a topic was published")
	}
}

func TestKernelCanSpeakFirstOnStdin(t *testing.T) {
	k := startKernel(t, Options{})
	cl := k.client(t)
	m := testMessage(t, InputRequest{Prompt: "?"})
	m.Identities = [][]byte{[]byte(cl.Stdin.identity)}
	eventually(t, "the client's stdin is there", func() bool { return k.Stdin.Connected(m) })
	if err := k.Stdin.Send(m); err != nil {
		t.Fatal(err)
	}
	got, err := cl.Stdin.Recv(testContext(t))
	if err != nil || string(got.Content) != `{"prompt":"?","password":false}` {
		t.Errorf("received %v, %v", got, err)
	}
}

func TestReplyToAPeerThatIsGoneIsNoError(t *testing.T) {
	k := startKernel(t, Options{})
	first := k.client(t)
	second := k.client(t)
	m := testMessage(t, nil)
	m.Identities = [][]byte{[]byte(first.Shell.identity)}
	eventually(t, "the first client is there", func() bool { return k.Shell.Connected(m) })
	first.Close()
	eventually(t, "the first client is gone", func() bool { return !k.Shell.Connected(m) })
	if err := k.Shell.Send(m); err != nil {
		t.Error(err)
	}
	if err := roundTrip(second, nil); err != nil {
		t.Error(err)
	}
}

func TestNewestOfTwoPeersWithOneIdentityWins(t *testing.T) {
	k := startKernel(t, Options{})
	old := k.raw(t, "shell")
	old.shake(t, "shell", "same")
	eventually(t, "the first peer is there", func() bool { return k.Shell.listener.reachable([]byte("same")) })
	for range 20 {
		next := k.raw(t, "shell")
		next.shake(t, "shell", "same")
		if err := old.gone(); err != nil {
			t.Fatalf("the older peer: %v", err)
		}
		request := testMessage(t, nil)
		next.frames(t, request.frames(k.Shell.inspector.signer)...)
		if f, _ := next.read(t); !bytes.Equal(f, delimiter) {
			t.Fatalf("the newest peer got %q, expected a reply", f)
		}
		for range 5 {
			next.read(t)
		}
		old = next
	}
}

func TestUnsignedAndReplayedMessagesGetNoAnswer(t *testing.T) {
	k := startKernel(t, Options{})
	cl := k.client(t)
	good := testMessage(t, nil)
	frames := cl.Encode(good)
	for _, bad := range [][][]byte{
		{[]byte("x")}, {{}}, frames[:4], good.frames(signer{}), good.frames(testSigner(t, "", "other key")),
	} {
		if err := cl.Shell.SendFrames(bad); err != nil {
			t.Fatal(err)
		}
	}
	cl.Shell.SendFrames(frames)
	cl.Shell.SendFrames(frames)
	last := testMessage(t, nil)
	cl.Shell.Send(last)
	ctx := testContext(t)
	for _, want := range []*Message{good, last} {
		reply, err := cl.Shell.Recv(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if got := reply.ParentHeader().MsgID; got != want.Header.MsgID {
			t.Errorf("reply to %s, expected one to %s", got, want.Header.MsgID)
		}
	}
	if n := k.Stats().Dropped; n != 6 {
		t.Errorf("%d messages were dropped, expected 6\n%s", n, k.log)
	}
}

func TestFlushThenCloseLosesNothing(t *testing.T) {
	for _, flush := range []bool{true, false} {
		for range 8 {
			k := startKernel(t, Options{})
			cl := k.client(t)
			request := testMessage(t, nil)
			request.Identities = [][]byte{[]byte(cl.Control.identity)}
			eventually(t, "the client is there", func() bool { return k.Control.Connected(request) })
			const burst = 500
			for range burst {
				k.publish("stream", nil, Stream{"stdout", strings.Repeat("x", 1024)})
			}
			if err := k.Control.Send(request); err != nil {
				t.Fatal(err)
			}
			k.publish("status", nil, Status{"idle"})
			if flush {
				if err := k.Flush(patience); err != nil {
					t.Error(err)
				}
			}
			if err := k.Close(); err != nil {
				t.Error(err)
			}
			checkAllArrived(t, cl, burst)
		}
	}
}

func checkAllArrived(t *testing.T, cl *Client, burst int) {
	t.Helper()
	ctx := testContext(t)
	if _, err := cl.Control.Recv(ctx); err != nil {
		t.Errorf("the reply is lost: %v", err)
	}
	streams := 0
	for {
		m, err := cl.IOPub.Recv(ctx)
		if err != nil {
			t.Fatalf("after %d of %d streams: %v", streams, burst, err)
		}
		if m.Header.MsgType == "stream" {
			streams++
		}
		if m.Header.MsgType == "status" {
			break
		}
	}
	if streams != burst {
		t.Errorf("%d of %d streams arrived", streams, burst)
	}
	if _, err := cl.IOPub.Recv(ctx); !errors.Is(err, ErrKernelGone) {
		t.Errorf("after the end: %v, expected %v", err, ErrKernelGone)
	}
}

func TestRestartOnTheSamePorts(t *testing.T) {
	k := startKernel(t, Options{})
	c := k.Connection
	for range 5 {
		cl := k.client(t)
		if err := roundTrip(cl, nil); err != nil {
			t.Fatal(err)
		}
		if err := k.Close(); err != nil {
			t.Fatal(err)
		}
		k = startKernelAt(t, c, Options{})
	}
}

func TestPortInUseIsWaitedFor(t *testing.T) {
	held, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := Connection{Transport: "tcp", IP: "127.0.0.1"}
	port := held.Addr().(*net.TCPAddr).Port
	if _, err := c.bindOnce(&port); err == nil {
		t.Fatal("the port could be bound twice")
	}
	released := make(chan struct{})
	go func() {
		defer close(released)
		time.Sleep(2 * bindRetry)
		held.Close()
	}()
	l, err := c.bind(&port)
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	<-released
}

func TestFailedListenLeavesNothing(t *testing.T) {
	c := Connection{Transport: "ipc", IP: filepath.Join(t.TempDir(), "k"), ShellPort: 1, ControlPort: 2, StdinPort: 3, IOPubPort: 4, HBPort: 5}
	if err := checkSocketPath(ipcPath(c.IP, 1)); err != nil {
		t.Skip(err)
	}
	if err := os.WriteFile(ipcPath(c.IP, 4), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Listen(&c, NewSession(""), Options{}); err == nil || !strings.Contains(err.Error(), "iopub") {
		t.Errorf("error is %v, expected one about iopub", err)
	}
	for _, port := range []int{1, 2, 3, 5} {
		if exists(ipcPath(c.IP, port)) {
			t.Errorf("the file of port %d is left", port)
		}
	}
}

func TestDialWaitsForTheKernel(t *testing.T) {
	k := startKernel(t, Options{})
	c := k.Connection
	k.Close()
	dialled := make(chan error, 1)
	var cl *Client
	go func() {
		var err error
		cl, err = Dial(testContext(t), c, NewSession(""), Options{})
		dialled <- err
	}()
	select {
	case err := <-dialled:
		t.Fatalf("dialled a kernel that is not there: %v", err)
	case <-time.After(3 * dialPause):
	}
	startKernelAt(t, c, Options{})
	if err := <-dialled; err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	if err := roundTrip(cl, nil); err != nil {
		t.Error(err)
	}
}

func TestDialGivesUpWithItsContext(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	port := silent.Addr().(*net.TCPAddr).Port
	for _, p := range []int{port, 1} {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		c := Connection{Transport: "tcp", IP: "127.0.0.1", ShellPort: p, ControlPort: p, StdinPort: p, IOPubPort: p, HBPort: p}
		_, err = Dial(ctx, c, NewSession(""), Options{HandshakeTimeout: 20 * time.Millisecond})
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "shell") {
			t.Errorf("port %d: %v, expected the context's error for shell", p, err)
		}
	}
}

func TestClientSeesTheKernelGo(t *testing.T) {
	k := startKernel(t, Options{})
	cl := k.client(t)
	k.Close()
	ctx := testContext(t)
	if _, err := cl.Shell.Recv(ctx); !errors.Is(err, ErrKernelGone) {
		t.Errorf("shell: %v, expected %v", err, ErrKernelGone)
	}
	if err := cl.Shell.Send(testMessage(t, nil)); !errors.Is(err, ErrKernelGone) {
		t.Errorf("Send: %v, expected %v", err, ErrKernelGone)
	}
	<-cl.Heartbeat.ended
	if err := cl.Heartbeat.Ping(ctx); !errors.Is(err, ErrKernelGone) {
		t.Errorf("Ping: %v, expected %v", err, ErrKernelGone)
	}
	cl.Close()
	if _, err := cl.Shell.Recv(ctx); !errors.Is(err, net.ErrClosed) {
		t.Errorf("shell after Close: %v, expected %v", err, net.ErrClosed)
	}
	if err := cl.Shell.Send(testMessage(t, nil)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Send after Close: %v, expected %v", err, net.ErrClosed)
	}
	if err := cl.Heartbeat.Ping(ctx); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Ping after Close: %v, expected %v", err, net.ErrClosed)
	}
}

func TestCloseEndsRecvAndIsFinal(t *testing.T) {
	before := goleak.IgnoreCurrent()
	c, _ := NewConnection("tcp", "")
	srv, err := Listen(&c, NewSession(""), Options{})
	if err != nil {
		t.Fatal(err)
	}
	cl, err := Dial(testContext(t), c, NewSession(""), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range 100 { // nobody receives them: zmq4's reader hangs on its queue until Close frees it
		cl.Shell.Send(testMessage(t, nil))
	}
	received := make(chan error)
	go func() {
		_, err := srv.Control.Recv()
		received <- err
	}()
	if err := srv.Close(); err != nil {
		t.Error(err)
	}
	if err := <-received; !errors.Is(err, net.ErrClosed) {
		t.Errorf("Recv ended with %v, expected %v", err, net.ErrClosed)
	}
	m := testMessage(t, nil)
	m.Identities = [][]byte{[]byte("x")}
	if err := srv.IOPub.Publish(m); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Publish after Close: %v", err)
	}
	if err := srv.Shell.Send(m); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Send after Close: %v", err)
	}
	if err := srv.IOPub.Wait(testContext(t)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Wait after Close: %v", err)
	}
	if err := srv.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	cl.Close()
	if err := goleak.Find(before); err != nil {
		t.Errorf("after Close of server and client: %v", err)
	}
}

// Clients come and go in all ways, while messages flow.
func TestChurn(t *testing.T) {
	k := startKernel(t, Options{})
	healthy := k.client(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 25 {
				cl, err := Dial(testContext(t), k.Connection, NewSession("churn"), Options{})
				if err != nil {
					t.Error(err)
					return
				}
				if i%2 == 0 {
					if err := roundTrip(cl, nil); err != nil {
						t.Error(err)
					}
				} else {
					cl.Shell.Send(testMessage(t, nil)) // the answer finds nobody
				}
				cl.Close()
			}
		})
	}
	wg.Wait()
	if err := roundTrip(healthy, nil); err != nil {
		t.Error(err)
	}
	eventually(t, "only the healthy client's connection is left", func() bool { return len(k.Shell.listener.list()) == 1 })
}

func TestSubscribedWaitsForTheFirst(t *testing.T) {
	k := startKernel(t, Options{})
	ended, end := context.WithCancel(testContext(t))
	end()
	if err := k.IOPub.Subscribed(ended); err == nil {
		t.Error("nobody has subscribed")
	}
	p := k.raw(t, "iopub")
	p.shake(t, "iopub", "")
	p.frames(t, []byte("\x01"))
	if err := k.IOPub.Subscribed(testContext(t)); err != nil {
		t.Error(err)
	}
	p.Close()
	if err := k.IOPub.Subscribed(ended); err != nil {
		t.Errorf("one was there before: %v", err)
	}
}
