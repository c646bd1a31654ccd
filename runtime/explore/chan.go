package explore

import (
	"iter"

	"interleave/runtime/internal/scheduler"
)

// Chan is a channel. A nil *Chan is like a nil channel: sending and receiving
// wait for ever.
type Chan[T any] struct{ h *scheduler.Handle }

// NewChan makes a channel with a buffer for size values, with 0 one without a
// buffer. It panics if size is negative.
func NewChan[T any](name string, size int) *Chan[T] {
	return &Chan[T]{h: scheduler.NewChannel(name, size)}
}

func (c *Chan[T]) handle() *scheduler.Handle {
	if c == nil {
		return nil
	}
	return c.h
}

// Send is c <- v: it waits until the value is received, or has room in the
// buffer. It panics if the channel is closed.
func (c *Chan[T]) Send(v T) { scheduler.SendTo(c.handle(), v) }

// Recv is <-c: it waits for a value. From a closed channel it receives zero
// values.
func (c *Chan[T]) Recv() T {
	v, _ := c.RecvOK()
	return v
}

// RecvOK is v, ok := <-c: ok is false when the channel is closed and empty.
func (c *Chan[T]) RecvOK() (v T, ok bool) {
	received, ok := scheduler.RecvFrom(c.handle())
	v, _ = received.(T)
	return v, ok
}

// All is range c: it receives until the channel is closed.
func (c *Chan[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for {
			v, ok := c.RecvOK()
			if !ok || !yield(v) {
				return
			}
		}
	}
}

// Close closes the channel. It panics if it is closed already.
func (c *Chan[T]) Close() { scheduler.CloseOf(c.handle()) }

// Len is the number of values in the buffer.
func (c *Chan[T]) Len() int { return scheduler.LenOf(c.handle()) }

// RecvCase is the case v = <-c of a [Select]. v may be nil.
func (c *Chan[T]) RecvCase(v *T) Case { return c.RecvOKCase(v, nil) }

// RecvOKCase is the case v, ok = <-c of a [Select]. v and ok may be nil.
func (c *Chan[T]) RecvOKCase(v *T, ok *bool) Case {
	return Case{Handle: c.handle(), Got: func(received any, open bool) {
		if v != nil {
			*v, _ = received.(T)
		}
		if ok != nil {
			*ok = open
		}
	}}
}

// SendCase is the case c <- v of a [Select].
func (c *Chan[T]) SendCase(v T) Case {
	return Case{Handle: c.handle(), Send: true, Value: v}
}
