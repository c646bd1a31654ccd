package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"time"
)

// ZMTP 3.0 with the NULL mechanism, as far as the guard needs it: https://rfc.zeromq.org/spec:23/ZMTP/

const (
	flagMore    = 1
	flagLong    = 2
	flagCommand = 4

	greetingSize = 64
	maxCommand   = 4 << 10 // a READY with the longest identity and a few properties has about 400 bytes
	maxIdentity  = 255
)

// greeting is what both sides send first: signature, version 3.0, mechanism NULL.
func greeting() []byte {
	g := make([]byte, greetingSize)
	g[0], g[9], g[10] = 0xff, 0x7f, 3
	copy(g[12:], "NULL")
	return g
}

// checkGreeting reads the peer's greeting. The signature is looked at as soon as it is there, since a peer that speaks
// another protocol may never send 64 bytes.
func checkGreeting(r io.Reader) error {
	var g [greetingSize]byte
	if _, err := io.ReadFull(r, g[:10]); err != nil {
		return err
	}
	if g[0] != 0xff || g[9] != 0x7f {
		return fmt.Errorf("not a ZeroMQ peer: it began with %q", g[:10])
	}
	if _, err := io.ReadFull(r, g[10:]); err != nil {
		return err
	}
	mechanism := strings.TrimRight(string(g[12:32]), "\x00")
	switch {
	case g[10] < 3:
		return fmt.Errorf("the peer speaks version %d of ZMTP, expected 3 or later", g[10])
	case mechanism != "NULL":
		return fmt.Errorf("the peer asks for the mechanism %q, expected NULL", mechanism)
	case g[32] > 1:
		return errors.New("the greeting is malformed")
	}
	return nil
}

// property is one entry of a READY command.
func appendProperty(b []byte, name, value string) []byte {
	b = append(b, byte(len(name)))
	b = append(b, name...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(value)))
	return append(b, value...)
}

// ready is the READY command as a frame.
func ready(socketType, identity string) []byte {
	body := appendProperty([]byte("\x05READY"), "Socket-Type", socketType)
	body = appendProperty(body, "Identity", identity)
	return append(appendHeader(nil, flagCommand, len(body)), body...)
}

func appendHeader(b []byte, flags byte, size int) []byte {
	if size > 255 {
		return binary.BigEndian.AppendUint64(append(b, flags|flagLong), uint64(size))
	}
	return append(b, flags, byte(size))
}

var errReady = errors.New("the READY command is malformed")

// parseReady takes a READY command apart and believes no length in it.
func parseReady(body []byte) (socketType, identity string, err error) {
	rest, ok := strings.CutPrefix(string(body), "\x05READY")
	if !ok {
		return "", "", fmt.Errorf("the peer sent %.20q, expected READY", body)
	}
	seen := map[string]string{}
	for rest != "" {
		name, value, after, ok := cutProperty(rest)
		if !ok {
			return "", "", errReady
		}
		name = strings.ToLower(name)
		if _, dup := seen[name]; dup {
			return "", "", errReady
		}
		seen[name] = value
		rest = after
	}
	if len(seen["identity"]) > maxIdentity {
		return "", "", errReady
	}
	return seen["socket-type"], seen["identity"], nil
}

func cutProperty(s string) (name, value, rest string, ok bool) {
	n := int(s[0])
	if n == 0 || len(s) < 1+n+4 {
		return "", "", "", false
	}
	name, s = s[1:1+n], s[1+n:]
	size := uint64(binary.BigEndian.Uint32([]byte(s[:4])))
	s = s[4:]
	if size > uint64(len(s)) {
		return "", "", "", false
	}
	return name, s[:size], s[size:], true
}

// socketType is what one of our sockets calls itself and whom it talks to.
type socketType struct {
	name  string
	peers []string
	// topics is set for the socket whose subscriptions the guard keeps itself.
	topics bool
}

var (
	routerType     = socketType{name: "ROUTER", peers: []string{"DEALER", "REQ", "ROUTER"}}
	publisherType  = socketType{name: "PUB", peers: []string{"SUB", "XSUB"}, topics: true}
	dealerType     = socketType{name: "DEALER", peers: []string{"ROUTER", "REP"}}
	subscriberType = socketType{name: "SUB", peers: []string{"PUB", "XPUB"}}
)

// hello is what the handshake tells of a peer.
type hello struct{ socketType, identity string }

// shake does the whole handshake on a fresh connection within the time given.
func (t socketType) shake(conn net.Conn, identity string, timeout time.Duration) (hello, error) {
	conn.SetDeadline(time.Now().Add(timeout))
	if _, err := conn.Write(greeting()); err != nil {
		return hello{}, err
	}
	if err := checkGreeting(conn); err != nil {
		return hello{}, err
	}
	if _, err := conn.Write(ready(t.name, identity)); err != nil {
		return hello{}, err
	}
	var h header
	if err := h.read(conn); err != nil {
		return hello{}, err
	}
	if h.flags&^flagLong != flagCommand || h.size > maxCommand {
		return hello{}, fmt.Errorf("the peer sent a frame with flags %#x and %d bytes, expected READY", h.flags, h.size)
	}
	body := make([]byte, h.size)
	if _, err := io.ReadFull(conn, body); err != nil {
		return hello{}, err
	}
	peerType, peerIdentity, err := parseReady(body)
	if err != nil {
		return hello{}, err
	}
	if !slices.Contains(t.peers, peerType) {
		return hello{}, fmt.Errorf("the peer is a %q, expected one of %q", peerType, t.peers)
	}
	return hello{peerType, peerIdentity}, conn.SetDeadline(time.Time{})
}

// header is the head of a frame, and the bytes that it came in.
type header struct {
	flags byte
	size  uint64
	bytes [9]byte
	n     int
}

func (h *header) more() bool    { return h.flags&flagMore != 0 }
func (h *header) command() bool { return h.flags&flagCommand != 0 }

// need is how many bytes the header has, known from the first.
func (h *header) need() int {
	if h.bytes[0]&flagLong != 0 {
		return 9
	}
	return 2
}

func (h *header) decode() {
	h.flags = h.bytes[0]
	if h.n == 2 {
		h.size = uint64(h.bytes[1])
	} else {
		h.size = binary.BigEndian.Uint64(h.bytes[1:])
	}
}

func (h *header) read(r io.Reader) error {
	if _, err := io.ReadFull(r, h.bytes[:2]); err != nil {
		return err
	}
	h.n = h.need()
	if h.n > 2 {
		if _, err := io.ReadFull(r, h.bytes[2:h.n]); err != nil {
			return err
		}
	}
	h.decode()
	if h.flags&^(flagMore|flagLong|flagCommand) != 0 {
		return fmt.Errorf("a frame has the flags %#x, which mean nothing", h.flags)
	}
	return nil
}
