package wire

import "bytes"

// outgoing is a whole message in the bytes of ZMTP, ready to be queued.
type outgoing struct {
	topic  []byte   // the first frame
	frames int      // number of frames
	body   int      // bytes in them
	size   int      // bytes in chunks
	chunks [][]byte // headers and small frames are copied together, large frames lie as zmq4 wrote them
}

// encode lays frames out for a peer.
func encode(frames ...[]byte) outgoing {
	var a assembler
	for i, frame := range frames {
		flags := byte(flagMore)
		if i == len(frames)-1 {
			flags = 0
		}
		a.begin(flags, len(frame))
		a.add(frame)
	}
	return a.message
}

// assembler gathers what zmq4 writes to a connection into whole messages. zmq4 writes a message in many pieces, header
// and body apart, and only a whole message can be queued, filtered by topic, or left out. The greeting and the commands of
// zmq4 (READY; it writes no others from its sockets) are swallowed: the guard has sent its own.
//
// zmq4 holds a lock of the socket while it writes, so there is one writer at a time.
type assembler struct {
	greeted int // bytes of the greeting seen
	head    header
	body    bool   // between a header and the end of its frame
	left    uint64 // bytes missing in the frame
	message outgoing
	tail    []byte // last element of message.chunks, with room
}

// feed takes the next bytes and calls done for each message that they complete.
func (a *assembler) feed(p []byte, done func(outgoing) error) error {
	if a.greeted < greetingSize {
		n := min(len(p), greetingSize-a.greeted)
		a.greeted += n
		p = p[n:]
	}
	for len(p) > 0 {
		if !a.body {
			p = a.feedHeader(p)
		} else {
			n := int(min(uint64(len(p)), a.left))
			if !a.head.command() {
				a.add(p[:n])
			}
			a.left -= uint64(n)
			p = p[n:]
		}
		if a.body && a.left == 0 {
			if err := a.endFrame(done); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *assembler) feedHeader(p []byte) (rest []byte) {
	h := &a.head
	if h.n == 0 {
		h.bytes[0] = p[0]
	}
	n := copy(h.bytes[h.n:h.need()], p)
	h.n += n
	if h.n == h.need() {
		h.decode()
		a.body, a.left = true, h.size
		if !h.command() {
			a.begin(h.flags&flagMore, int(h.size))
		}
	}
	return p[n:]
}

func (a *assembler) endFrame(done func(outgoing) error) error {
	command, more := a.head.command(), a.head.more()
	a.head, a.body = header{}, false
	if command || more {
		return nil
	}
	m := a.message
	a.message, a.tail = outgoing{}, nil
	return done(m)
}

// begin adds the header of a frame.
func (a *assembler) begin(flags byte, size int) {
	a.message.frames++
	var head [9]byte
	a.copy(appendHeader(head[:0], flags, size))
}

const largePiece = 8 << 10 // from here on a piece is not copied

// add adds bytes of the frame that was begun.
func (a *assembler) add(p []byte) {
	a.message.body += len(p)
	if a.message.frames == 1 {
		if a.message.topic == nil {
			a.message.topic = p[:len(p):len(p)]
		} else {
			a.message.topic = append(bytes.Clone(a.message.topic), p...)
		}
	}
	if len(p) < largePiece {
		a.copy(p)
		return
	}
	a.message.size += len(p)
	a.message.chunks = append(a.message.chunks, p)
	a.tail = nil
}

func (a *assembler) copy(p []byte) {
	a.message.size += len(p)
	if a.tail == nil || cap(a.tail)-len(a.tail) < len(p) {
		a.tail = make([]byte, 0, max(2<<10, len(p)))
		a.message.chunks = append(a.message.chunks, nil)
	}
	a.tail = append(a.tail, p...)
	a.message.chunks[len(a.message.chunks)-1] = a.tail
}
