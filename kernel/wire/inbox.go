package wire

import (
	"bufio"
	"io"
)

// inbox stages whole messages between the network and zmq4. zmq4 allocates what a frame's header announces; it gets to see
// a header only when the whole message is here, and here memory grows with what has really come.
type inbox struct {
	chunks [][]byte // staged bytes: frame headers and bodies
	at     int      // read position in chunks[0]
	size   int      // bytes staged and not yet read
}

const (
	firstChunk = 4 << 10
	maxChunk   = 1 << 20
	keepChunk  = 64 << 10 // a chunk up to this size is used again
)

// room returns space for up to n bytes.
func (b *inbox) room(n int) []byte {
	if k := len(b.chunks); k > 0 {
		last := b.chunks[k-1]
		if free := cap(last) - len(last); free > 0 {
			return last[len(last) : len(last)+min(free, n)]
		}
	}
	b.chunks = append(b.chunks, make([]byte, 0, max(firstChunk, min(n, maxChunk))))
	return b.room(n)
}

func (b *inbox) grow(n int) {
	k := len(b.chunks) - 1
	b.chunks[k] = b.chunks[k][:len(b.chunks[k])+n]
	b.size += n
}

func (b *inbox) write(p []byte) {
	for len(p) > 0 {
		n := copy(b.room(len(p)), p)
		b.grow(n)
		p = p[n:]
	}
}

// fill takes n bytes from r. admit is asked before memory is used.
func (b *inbox) fill(r *bufio.Reader, n uint64, admit func(n int) error) error {
	for n > 0 {
		room := b.room(int(min(n, maxChunk)))
		if err := admit(len(room)); err != nil {
			return err
		}
		b.grow(len(room)) // before the read, so that size is what was admitted
		if _, err := io.ReadFull(r, room); err != nil {
			return err
		}
		n -= uint64(len(room))
	}
	return nil
}

// read hands staged bytes out.
func (b *inbox) read(p []byte) int {
	n := copy(p, b.chunks[0][b.at:])
	b.at += n
	b.size -= n
	if b.at == len(b.chunks[0]) {
		b.next()
	}
	return n
}

// next drops the chunk that was read, or keeps it for later.
func (b *inbox) next() {
	b.at = 0
	if len(b.chunks) == 1 && cap(b.chunks[0]) <= keepChunk {
		b.chunks[0] = b.chunks[0][:0]
		return
	}
	b.chunks[0] = nil
	b.chunks = b.chunks[1:]
	if len(b.chunks) == 0 {
		b.chunks = nil
	}
}
