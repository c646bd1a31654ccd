package scheduler

import (
	"fmt"
	"time"
)

// The functions of this file are what generic code calls, which has to be thin:
// in cells it is interpreted.

// NewHandle makes a handle, and makes the caller's World know it.
func NewHandle(c Class, name string, initial any) *Handle {
	h := &Handle{Class: c, Name: name, Initial: initial}
	Register(h)
	return h
}

// NewChannel makes the handle of a channel.
func NewChannel(name string, size int) *Handle {
	if size < 0 {
		panic(fmt.Sprintf("explore: NewChan with a buffer of %d: expected 0 or more", size))
	}
	h := &Handle{Class: Channel, Name: name, Cap: size}
	Register(h)
	return h
}

// LoadOf reads a variable.
func LoadOf(h *Handle) any { return Do("Var.Load", Op{Kind: Load, Handle: h}).Value }

// StoreTo writes a variable.
func StoreTo(h *Handle, v any) { Do("Var.Store", Op{Kind: Store, Handle: h, Value: v}) }

// AtomicLoadOf reads an atomic.
func AtomicLoadOf(h *Handle) any { return Do("Load", Op{Kind: AtomicLoad, Handle: h}).Value }

// SwapIn writes an atomic and returns what it was.
func SwapIn(h *Handle, v any) any {
	return Do("Store", Op{Kind: AtomicStore, Handle: h, Apply: func(old any) (any, any) { return v, old }}).Value
}

// CompareAndSwapIn writes v to an atomic that is old.
func CompareAndSwapIn(h *Handle, old, v any) bool {
	swapped, _ := Do("CompareAndSwap", Op{Kind: AtomicStore, Handle: h, Apply: func(now any) (any, any) {
		if now == old {
			return v, true
		}
		return now, false
	}}).Value.(bool)
	return swapped
}

// SendTo sends to a channel.
func SendTo(h *Handle, v any) { Do("Chan.Send", Op{Kind: Send, Handle: h, Value: v}) }

// RecvFrom receives from a channel.
func RecvFrom(h *Handle) (any, bool) {
	o := Do("Chan.Recv", Op{Kind: Recv, Handle: h})
	return o.Value, o.OK
}

// CloseOf closes a channel.
func CloseOf(h *Handle) { Do("Chan.Close", Op{Kind: Close, Handle: h}) }

// LenOf is the number of values in a channel's buffer.
func LenOf(h *Handle) int { return Do("Chan.Len", Op{Kind: Len, Handle: h}).Count }

// StartChannelTimer starts a timer that sends the time to a channel, which it
// returns, once or, with a period, again and again.
func StartChannelTimer(what string, d, period time.Duration) *Handle {
	if what == "Tick" && period <= 0 {
		panic(fmt.Sprintf("explore: Tick(%v): expected more than 0", d))
	}
	c := &Handle{Class: Channel, Name: fmt.Sprintf("%s(%v)", what, d), Cap: 1}
	op := Op{Kind: StartTimer, Handle: &Handle{Class: Timer, Name: c.Name, Of: c}, For: d}
	if period > 0 {
		op.Count = 1
	}
	Do(what, op)
	return c
}
