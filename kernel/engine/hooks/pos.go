//go:build !nohooks

package hooks

import (
	"runtime"
	"sort"
	"sync"
	"weak"
)

// record is what a frame's debug field points to: where the step stands. It
// has no pointers, so that the collector passes over a slab of them.
type record struct {
	line, col int32
	cell      int32  // index of slab.cells
	fn        uint16 // index of slab.funcs
	op        op
}

// op is what a step does, as far as its panics need to be told apart.
type op uint8

const (
	opOther  op = iota
	opIndex     // a[i]
	opSlice     // a[i:j:k]
	opField     // p.f, *p
	opCall      // f() with an interpreted or unknown f
	opMethod    // looks up a method of an interface value
	opAssert    // v.(T)
	opMake      // make
	opNative    // a call of compiled code
	opRecv
	opSend
	opSelect
	opReturn // a return statement
)

// slab is what all records of a program have in common. It lives as long as
// its records, which live as long as a step that points to one.
type slab struct {
	cells []int64
	funcs []string
	added []bool // per function: nobody wrote it
	file  func(cell int64, line, col int) (string, int)
	// faults computes, from the operands in the frame, the runtime's error of an
	// index or slice step that panicked.
	faults map[int32]fault
}

type fault func(*frame) error

// slabs finds the slab of a record by its address. What a frame points to is
// looked up here and never followed otherwise: the frame of a goroutine that
// runs on may be gone.
var slabs struct {
	sync.RWMutex
	sorted []slabEntry // by base
	last   uint64
}

type slabEntry struct {
	base, end uintptr
	serial    uint64
	first     weak.Pointer[record]
	slab      *slab
}

// addSlab makes the records known until nothing refers to them any more.
func addSlab(s *slab, records []record) {
	if len(records) == 0 {
		return
	}
	base := addressOf(&records[0])
	slabs.Lock()
	defer slabs.Unlock()
	slabs.last++
	e := slabEntry{base, base + uintptr(len(records))*recordSize, slabs.last, weak.Make(&records[0]), s}
	k := sort.Search(len(slabs.sorted), func(k int) bool { return slabs.sorted[k].base >= base })
	if k < len(slabs.sorted) && slabs.sorted[k].base == base {
		slabs.sorted[k] = e
	} else {
		slabs.sorted = append(slabs.sorted, slabEntry{})
		copy(slabs.sorted[k+1:], slabs.sorted[k:])
		slabs.sorted[k] = e
	}
	runtime.AddCleanup(&records[0], removeSlab, slabKey{base, slabs.last})
}

type slabKey struct {
	base   uintptr
	serial uint64
}

func removeSlab(key slabKey) {
	slabs.Lock()
	defer slabs.Unlock()
	k := sort.Search(len(slabs.sorted), func(k int) bool { return slabs.sorted[k].base >= key.base })
	if k < len(slabs.sorted) && slabs.sorted[k].serial == key.serial {
		slabs.sorted = append(slabs.sorted[:k], slabs.sorted[k+1:]...)
	}
}

// findRecord is the record at that address and its slab, or nil.
func findRecord(at uintptr) (*slab, *record, int32) {
	slabs.RLock()
	defer slabs.RUnlock()
	k := sort.Search(len(slabs.sorted), func(k int) bool { return slabs.sorted[k].base > at }) - 1
	if k < 0 || at >= slabs.sorted[k].end {
		return nil, nil, 0
	}
	e := slabs.sorted[k]
	first := e.first.Value()
	if first == nil || (at-e.base)%recordSize != 0 {
		return nil, nil, 0
	}
	n := (at - e.base) / recordSize
	return e.slab, recordAt(first, n), int32(n)
}

func (s *slab) position(r *record) Position {
	return Position{Cell: s.cells[r.cell], Func: s.funcs[r.fn], Line: int(r.line), Col: int(r.col)}
}
