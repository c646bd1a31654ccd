//go:build !nohooks

package hooks

import (
	"math/bits"
	"reflect"
	"runtime"
	"sort"
	"sync"
	"unsafe"
	"weak"
)

// record is what a frame's debug field points to: where the step stands. It
// has no pointers, so that the collector passes over them.
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
// its records, which live as long as a step that points to one: they are one
// allocation, slabHead and the records behind it. Nothing else may refer to a
// slab for good, because it refers to steps and, by file, to the whole engine.
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
	head      weak.Pointer[slabHead]
}

// slabHead stands before the records of a slab.
type slabHead struct{ slab *slab }

const headSize = unsafe.Sizeof(slabHead{}) // no gap: it is aligned as records are, or more

// newRecords are records in one allocation with their slab. The number is
// rounded up, since each needs a type of its own, which the runtime keeps.
func newRecords(s *slab, n int) (*slabHead, []record) {
	size := n
	if shift := bits.Len(uint(n)) - 4; shift > 0 {
		size = (n + 1<<shift - 1) >> shift << shift
	}
	t := reflect.StructOf([]reflect.StructField{
		{Name: "Head", Type: reflect.TypeFor[slabHead]()},
		{Name: "Records", Type: reflect.ArrayOf(size, reflect.TypeFor[record]())},
	})
	head := (*slabHead)(reflect.New(t).UnsafePointer())
	head.slab = s
	return head, unsafe.Slice((*record)(unsafe.Add(unsafe.Pointer(head), headSize)), size)[:n:n]
}

// addSlab makes records known until nothing refers to them any more.
func addSlab(s *slab, from []record) []record {
	if len(from) == 0 {
		return nil
	}
	head, records := newRecords(s, len(from))
	copy(records, from)
	base := addressOf(&records[0])
	slabs.Lock()
	defer slabs.Unlock()
	slabs.last++
	e := slabEntry{base, base + uintptr(len(records))*recordSize, slabs.last, weak.Make(head)}
	k := sort.Search(len(slabs.sorted), func(k int) bool { return slabs.sorted[k].base >= base })
	if k < len(slabs.sorted) && slabs.sorted[k].base == base {
		slabs.sorted[k] = e
	} else {
		slabs.sorted = append(slabs.sorted, slabEntry{})
		copy(slabs.sorted[k+1:], slabs.sorted[k:])
		slabs.sorted[k] = e
	}
	runtime.AddCleanup(head, removeSlab, slabKey{base, slabs.last})
	return records
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
	head := e.head.Value()
	if head == nil || (at-e.base)%recordSize != 0 {
		return nil, nil, 0
	}
	offset := at - e.base
	return head.slab, (*record)(unsafe.Add(unsafe.Pointer(head), headSize+offset)), int32(offset / recordSize)
}

func (s *slab) position(r *record) Position {
	return Position{Cell: s.cells[r.cell], Func: s.funcs[r.fn], Line: int(r.line), Col: int(r.col)}
}
