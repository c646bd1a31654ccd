package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// served checks that the client that was there before, and one that comes now, are served on all five sockets.
func served(t *testing.T, k *kernel, before *Client) {
	t.Helper()
	if err := roundTrip(before, nil); err != nil {
		t.Errorf("the client that was there before: %v\n%s", err, k.log)
	}
	now, err := Dial(testContext(t), k.Connection, NewSession("new"), Options{})
	if err != nil {
		t.Fatalf("a new client: %v\n%s", err, k.log)
	}
	defer now.Close()
	if err := roundTrip(now, nil); err != nil {
		t.Errorf("a new client: %v\n%s", err, k.log)
	}
}

func be64(n uint64) string { return string(binary.BigEndian.AppendUint64(nil, n)) }

// Each attack is sent as it stands, on all five ports at once, and then held.
func TestBeginningsThatLeadNowhere(t *testing.T) {
	greet := func(mechanism string, version byte) string {
		g := []byte(rawGreeting)
		g[10] = version
		copy(g[12:32], mechanism+strings.Repeat("\x00", 20))
		return string(g)
	}
	dealerReady := rawReady("Socket-Type", "DEALER", "Identity", "x")
	for _, attack := range []struct {
		name string
		send string
		gone bool // the kernel must close the connection at once; else the handshake's deadline does it later
	}{
		{"silence", "", false},
		{"first 10 bytes of a greeting", rawGreeting[:10], false},
		{"half a greeting", rawGreeting[:32], false},
		{"greeting without READY", rawGreeting, false},
		{"one byte of READY", rawGreeting + "\x04", false},
		{"half of READY", rawGreeting + dealerReady[:20], false},
		{"short HTTP request", "GET / HTTP/1.0\r\n\r\n", true},
		{"long HTTP request", "GET /" + strings.Repeat("x", 100) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", true},
		{"TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + strings.Repeat("r", 64), true},
		{"bare newline protocol", "hello\n\n\n\n\n\n", true},
		{"ZMTP 1.0", "\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f\x01\x00" + strings.Repeat("\x00", 52), true},
		{"ZMTP 2.0", greet("", 1), true},
		{"mechanism PLAIN", greet("PLAIN", 3) + dealerReady, true},
		{"mechanism CURVE", greet("CURVE", 3), true},
		{"as-server is 7", rawGreeting[:32] + "\x07" + rawGreeting[33:], true},
		{"message instead of READY", rawGreeting + "\x00\x05hello", true},
		{"other command instead of READY", rawGreeting + "\x04\x06\x05ERROR", true},
		{"empty command instead of READY", rawGreeting + "\x04\x00", true},
		{"unknown socket type", rawGreeting + rawReady("Socket-Type", "BOGUS"), true},
		{"socket type of another pattern", rawGreeting + rawReady("Socket-Type", "PUSH"), true},
		{"no socket type", rawGreeting + rawReady("Identity", "x"), true},
		{"no properties", rawGreeting + "\x04\x06\x05READY", true},
		{"empty property name", rawGreeting + "\x04\x0b\x05READY\x00\x00\x00\x00\x00", true},
		{"property without a length", rawGreeting + "\x04\x12\x05READY\x0bSocket-Type", true},
		{"property name longer than the rest", rawGreeting + "\x04\x16\x05READY\xffSocket-Type\x00\x00\x00\x01", true},
		{"property value longer than the rest", rawGreeting + "\x04\x1c\x05READY\x0bSocket-Type\x00\x00\xff\xffDEALER", true},
		{"property value of 4 GiB", rawGreeting + "\x04\x1c\x05READY\x0bSocket-Type\xff\xff\xff\xffDEALER", true},
		{"socket type twice", rawGreeting + rawReady("Socket-Type", "DEALER", "socket-type", "SUB"), true},
		{"READY of 2^34 bytes", rawGreeting + "\x06" + be64(1<<34), true},
		{"READY of 2^40 bytes", rawGreeting + "\x06" + be64(1<<40), true},
		{"READY of 2^60 bytes", rawGreeting + "\x06" + be64(1<<60), true},
		{"READY of 2^63 bytes", rawGreeting + "\x06" + be64(1<<63), true},
		{"READY with more to come", rawGreeting + "\x05" + dealerReady[1:], true},
		{"reserved flags", rawGreeting + "\xf4" + dealerReady[1:], true},
	} {
		t.Run(attack.name, func(t *testing.T) {
			t.Parallel()
			k := startKernel(t, Options{})
			healthy := k.client(t)
			for _, channel := range channels {
				p := k.raw(t, channel)
				io.WriteString(p, attack.send)
				if attack.gone {
					if err := p.gone(); err != nil {
						t.Errorf("%s: %v", channel, err)
					}
				}
			}
			served(t, k, healthy)
		})
	}
}

func TestHandshakeHasADeadline(t *testing.T) {
	k := startKernel(t, Options{HandshakeTimeout: 50 * time.Millisecond})
	for _, channel := range channels {
		for _, begin := range []string{"", rawGreeting[:10], rawGreeting, rawGreeting + "\x04\x20"} {
			p := k.raw(t, channel)
			io.WriteString(p, begin)
			if err := p.gone(); err != nil {
				t.Errorf("%s, after %d bytes: %v", channel, len(begin), err)
			}
		}
	}
	served(t, k, k.client(t))
}

// What a peer may do after a right handshake. It is cut off when it goes beyond the limits.
func TestMessagesBeyondTheLimits(t *testing.T) {
	limits := Options{MaxFrame: 1 << 20, MaxMessage: 3 << 20, MaxFrames: 100}
	long := "\x03" + be64(1<<20) + strings.Repeat("x", 1<<20)
	for _, attack := range []struct {
		name string
		send string
	}{
		{"frame of 2^20+1 bytes", "\x02" + be64(1<<20+1)},
		{"frame of 2^34 bytes", "\x02" + be64(1<<34)},
		{"frame of 2^40 bytes", "\x02" + be64(1<<40)},
		{"frame of 2^48 bytes", "\x02" + be64(1<<48)},
		{"frame of 2^60 bytes", "\x02" + be64(1<<60)},
		{"frame of 2^63 bytes", "\x02" + be64(1<<63)},
		{"frame of 2^64-1 bytes", "\x02" + be64(1<<64-1)},
		{"second frame of 2^63 bytes", "\x01\x01x\x02" + be64(1<<63)},
		{"too large a message", strings.Repeat(long, 4)},
		{"endless empty frames", strings.Repeat("\x01\x00", 101)},
		{"endless small frames", strings.Repeat("\x01\x01x", 101)},
		{"reserved flags", "\x08\x00"},
		{"command of 2^20 bytes", "\x06" + be64(1<<20)},
		{"command with more to come", "\x05\x05\x04PING"},
		{"empty command", "\x04\x00"},
		{"command with a cut name", "\x04\x03\x04PI"},
	} {
		t.Run(attack.name, func(t *testing.T) {
			t.Parallel()
			k := startKernel(t, limits)
			healthy := k.client(t)
			for _, channel := range channels {
				p := k.raw(t, channel)
				p.shake(t, channel, "bad")
				go io.WriteString(p, attack.send)
				if err := p.gone(); err != nil {
					t.Errorf("%s: %v", channel, err)
				}
			}
			served(t, k, healthy)
			for _, r := range k.routers() {
				if n := r.listener.staged.Load(); n != 0 {
					t.Errorf("%s: %d bytes are still counted as staged", r.listener.name, n)
				}
			}
		})
	}
}

// Within the limits, but nothing that the kernel can use.
func TestMessagesWithoutMeaning(t *testing.T) {
	k := startKernel(t, Options{})
	healthy := k.client(t)
	for _, channel := range channels {
		p := k.raw(t, channel)
		p.shake(t, channel, "odd")
		for range 200 { // zmq4 has room for ten
			p.frames(t, []byte("no delimiter at all"))
			p.frames(t, []byte{}, []byte{}, []byte("REQ"))
			p.frames(t, []byte("a"), []byte("\x01")) // looks like a subscription and is the end of a message
			p.frames(t, bytes.Repeat([]byte("x"), 70_000))
		}
		io.WriteString(p, "\x02"+be64(1<<20)+"cut in the middle")
	}
	served(t, k, healthy)
}

func TestPeersThatBreakOffLeaveNothing(t *testing.T) {
	k := startKernel(t, Options{})
	healthy := k.client(t)
	for i := range 100 {
		for _, channel := range channels {
			p := k.raw(t, channel)
			p.shake(t, channel, fmt.Sprint("half ", i))
			io.WriteString(p, "\x01\x05hello\x02"+be64(100_000)+"cut")
			if i%2 == 0 {
				p.Conn.(*net.TCPConn).SetLinger(0) // RST
			}
			p.Close()
		}
	}
	served(t, k, healthy)
	listeners := []*listener{k.IOPub.listener}
	for _, r := range k.routers() {
		listeners = append(listeners, r.listener)
	}
	for _, l := range listeners {
		eventually(t, l.name+" has only the healthy client", func() bool { return len(l.list()) == 1 && l.staged.Load() == 0 })
	}
}

func TestThousandIdleConnections(t *testing.T) {
	k := startKernel(t, Options{})
	healthy := k.client(t)
	for i := range 1000 {
		k.raw(t, channels[i%len(channels)])
	}
	served(t, k, healthy)
	crowd := make([]rawPeer, 0, 300)
	for range cap(crowd) { // more than the half-open places of one socket
		crowd = append(crowd, k.raw(t, "shell"))
	}
	served(t, k, healthy)
	if err := crowd[0].gone(); err != nil {
		t.Errorf("the oldest of %d half-open peers: %v", len(crowd), err)
	}
}

func TestSlowPeers(t *testing.T) {
	k := startKernel(t, Options{})
	healthy := k.client(t)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for i := range 100 {
		p := k.raw(t, channels[i%len(channels)])
		wg.Go(func() {
			for _, b := range []byte(rawGreeting + rawReady("Socket-Type", "DEALER")) {
				if _, err := p.Conn.Write([]byte{b}); err != nil {
					return
				}
				select {
				case <-stop:
					return
				case <-time.After(20 * time.Millisecond):
				}
			}
		})
	}
	for range 3 {
		served(t, k, healthy)
	}
	close(stop)
	wg.Wait()
}

func TestNoMorePeersThanAllowed(t *testing.T) {
	k := startKernel(t, Options{MaxPeers: 3})
	healthy := k.client(t)
	for range 2 {
		k.raw(t, "shell").shake(t, "shell", "")
	}
	eventually(t, "three peers", func() bool { return len(k.Shell.listener.list()) == 3 })
	if err := k.raw(t, "shell").gone(); err != nil {
		t.Errorf("the fourth peer: %v", err)
	}
	if err := roundTrip(healthy, nil); err != nil {
		t.Error(err)
	}
}

func TestPingIsAnswered(t *testing.T) {
	k := startKernel(t, Options{})
	for _, channel := range channels {
		p := k.raw(t, channel)
		p.shake(t, channel, "pinger")
		for _, context := range []string{"", "x", "sixteen bytes ok"} {
			io.WriteString(p, "\x04"+string(rune(7+len(context)))+"\x04PING\x00\x0a"+context)
			if body, command := p.read(t); !command || string(body) != "\x04PONG"+context {
				t.Errorf("%s: PING %q is answered with %q", channel, context, body)
			}
		}
		io.WriteString(p, "\x04\x05\x04PONG"+"\x04\x08\x07UNKNOWN") // passed over
	}
	// libzmq may ping between the frames of a message.
	p := k.raw(t, "heartbeat")
	p.shake(t, "heartbeat", "")
	io.WriteString(p, "\x01\x00"+"\x04\x07\x04PING\x00\x0a"+"\x00\x04beat")
	var got []string
	for range 3 {
		body, _ := p.read(t)
		got = append(got, string(body))
	}
	if want := []string{"\x04PONG", "", "beat"}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %q, expected %q", got, want)
	}
}

func TestSubscriptionCommandsOfZMTP31(t *testing.T) {
	k := startKernel(t, Options{})
	p := k.raw(t, "iopub")
	p.shake(t, "iopub", "")
	io.WriteString(p, "\x04\x0f\x09SUBSCRIBEtopic"+"\x04\x0c\x06CANCELtopic"+"\x00\x04\x01end")
	for _, want := range []string{"topic", "end"} {
		if f, _ := p.read(t); string(f) != want {
			t.Errorf("welcome has the topic %q, expected %q", f, want)
		}
		for range 6 {
			p.read(t)
		}
	}
}

func TestTooManySubscriptions(t *testing.T) {
	k := startKernel(t, Options{})
	p := k.raw(t, "iopub")
	p.shake(t, "iopub", "")
	go func() {
		for i := range 2 * maxTopics {
			fmt.Fprintf(p, "\x00\x05\x01%04d", i)
		}
	}()
	if err := p.gone(); err != nil {
		t.Error(err)
	}
}

// exhausted is a listener of a process that has no descriptors left.
type exhausted struct {
	net.Listener
	failures atomic.Int64
}

func (e *exhausted) Accept() (net.Conn, error) {
	if e.failures.Add(-1) >= 0 {
		return nil, &net.OpError{Op: "accept", Err: syscall.EMFILE}
	}
	return e.Listener.Accept()
}

func TestHalfOpenPeersGiveWayWhenDescriptorsRunOut(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	e := &exhausted{Listener: inner}
	e.failures.Store(4)
	o := Options{}.withDefaults()
	l := newListener(e, routerType, newGroup("test", &o, &reporter{}))
	left, right := net.Pipe()
	defer left.Close()
	l.enter(right)
	l.start()
	left.SetReadDeadline(time.Now().Add(patience))
	if _, err := left.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the half-open peer reads %v, expected the end", err)
	}
	conn, err := net.Dial("tcp", inner.Addr().String()) // after its pauses it accepts again
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.ReadFull(conn, make([]byte, greetingSize)); err != nil {
		t.Errorf("no greeting after the descriptors came back: %v", err)
	}
	l.stop()
}

func TestLogIsNotFlooded(t *testing.T) {
	k := startKernel(t, Options{})
	for range 100 {
		p := k.raw(t, "control")
		io.WriteString(p, "GET / HTTP/1.0\r\n\r\n")
		if err := p.gone(); err != nil {
			t.Fatal(err)
		}
	}
	// A peer is gone a little before it is counted.
	for deadline := time.Now().Add(time.Minute); k.Stats().Cut < 100 && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	if n := k.Stats().Cut; n != 100 {
		t.Errorf("%d peers were refused, expected 100", n)
	}
	if n := strings.Count(k.log.String(), "\n"); n == 0 || n > 2*maxLogLines {
		t.Errorf("100 refused peers gave %d lines:\n%s", n, k.log)
	}
	if !strings.Contains(k.log.String(), `control: refused a peer at 127.0.0.1`) || !strings.Contains(k.log.String(), "not a ZeroMQ peer") {
		t.Errorf("log is\n%s", k.log)
	}
}

// Random bytes, and right beginnings with random changes and endings.
func TestRandomPeers(t *testing.T) {
	k := startKernel(t, Options{MaxFrame: 1 << 20, MaxMessage: 2 << 20})
	healthy := k.client(t)
	random := rand.New(rand.NewPCG(3, 4))
	for i := range 300 {
		channel := channels[i%len(channels)]
		p := k.raw(t, channel)
		b := []byte(rawGreeting + rawReady("Socket-Type", peerType(channel), "Identity", "r") + "\x00\x02\x01t\x04\x07\x04PING\x00\x00\x01\x00\x00\x00")
		for range random.IntN(64) {
			b = append(b, byte(random.Uint32()))
		}
		for range random.IntN(4) {
			b[random.IntN(len(b))] = byte(random.Uint32())
		}
		p.Conn.Write(b[:random.IntN(len(b)+1)])
		if random.IntN(2) == 0 {
			p.Close()
		}
	}
	served(t, k, healthy)
}
