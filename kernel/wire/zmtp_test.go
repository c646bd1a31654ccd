package wire

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// scripted is a connection whose peer has said everything already and listens to nothing.
type scripted struct{ *bytes.Reader }

func (scripted) Write(p []byte) (int, error)      { return len(p), nil }
func (scripted) Close() error                     { return nil }
func (scripted) LocalAddr() net.Addr              { return tapAddr{} }
func (scripted) RemoteAddr() net.Addr             { return tapAddr{} }
func (scripted) SetDeadline(time.Time) error      { return nil }
func (scripted) SetReadDeadline(time.Time) error  { return nil }
func (scripted) SetWriteDeadline(time.Time) error { return nil }

func TestShake(t *testing.T) {
	long := strings.Repeat("i", 255)
	for _, c := range []struct{ send, socketType, identity string }{
		{rawGreeting + rawReady("Socket-Type", "DEALER"), "DEALER", ""},
		{rawGreeting + rawReady("Socket-Type", "DEALER", "Identity", ""), "DEALER", ""},
		{rawGreeting + rawReady("IDENTITY", "x", "socket-type", "REQ"), "REQ", "x"},
		{rawGreeting + rawReady("Socket-Type", "ROUTER", "X-Other", "what"), "ROUTER", ""},
		{string(greeting()) + string(ready("DEALER", long)), "DEALER", long},
	} {
		got, err := routerType.shake(scripted{bytes.NewReader([]byte(c.send))}, "", time.Second)
		if err != nil || got != (hello{c.socketType, c.identity}) {
			t.Errorf("%q: %+v, %v", c.send, got, err)
		}
	}
	if _, err := routerType.shake(scripted{bytes.NewReader(append(greeting(), ready("DEALER", long+"x")...))}, "", time.Second); err == nil {
		t.Error("an identity of 256 bytes was taken")
	}
}

// However zmq4 cuts its writes, whole messages come out, without its handshake.
func TestAssembler(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	messages := [][][]byte{
		{[]byte("one")},
		{[]byte("topic"), {}, []byte("x"), bytes.Repeat([]byte("y"), 255), bytes.Repeat([]byte("z"), 256)},
		{{}, {}},
		{bytes.Repeat([]byte("t"), 300), bytes.Repeat([]byte("L"), 3*largePiece)},
	}
	stream := append(greeting(), ready("ROUTER", "")...)
	var want []string
	for _, frames := range messages {
		m := encode(frames...)
		var all []byte
		for _, c := range m.chunks {
			all = append(all, c...)
		}
		if len(all) != m.size || m.frames != len(frames) || m.body != len(bytes.Join(frames, nil)) || !bytes.Equal(m.topic, frames[0]) {
			t.Fatalf("encoded %d frames as %+v", len(frames), m)
		}
		want = append(want, string(all))
		stream = append(stream, all...)
	}
	for range 200 {
		var a assembler
		var got []string
		for rest := stream; len(rest) > 0; {
			n := min(len(rest), 1+random.IntN(1+random.IntN(2*largePiece)))
			err := a.feed(rest[:n:n], func(m outgoing) error {
				if i := len(got); !bytes.Equal(m.topic, messages[i][0]) || m.frames != len(messages[i]) {
					t.Errorf("message %d has %d frames and the topic %q", i, m.frames, m.topic)
				}
				got = append(got, string(bytes.Join(m.chunks, nil)))
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("messages changed (-want +got):\n%s", diff)
		}
	}
}

func FuzzGreeting(f *testing.F) {
	for _, s := range []string{
		"", rawGreeting, rawGreeting + rawReady("Socket-Type", "DEALER"), "GET / HTTP/1.0\r\n\r\n", rawGreeting + "\x06" + be64(1<<60),
		rawGreeting + rawReady("Socket-Type", "BOGUS", "Identity", "x"),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, kind := range []socketType{routerType, publisherType, dealerType, subscriberType} {
			h, err := kind.shake(scripted{bytes.NewReader(b)}, "", time.Second)
			if err == nil && (!strings.Contains(strings.Join(kind.peers, " "), h.socketType) || len(h.identity) > maxIdentity) {
				t.Errorf("%s took %+v", kind.name, h)
			}
		}
	})
}

func FuzzReady(f *testing.F) {
	for _, s := range []string{
		"", "\x05READY", rawReady("Socket-Type", "DEALER")[2:], rawReady("a", "b", "A", "c")[2:], "\x05READY\x0bSocket-Type\x00\x00\x00",
		"\x05READY\xffSocket-Type\xff\xff\xff\xff", "\x05READY\x00",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		socketType, identity, err := parseReady(b)
		if err != nil {
			return
		}
		frame := ready(socketType, identity)
		var h header
		if err := h.read(bytes.NewReader(frame)); err != nil {
			t.Fatal(err)
		}
		again, id, err := parseReady(frame[h.n:])
		if err != nil || again != socketType || id != identity {
			t.Errorf("%q was read as %q, %q and written so that it reads %q, %q, %v", b, socketType, identity, again, id, err)
		}
	})
}

// FuzzPeer lets a peer say anything after its handshake. zmq4 must see whole messages within the limits, and no commands.
func FuzzPeer(f *testing.F) {
	for _, s := range []string{
		"", "\x00\x05hello", "\x01\x00\x00\x01x", "\x04\x07\x04PING\x00\x00", "\x02" + be64(1<<63), "\x00\x02\x01t\x00\x02\x00t",
		"\x01\x03abc\x04\x05\x04PING\x00\x01z", strings.Repeat("\x01\x00", 20), "\x03" + be64(70) + strings.Repeat("b", 70) + "\x00\x00",
	} {
		f.Add([]byte(s))
	}
	o := Options{MaxFrame: 64 << 10, MaxMessage: 100 << 10, MaxFrames: 16}.withDefaults()
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, kind := range []socketType{routerType, publisherType} {
			g := newGroup("fuzz", &o, &reporter{})
			p := newPeer(g, kind, scripted{bytes.NewReader(b)}, hello{kind.peers[0], "id"})
			seen, err := io.ReadAll(p)
			if err == nil {
				t.Fatal("the end of the stream is no error of a kind that zmq4 minds")
			}
			if g.staged.Load() != 0 {
				t.Errorf("%s: %d bytes are still counted as staged", kind.name, g.staged.Load())
			}
			checkSeen(t, kind, seen, &o)
		}
	})
}

// checkSeen reads what zmq4 saw: handshake, then messages.
func checkSeen(t *testing.T, kind socketType, seen []byte, o *Options) {
	r := bytes.NewReader(seen)
	if _, err := kind.shake(scripted{r}, "", time.Second); err != nil {
		t.Fatalf("%s: the handshake for zmq4: %v", kind.name, err)
	}
	if kind.topics {
		if rest := seen[len(seen)-r.Len():]; !bytes.Equal(rest, subscribeAll) {
			t.Errorf("%s: zmq4 saw %q, expected its subscription alone", kind.name, rest)
		}
		return
	}
	for frames, size := 0, 0; r.Len() > 0; {
		var h header
		err := h.read(r)
		if err != nil || h.command() || h.size > uint64(r.Len()) {
			t.Fatalf("%s: frame of %d bytes with flags %#x of %d, %v", kind.name, h.size, h.flags, r.Len(), err)
		}
		r.Seek(int64(h.size), io.SeekCurrent)
		if frames, size = frames+1, size+int(h.size); frames > o.MaxFrames || size > o.MaxMessage {
			t.Fatalf("%s: a message of %d frames and %d bytes passed", kind.name, frames, size)
		}
		if !h.more() {
			frames, size = 0, 0
		} else if r.Len() == 0 {
			t.Fatalf("%s: zmq4 saw half a message", kind.name)
		}
	}
}
