//go:build !nohooks

package hooks

import (
	"bytes"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"unsafe"
)

const recordSize = unsafe.Sizeof(record{})

func addressOf(r *record) uintptr { return uintptr(unsafe.Pointer(r)) }

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
	ourEnd    []byte
)

func init() { // end refers to them
	endEntry = reflect.ValueOf((*unwinding).end).Pointer()
	ourEnd = []byte(runtime.FuncForPC(endEntry).Name() + "(")
}

// Stack is the interpreted call stack of the calling goroutine, innermost
// first, also while it panics.
func Stack() []Position { return positions(placesHere(ownStack())) }

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
func places(text []byte) []place { return placesOf(framesIn(text)) }

// framesIn are the addresses of the frames that the text of a stack tells of.
func framesIn(text []byte) []uintptr {
	var list []uintptr
	for line := range bytes.Lines(text) {
		if at := frameIn(line); at != 0 {
			list = append(list, at)
		}
	}
	return list
}

// placesOf reads where the frames stand. One call may have several loops, one
// after the other.
func placesOf(frames []uintptr) []place {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	var ps []place
	for _, at := range slices.Compact(frames) {
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
			args, ok = bytes.CutPrefix(line, ourEnd)
		}
		if !ok {
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

// positions leaves out the functions that lowering added, but for one that is
// the innermost: it stands for what it is in.
func positions(ps []place) []Position {
	out := make([]Position, 0, len(ps))
	var v view
	for _, p := range ps {
		if at, ok := v.next(p); ok {
			out = append(out, at)
		}
	}
	return out
}

// view passes the places of a stack, innermost first, that somebody wrote.
type view struct {
	some    bool
	inAdded string // the function that the added one is in, which was passed for it
}

func (v *view) next(p place) (Position, bool) {
	if p.slab == nil {
		return Position{}, false
	}
	at, added := p.slab.position(p.record), p.slab.added[p.record.fn]
	outer := v.inAdded
	switch {
	case added && (at.Func == "" || v.some):
		return at, false
	case outer != "" && at.Func == outer:
		v.inAdded = ""
		return at, false
	}
	v.some, v.inAdded = true, ""
	if added {
		v.inAdded = at.Func
	}
	return at, true
}
