//go:build !nohooks

package hooks

import (
	"bytes"
	"reflect"
	"runtime"
	"runtime/debug"
	"unsafe"
)

const recordSize = unsafe.Sizeof(record{})

func addressOf(r *record) uintptr { return uintptr(unsafe.Pointer(r)) }

func recordAt(first *record, n uintptr) *record {
	return (*record)(unsafe.Add(unsafe.Pointer(first), n*recordSize))
}

// place is a step of a call stack.
type place struct {
	frame  *frame
	slab   *slab
	record *record
	index  int32 // of record in its slab
}

// The functions whose frames are looked for in the text of runtime.Stack, with
// the number of the argument that is the *frame.
var (
	ourLoop   = []byte(runtime.FuncForPC(reflect.ValueOf(run).Pointer()).Name() + "(")
	theirLoop = []byte("github.com/traefik/yaegi/interp.runCfg(")
)

// Stack is the interpreted call stack of the calling goroutine, innermost
// first, also while it panics. The runtime leaves out the middle of stacks of
// more than 100 native frames; some 16 interpreted calls at each end remain.
func Stack() []Position { return positions(places(ownStack())) }

// ownStack is the calling goroutine's stack as text.
func ownStack() []byte { return stackText(1<<14, false) }

func stackText(size int, all bool) []byte {
	for {
		b := make([]byte, size)
		if n := runtime.Stack(b, all); n < size {
			return b[:n]
		}
		size *= 4
	}
}

// places finds the interpreted frames in the text of one goroutine's stack.
func places(text []byte) []place {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	var ps []place
	var last uintptr
	for len(text) > 0 {
		line := text
		if k := bytes.IndexByte(text, '\n'); k >= 0 {
			line, text = text[:k], text[k+1:]
		} else {
			text = nil
		}
		at := frameIn(line)
		if at == 0 || at == last {
			continue
		}
		last = at
		if p, ok := placeOf(at); ok {
			ps = append(ps, p)
		}
	}
	return ps
}

// frameIn is the address of the frame that a line of a stack's text tells of,
// or 0.
func frameIn(line []byte) uintptr {
	if len(line) == 0 || line[0] == '\t' {
		return 0
	}
	args, ok := bytes.CutPrefix(line, ourLoop)
	if !ok {
		if args, ok = bytes.CutPrefix(line, theirLoop); !ok {
			return 0
		}
		if _, args, ok = bytes.Cut(args, []byte(", ")); !ok {
			return 0
		}
	}
	args, ok = bytes.CutPrefix(args, []byte("0x"))
	if !ok {
		return 0
	}
	v, n := uint64(0), 0
	for ; n < len(args); n++ {
		d := hexDigit(args[n])
		if d < 0 {
			break
		}
		v = v<<4 | uint64(d)
	}
	if n == 0 || v%uint64(unsafe.Sizeof(uintptr(0))) != 0 {
		return 0
	}
	return uintptr(v)
}

func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}

// placeOf reads where the frame at that address stands. The frame belongs to
// a goroutine that may run on, and may be garbage by now: what is read from it
// is only used when it is the address of a known record.
func placeOf(at uintptr) (p place, ok bool) {
	defer func() {
		if recover() != nil {
			p, ok = place{}, false
		}
	}()
	f := *(**frame)(unsafe.Pointer(&at))
	p = place{frame: f}
	p.slab, p.record, p.index = findRecord(peek(f))
	return p, true
}

// peek reads a word that its goroutine may be writing.
//
//go:norace
func peek(f *frame) uintptr { return uintptr(unsafe.Pointer(f.debug)) }

func positions(ps []place) []Position {
	out := make([]Position, 0, len(ps))
	for _, p := range ps {
		if p.slab != nil {
			out = append(out, p.slab.position(p.record))
		}
	}
	return out
}
