// Package watch is the core of package shared: a value that goroutines share
// under a guard of one's choice, with counts of what happened to it.
//
// A Value is used by any number of goroutines. Its waits end when the calling
// cell is interrupted; it has no goroutine of its own.
package watch

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/event"
	"interleave/runtime/internal/goroutine"
)

// Guard says how a Value is protected.
type Guard int

// The guards, see package shared.
const (
	None Guard = iota
	Mutex
	Atomic
	Channel
	Local
	guards
)

func (g Guard) String() string {
	if g < 0 || g >= guards {
		return fmt.Sprintf("Guard(%d)", int(g))
	}
	return [...]string{"none", "mutex", "atomic", "channel", "no sharing"}[g]
}

// Check panics if g is no guard.
func (g Guard) Check() {
	if g < 0 || g >= guards {
		panic(fmt.Sprintf("shared: %v does not exist; expected None, Mutex, Atomic, Channel or Local", g))
	}
}

// versioned is a value and how many updates it has in it: one more than the
// value that it was computed from. What is missing to all updates is lost.
type versioned struct {
	value   any
	version int64
}

// Value is a watched value.
type Value struct {
	Name  string
	guard Guard

	// now is the value. It is a pointer that is swapped whole, so that even
	// without a guard a reader sees one value or another and never half of each.
	now   atomic.Pointer[versioned]
	token chan struct{}      // the mutex: free while there is a token in it
	moves chan *versioned    // Channel: the value itself, which one goroutine has at a time
	merge func(a, b any) any // Local
	zero  any                // Local
	parts sync.Map           // Local: goroutine to *Value without a guard

	loads, updates, waits, retries, waited, longest atomic.Int64
	holder                                          atomic.Uintptr

	mu     sync.Mutex // guards the fields below
	began  time.Time
	names  map[uintptr]int
	events []Event
}

// maxEvents is how many waits are kept for the picture.
const maxEvents = 20_000

// Event is a wait for the guard.
type Event struct {
	Goroutine int // counted from 1 in the order of their first wait
	Holder    int // who had it, 0 when that is not known
	From, To  time.Duration
}

// New makes a value. merge and zero are needed for Local: how parts of two
// goroutines become one, and what a part begins with.
func New(name string, g Guard, initial, zero any, merge func(a, b any) any) *Value {
	g.Check()
	v := &Value{Name: name, guard: g, merge: merge, zero: zero, began: time.Now(), names: map[uintptr]int{}}
	v.now.Store(&versioned{value: initial})
	switch g {
	case Mutex:
		v.token = make(chan struct{}, 1)
		v.token <- struct{}{}
	case Channel:
		v.moves = make(chan *versioned, 1)
		v.moves <- v.now.Load()
	}
	return v
}

// Guard is the value's guard.
func (v *Value) Guard() Guard { return v.guard }

// Load reads the value. With Local that is the sum of all parts.
func (v *Value) Load() any {
	v.loads.Add(1)
	switch v.guard {
	case Mutex:
		if !v.lock() {
			return v.now.Load().value
		}
		defer v.unlock()
	case Channel:
		x, ok := v.receive()
		if ok {
			v.moves <- x
		}
		return x.value
	case Local:
		sum := v.now.Load().value
		v.parts.Range(func(_, part any) bool {
			sum = v.merge(sum, part.(*Value).now.Load().value)
			return true
		})
		return sum
	}
	return v.now.Load().value
}

// Update replaces the value by f of it. f returns false to leave it as it is.
// Without a guard, f's result replaces whatever others wrote meanwhile. With
// Atomic, f is called again when others were faster.
func (v *Value) Update(f func(old any) (replaced any, write bool)) {
	switch v.guard {
	case Mutex:
		if v.lock() {
			defer v.unlock()
			v.write(f)
		}
	case Channel:
		x, ok := v.receive()
		if !ok {
			return
		}
		defer func() { v.moves <- v.now.Load() }()
		if y, write := f(x.value); write {
			v.updates.Add(1)
			v.now.Store(&versioned{y, x.version + 1})
		}
	case Local:
		v.part().Update(f)
	case Atomic:
		for {
			old := v.now.Load()
			y, write := f(old.value)
			if !write {
				return
			}
			if v.now.CompareAndSwap(old, &versioned{y, old.version + 1}) {
				v.updates.Add(1)
				return
			}
			v.retries.Add(1)
			if cell.Context().Err() != nil {
				return
			}
		}
	default:
		v.write(f)
	}
}

// write reads, computes and writes, three steps. What others wrote in between
// is lost.
func (v *Value) write(f func(any) (any, bool)) {
	old := v.now.Load()
	y, write := f(old.value)
	if !write {
		return
	}
	n := v.updates.Add(1)
	if v.guard == None && n%16 == 0 {
		runtime.Gosched() // a switch here is as good as anywhere, and needed on one core
	}
	v.now.Store(&versioned{y, old.version + 1})
}

// part is the calling goroutine's own value.
func (v *Value) part() *Value {
	id := goroutine.ID()
	if p, ok := v.parts.Load(id); ok {
		return p.(*Value)
	}
	p, _ := v.parts.LoadOrStore(id, New(v.Name, Atomic, v.zero, nil, nil))
	return p.(*Value)
}

// lock is false when the cell was interrupted.
func (v *Value) lock() bool {
	select {
	case <-v.token:
	default:
		done := v.wait()
		select {
		case <-v.token:
			done()
		case <-cell.Context().Done():
			return false
		}
	}
	v.holder.Store(goroutine.ID())
	return true
}

func (v *Value) unlock() {
	v.holder.Store(0)
	v.token <- struct{}{}
}

// receive takes the value out of the channel; it is false when the cell was
// interrupted.
func (v *Value) receive() (*versioned, bool) {
	select {
	case x := <-v.moves:
		v.holder.Store(goroutine.ID())
		return x, true
	default:
	}
	done := v.wait()
	select {
	case x := <-v.moves:
		done()
		v.holder.Store(goroutine.ID())
		return x, true
	case <-cell.Context().Done():
		return v.now.Load(), false
	}
}

// wait begins to measure a wait; done ends it.
func (v *Value) wait() (done func()) {
	from, holder := time.Now(), v.holder.Load()
	told := event.Begin("waiting for "+v.Name, event.Blocked, "")
	return func() {
		told(event.Plain)
		d := time.Since(from)
		v.waits.Add(1)
		v.waited.Add(int64(d))
		for {
			most := v.longest.Load()
			if int64(d) <= most || v.longest.CompareAndSwap(most, int64(d)) {
				break
			}
		}
		v.mu.Lock()
		defer v.mu.Unlock()
		if len(v.events) < maxEvents {
			e := Event{Goroutine: v.name(goroutine.ID()), From: from.Sub(v.began), To: from.Sub(v.began) + d}
			if holder != 0 {
				e.Holder = v.name(holder)
			}
			v.events = append(v.events, e)
		}
	}
}

func (v *Value) name(id uintptr) int {
	if v.names[id] == 0 {
		v.names[id] = len(v.names) + 1
	}
	return v.names[id]
}

// Counts are what happened to a value so far.
type Counts struct {
	Loads, Updates, Lost, Waits, Retries int64
	Waited, Longest                      time.Duration
	Parts                                int
}

// Counts adds up what happened. While goroutines are at work, an update that is
// on its way may be counted as lost.
func (v *Value) Counts() Counts {
	c := Counts{
		Loads: v.loads.Load(), Updates: v.updates.Load(), Waits: v.waits.Load(),
		Retries: v.retries.Load(), Waited: time.Duration(v.waited.Load()), Longest: time.Duration(v.longest.Load()),
	}
	c.Lost = c.Updates - v.now.Load().version
	v.parts.Range(func(_, part any) bool {
		p := part.(*Value).Counts()
		c.Updates += p.Updates
		c.Lost += p.Lost
		c.Retries += p.Retries
		c.Parts++
		return true
	})
	return c
}

// Events are the waits that were kept.
func (v *Value) Events() []Event {
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([]Event(nil), v.events...)
}

// CheckVar panics if a guard is none for a value of any type.
func CheckVar(g Guard) {
	g.Check()
	if g == Local {
		panic("shared: a Var can't be Local: parts of any type can't be put together; use a Counter")
	}
}
