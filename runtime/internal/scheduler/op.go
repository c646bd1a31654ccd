package scheduler

import "time"

// Kind is the kind of an operation.
type Kind uint8

// The kinds of operations. What each does is in the table specs.
const (
	Send Kind = iota
	Recv
	Close
	Len
	Select
	Lock
	TryLock
	Unlock
	Announce // the first half of RWMutex.Lock: keeps new readers out
	WriteLock
	TryWriteLock
	WriteUnlock
	ReadLock
	TryReadLock
	ReadUnlock
	Add
	Done
	Wait
	CondWait
	condWake // the second half of Cond.Wait: the lock again
	Signal
	Broadcast
	OnceBegin
	OnceEnd
	Load
	Store
	AtomicLoad
	AtomicStore
	Sleep
	StartTimer
	StopTimer
	Now
	Yield
	Print
	Join
	fire // the clock moves on
	kinds
)

// Op is an operation of a goroutine: what it wants, and then what it got. A
// goroutine has one at a time.
type Op struct {
	Kind    Kind
	Handle  *Handle
	Cases   []Case // of Select
	Default bool   // of Select
	Value   any    // to be sent, stored or printed; received or loaded
	Count   int    // of Add, and of Len; the case that a Select took, -1 default
	For     time.Duration
	Apply   func(old any) (replaced any, result any) // of AtomicStore
	Site    Site

	OK bool // not closed; locked; was the first; was running

	object *object
	lock   *object // of a condition; the channel of a timer
	fault  string  // what the operation panics with
}

// Case is a case of a Select, a receive unless Send is set.
type Case struct {
	Handle  *Handle // nil is never ready
	Send    bool
	Value   any  // to be sent
	Default bool // for the caller of Do, which takes such a case out
	// Got, for the caller of Do, is what to do with a received value.
	Got func(v any, ok bool)

	object *object
}

// mode tells how an operation touches its objects: two operations of the same
// mode commute if the mode is not write.
type mode uint8

const (
	write mode = iota
	read
	shared // readers of an RWMutex, coming and going
	down   // WaitGroup.Done
)

// spec is what there is to know of a kind.
type spec struct {
	name    string
	mode    mode
	enabled func(w *World, g *Goroutine) bool // nil: always
	// effect carries the operation out; false parks the goroutine until another
	// operation wakes it.
	effect func(w *World, g *Goroutine, e *Event) bool
}

var specs [kinds]spec

// define fills the rows of specs; each file defines the kinds it carries out.
func define(k Kind, s spec) {
	if specs[k].name != "" {
		panic("scheduler: " + s.name + " is defined twice")
	}
	specs[k] = s
}

func (k Kind) String() string { return specs[k].name }

// touch is an operation's footprint: what it touches, and how.
type touch struct {
	kind    Kind
	objects []int32
	// all is set for what ends the run, by a panic: whether it comes before or
	// after anything else matters.
	all bool
}

// dependent reports whether the order of two operations can matter.
func dependent(a, b touch) bool {
	if a.all || b.all {
		return true
	}
	if m := specs[a.kind].mode; m != write && m == specs[b.kind].mode {
		return false
	}
	for _, x := range a.objects {
		for _, y := range b.objects {
			if x == y {
				return true
			}
		}
	}
	return false
}

// footprint is what an operation would touch now. What it may wake belongs to
// it: a select that is parked at the other end is taken out of the queues of
// all its channels.
func (w *World) footprint(o *Op) touch {
	from := len(w.arena)
	w.touchOp(o)
	parked := func(q []waiter, all bool) {
		for _, x := range q {
			if x.stale() {
				continue
			}
			if x.g.op.Kind == Select {
				w.touchOp(&x.g.op)
			}
			if !all {
				return
			}
		}
	}
	switch {
	case o.Kind == Select:
		for _, c := range o.Cases {
			if c.object != nil && c.Send {
				parked(c.object.recvq, false)
			} else if c.object != nil {
				parked(c.object.sendq, false)
			}
		}
	case o.object == nil:
	case o.Kind == Send:
		parked(o.object.recvq, false)
	case o.Kind == Recv:
		parked(o.object.sendq, false)
	case o.Kind == Close:
		parked(o.object.recvq, true)
		parked(o.object.sendq, true)
	}
	return touch{kind: o.Kind, objects: w.arena[from:len(w.arena):len(w.arena)]}
}

// touchOp adds the objects that an operation names to the arena.
func (w *World) touchOp(o *Op) {
	if o.object != nil {
		w.arena = append(w.arena, o.object.id)
	}
	if o.lock != nil {
		w.arena = append(w.arena, o.lock.id)
	}
	if w.Early && (o.Kind == Sleep || o.Kind == StartTimer || o.Kind == StopTimer || o.Kind == Now) {
		// Otherwise the clock moves when all of this is over.
		w.arena = append(w.arena, w.clock.id)
	}
	for _, c := range o.Cases {
		if c.object != nil {
			w.arena = append(w.arena, c.object.id)
		}
	}
}
