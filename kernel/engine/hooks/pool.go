//go:build !nohooks

package hooks

import (
	"reflect"
	"unsafe"
)

// pooled is a frame that is used again when the call is over: nothing refers to
// it or its variables then. It is empty while it waits.
type pooledFrame struct {
	frame
	own      []reflect.Value // the slots, if steps may replace them
	words    []uint64
	pointers []unsafe.Pointer
	texts    []string
	slices   []sliceHeader
	faces    []interfaceWords
}

// finish decides whether the frames of the function are pooled.
func (v *variables) finish(u *fuser, fn *function) {
	if v.literal || v.strange || fn.defers {
		return
	}
	for slot, t := range fn.types {
		if v.escapes[slot] || families[t.Kind()] == nil || t == valueInterfaceType {
			return
		}
	}
	fn.pooled = true
	walk(lastChild(v.def), func(n *node) {
		if p := u.b.plans[n]; u.absorbed[n] || p != nil && p.fused != nil {
			return
		}
		switch generator(n) {
		case "", "nop", "empty", "branch", "_return":
		default:
			fn.replaces = true
		}
	})
}

// acquire is a frame for a call from f.
func (fn *function) acquire(f *frame) *frame {
	if !fn.pooled {
		return fn.newFrame(f)
	}
	if p, ok := fn.frames.Get().(*pooledFrame); ok {
		p.root, p.id = f.root, f.id
		return &p.frame
	}
	return fn.makePooled(f)
}

func (fn *function) makePooled(f *frame) *frame {
	p := &pooledFrame{frame: frame{root: f.root, id: f.id, data: make([]reflect.Value, len(fn.types))}}
	count := map[int]int{}
	for _, t := range fn.types {
		count[chunkOf(t.Kind())]++
	}
	p.words = make([]uint64, count[0])
	p.pointers = make([]unsafe.Pointer, count[1])
	p.texts = make([]string, count[2])
	p.slices = make([]sliceHeader, count[3])
	p.faces = make([]interfaceWords, count[4])
	clear(count)
	for slot, t := range fn.types {
		c := chunkOf(t.Kind())
		k := count[c]
		count[c]++
		var at unsafe.Pointer
		switch c {
		case 0:
			at = unsafe.Pointer(&p.words[k])
		case 1:
			at = unsafe.Pointer(&p.pointers[k])
		case 2:
			at = unsafe.Pointer(&p.texts[k])
		case 3:
			at = unsafe.Pointer(&p.slices[k])
		case 4:
			at = unsafe.Pointer(&p.faces[k])
		}
		p.data[slot] = reflect.NewAt(t, at).Elem()
	}
	if fn.replaces {
		p.own = append([]reflect.Value(nil), p.data...)
	}
	return &p.frame
}

// chunkOf tells the slots apart by what the collector has to know of them.
func chunkOf(k reflect.Kind) int {
	switch k {
	case reflect.Pointer, reflect.UnsafePointer, reflect.Map, reflect.Chan:
		return 1
	case reflect.String:
		return 2
	case reflect.Slice:
		return 3
	case reflect.Interface:
		return 4
	}
	return 0
}

// release gives back a frame that acquire made, after its results were read.
func (fn *function) release(f *frame) {
	if !fn.pooled {
		return
	}
	p := (*pooledFrame)(unsafe.Pointer(f))
	if fn.replaces {
		copy(p.data, p.own)
	}
	if fn.named > 0 {
		clear(p.words)
	}
	if len(p.pointers) > 0 {
		clear(p.pointers)
	}
	if len(p.texts) > 0 {
		clear(p.texts)
	}
	if len(p.slices) > 0 {
		clear(p.slices)
	}
	if len(p.faces) > 0 {
		clear(p.faces)
	}
	p.root = nil
	fn.frames.Put(p)
}
