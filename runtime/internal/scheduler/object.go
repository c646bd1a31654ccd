package scheduler

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Class says what a Handle stands for.
type Class uint8

// The classes of objects.
const (
	Channel Class = iota
	Mutex
	RWMutex
	WaitGroup
	Cond
	Once
	Variable
	Atomic
	Timer
	Output
	Time
)

var classNames = [...]string{"channel", "mutex", "rwmutex", "waitgroup", "cond", "once", "variable", "atomic", "timer", "output", "clock"}

func (c Class) String() string { return classNames[c] }

// Handle is the identity of something shared. It is known by its address and
// must not be copied once it was used. Its fields are set before that and not
// changed; handles are otherwise free for use by any number of worlds.
type Handle struct {
	Class   Class
	Name    string  // "" gets a number for a name
	Initial any     // of a Variable or an Atomic
	Cap     int     // of a Channel
	Of      *Handle // the lock of a Cond, the channel of a Timer
	Func    func()  // of a Timer without a channel: what it starts
	settled atomic.Bool
}

// settling guards the fields of handles while they are set by Become and Guard.
var settling sync.Mutex

// Become sets the fields of a handle that is part of something with a useful
// zero value. Only the first call counts.
func (h *Handle) Become(c Class, name string, initial any) *Handle {
	if !h.settled.Load() {
		settling.Lock()
		if !h.settled.Load() {
			h.Class, h.Name, h.Initial = c, name, initial
			h.settled.Store(true)
		}
		settling.Unlock()
	}
	return h
}

// Guard sets the lock of a condition, before Become.
func (h *Handle) Guard(lock *Handle) {
	if !h.settled.Load() {
		settling.Lock()
		if !h.settled.Load() {
			h.Of = lock
		}
		settling.Unlock()
	}
}

// object is the state of a Handle in one World.
type object struct {
	id     int32
	class  Class
	name   string
	handle *Handle
	knows  clock // what whoever acquires or receives it comes to know

	// channels
	buffer []item
	slots  []clock // clocks of the receives that made room
	sends  int     // into the buffer, in all
	closed bool
	sendq  []waiter
	recvq  []waiter
	use    [2]map[int]bool // who has received, who has sent

	// locks
	holder  *Goroutine
	since   Site // where the holder got it
	readers map[*Goroutine]int
	reads   int
	writer  *Goroutine // has announced itself
	readerK clock      // what the readers knew when they left

	// wait groups, conditions, onces
	count   int
	waiting []*Goroutine
	done    bool
	adds    []access // for misuse of wait groups
	waits   []access

	// variables
	value  any
	last   access   // the last write
	reads_ []access // the reads since then, one for each goroutine

	timer *timer
}

// item is a value in a channel's buffer.
type item struct {
	value any
	knows clock
}

// waiter is a goroutine that is parked at a channel. It is stale when the
// goroutine is not parked in that wait any more: a select that was served
// elsewhere leaves its other waiters behind.
type waiter struct {
	g     *Goroutine
	turn  int // g.turn when it parked
	index int // of the case, in a select
}

func (x waiter) stale() bool { return !x.g.parked || x.g.turn != x.turn }

// first is the first waiter of a queue that is not stale.
func first(q *[]waiter) (waiter, bool) {
	for len(*q) > 0 && (*q)[0].stale() {
		*q = (*q)[1:]
	}
	if len(*q) == 0 {
		return waiter{}, false
	}
	return (*q)[0], true
}

func take(q *[]waiter) (waiter, bool) {
	x, ok := first(q)
	if ok {
		*q = (*q)[1:]
	}
	return x, ok
}

// object finds or makes the state of a handle. Names that are made up count the
// objects of a class in the order of their first use.
func (w *World) object(h *Handle) *object {
	if h == nil {
		return nil
	}
	if o := w.objects[h]; o != nil {
		return o
	}
	o := &object{id: int32(len(w.list)), class: h.Class, name: h.Name, handle: h, value: h.Initial, last: access{g: -1}}
	if o.name == "" {
		w.unnamed[h.Class]++
		o.name = fmt.Sprint(h.Class, " ", w.unnamed[h.Class])
	}
	w.objects[h] = o
	w.list = append(w.list, o)
	return o
}

// Epoch is when the clock of every World begins.
var Epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
