package evaluator

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
)

// The link carries messages: a kind, the id of the request that it belongs to,
// a JSON head and raw bytes after it. A message travels as one or more frames:
//
//	length  uint32  of all that follows
//	kind    uint8
//	flags   uint8   bit 0: more frames of this message follow
//	        uint16  zero
//	id      uint32  request
//	seq     uint32  ties the frames of one message together
//	head    uint32  length of the JSON head, in the first frame; else zero
//	body    at most 1 MiB: first all of the head, then the raw bytes
//
// Numbers are big endian. Frames of different messages may interleave, so a
// display of 50 MB holds nothing else up for longer than one frame. What a
// frame claims is checked before memory is taken for it; a message grows only
// as its frames arrive.
const (
	frameFixed = 16 // bytes after the length and before the body
	frameBody  = 1 << 20
	flagMore   = 1

	maxMessage  = 1 << 30 // head and raw bytes of one message
	maxPartials = 1 << 12 // messages that may be under way at once
)

// protocolVersion changes with the frames, the kinds or their heads.
const protocolVersion = 1

// kind says what a message is about.
type kind uint8

const (
	kindHello      kind = iota + 1 // first in either direction: version, build
	kindReady                      // child: the engine stands, or why not
	kindExecute                    // front: Cell
	kindReplay                     // front: []Cell
	kindComplete                   // front: question
	kindInspect                    // front: question
	kindIsComplete                 // front: question
	kindComm                       // both
	kindCancel                     // both: give up the request of that id
	kindAnswer                     // both: what a request of that id came to, in order with the output before it
	kindReply                      // child: the same for introspection, which overtakes output
	kindAck                        // front: that many bytes (id) of output were handled
	kindStream                     // child: text
	kindDisplay                    // child
	kindClear                      // child: clear_output
	kindInput                      // child: asks for a line
	kindClose                      // front: end
	kindLast                       // not a kind
)

// message is what travels: raw follows the head.
type message struct {
	kind kind
	id   uint32
	head []byte
	raw  []byte
}

// size is what the message counts in the window of output.
func (m message) size() int { return len(m.head) + len(m.raw) }

// errFrame is wrapped by every error about what a peer sent.
var errFrame = errors.New("bad frame on the link")

// linkReader reads messages; it is used by one goroutine.
type linkReader struct {
	r        *bufio.Reader
	partials map[uint32]*partial
	pending  int // bytes of all partials
}

// partial is a message of which frames are still missing.
type partial struct {
	kind kind
	id   uint32
	head int
	body []byte
}

func newLinkReader(r io.Reader) *linkReader {
	return &linkReader{r: bufio.NewReaderSize(r, 64<<10), partials: map[uint32]*partial{}}
}

// read returns the next complete message.
func (l *linkReader) read() (message, error) {
	for {
		m, done, err := l.frame()
		if err != nil || done {
			return m, err
		}
	}
}

// frame reads one frame; done says that it completed a message.
func (l *linkReader) frame() (m message, done bool, err error) {
	var h [4 + frameFixed]byte
	if _, err := io.ReadFull(l.r, h[:]); err != nil {
		return m, false, err
	}
	f, err := parseFrameHeader(h)
	if err != nil {
		return m, false, err
	}
	p, err := l.partial(f)
	if err != nil {
		return m, false, err
	}
	old := len(p.body)
	p.body = append(p.body, make([]byte, f.size)...)
	if _, err := io.ReadFull(l.r, p.body[old:]); err != nil {
		return m, false, fmt.Errorf("%w: cut after its header: %w", errFrame, io.ErrUnexpectedEOF)
	}
	if f.more {
		l.pending += f.size
		return m, false, nil
	}
	if _, ok := l.partials[f.seq]; ok {
		delete(l.partials, f.seq)
		l.pending -= old
	}
	if p.head > len(p.body) {
		return m, false, fmt.Errorf("%w: head of %d bytes in a message of %d", errFrame, p.head, len(p.body))
	}
	return message{p.kind, p.id, p.body[:p.head:p.head], p.body[p.head:]}, true, nil
}

// partial finds or makes the message that f continues.
func (l *linkReader) partial(f frameHeader) (*partial, error) {
	if p, ok := l.partials[f.seq]; ok {
		if f.kind != p.kind || f.id != p.id || f.head != 0 {
			return nil, fmt.Errorf("%w: frame of kind %d continues a message of kind %d", errFrame, f.kind, p.kind)
		}
		if l.pending+f.size > maxMessage {
			return nil, fmt.Errorf("%w: messages under way exceed %d bytes", errFrame, maxMessage)
		}
		return p, nil
	}
	p := &partial{kind: f.kind, id: f.id, head: f.head}
	if f.more {
		if len(l.partials) >= maxPartials {
			return nil, fmt.Errorf("%w: more than %d messages under way", errFrame, maxPartials)
		}
		l.partials[f.seq] = p
	}
	return p, nil
}

type frameHeader struct {
	kind kind
	more bool
	id   uint32
	seq  uint32
	head int
	size int // of the body
}

// parseFrameHeader refuses whatever can't be a frame.
func parseFrameHeader(h [4 + frameFixed]byte) (frameHeader, error) {
	length := binary.BigEndian.Uint32(h[0:])
	f := frameHeader{
		kind: kind(h[4]),
		more: h[5]&flagMore != 0,
		id:   binary.BigEndian.Uint32(h[8:]),
		seq:  binary.BigEndian.Uint32(h[12:]),
	}
	head := binary.BigEndian.Uint32(h[16:])
	switch {
	case length < frameFixed || length > frameFixed+frameBody:
		return f, fmt.Errorf("%w: length %d, want %d to %d", errFrame, length, frameFixed, frameFixed+frameBody)
	case f.kind == 0 || f.kind >= kindLast:
		return f, fmt.Errorf("%w: unknown kind %d", errFrame, f.kind)
	case h[5]&^flagMore != 0 || h[6] != 0 || h[7] != 0:
		return f, fmt.Errorf("%w: unknown flags %x", errFrame, h[5:8])
	case head > maxMessage:
		return f, fmt.Errorf("%w: head of %d bytes, at most %d", errFrame, head, maxMessage)
	}
	f.head, f.size = int(head), int(length)-frameFixed
	return f, nil
}

// linkWriter writes messages; any goroutine may. The lock is taken frame by
// frame, so that small messages pass big ones.
type linkWriter struct {
	mu  sync.Mutex // guards what follows
	w   io.Writer
	seq uint32
	buf []byte
}

func newLinkWriter(w io.Writer) *linkWriter { return &linkWriter{w: w} }

// write sends m.
func (l *linkWriter) write(m message) error {
	if size := m.size(); size > maxMessage {
		return fmt.Errorf("message of %d bytes is too big for the link, at most %d", size, maxMessage)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seq++
	seq, head, raw := l.seq, m.head, m.raw
	for first := true; ; first = false {
		var n, r int
		n = min(len(head), frameBody)
		r = min(len(raw), frameBody-n)
		more := n < len(head) || r < len(raw)
		l.frame(m, seq, more, first, head[:n], raw[:r])
		if _, err := l.w.Write(l.buf); err != nil {
			return fmt.Errorf("writing to the link: %w", err)
		}
		if !more {
			return nil
		}
		head, raw = head[n:], raw[r:]
		l.mu.Unlock() // let others in between two frames
		l.mu.Lock()
	}
}

// frame puts one frame into l.buf.
func (l *linkWriter) frame(m message, seq uint32, more, first bool, head, raw []byte) {
	b := l.buf[:0]
	b = binary.BigEndian.AppendUint32(b, uint32(frameFixed+len(head)+len(raw)))
	var flags byte
	if more {
		flags = flagMore
	}
	b = append(b, byte(m.kind), flags, 0, 0)
	b = binary.BigEndian.AppendUint32(b, m.id)
	b = binary.BigEndian.AppendUint32(b, seq)
	var headLen uint32
	if first {
		headLen = uint32(len(m.head))
	}
	b = binary.BigEndian.AppendUint32(b, headLen)
	b = append(b, head...)
	l.buf = append(b, raw...)
}
