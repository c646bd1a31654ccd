// Package comm talks to scripts in the frontend over Jupyter's comms: named
// two-way channels for JSON objects and binary buffers, the base of widgets.
//
// [Open] opens one from the kernel's side; [Register] names a target that the
// frontend can open. Either way there is a [Comm] with Send, OnMessage, OnClose
// and Close. In a compiled program there is no frontend, and Open, Send and Close
// return an error that says so.
//
// Handlers are called one at a time, in the order of the messages, by the
// goroutine that brings them; they should be quick. Messages that arrive while
// no handler is set wait for one. The package has no goroutine of its own.
package comm

import (
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"sync"

	"interleave/runtime/cell"
)

// Message is what comes from the frontend.
type Message struct {
	Data     map[string]any
	Metadata map[string]any
	Buffers  [][]byte
}

// Comm is one open channel. Any number of goroutines may send; handlers are
// called by the goroutine that delivers messages.
type Comm struct {
	id, target string

	mu        sync.Mutex // guards what follows
	onMessage func(Message)
	onClose   func(Message)
	waiting   []Message // came before there was a handler
	closed    bool
}

// registry knows all targets and open comms of the process.
var registry = struct {
	sync.Mutex
	targets map[string]func(*Comm, Message)
	comms   map[string]*Comm
}{targets: map[string]func(*Comm, Message){}, comms: map[string]*Comm{}}

// deliver keeps handlers one at a time.
var deliver sync.Mutex

// Register makes target known: when the frontend opens a comm with that target
// name, open is called with it and the opening message. It should set the
// comm's handlers before it returns. Registering a target again replaces it.
func Register(target string, open func(*Comm, Message)) {
	registry.Lock()
	defer registry.Unlock()
	registry.targets[target] = open
}

// Unregister forgets a target; comms that are open stay open.
func Unregister(target string) {
	registry.Lock()
	defer registry.Unlock()
	delete(registry.targets, target)
}

// Targets lists the registered targets, sorted.
func Targets() []string {
	registry.Lock()
	defer registry.Unlock()
	return slices.Sorted(maps.Keys(registry.targets))
}

// Open opens a comm to a target that a script in the frontend has registered.
func Open(target string, data map[string]any, buffers ...[]byte) (*Comm, error) {
	return OpenWith(target, Message{Data: data, Buffers: buffers})
}

// OpenWith is Open with metadata, which widgets need for their version.
func OpenWith(target string, m Message) (*Comm, error) {
	c := &Comm{id: newID(), target: target}
	registry.Lock()
	registry.comms[c.id] = c
	registry.Unlock()
	if err := c.send("comm_open", m); err != nil {
		c.forget()
		return nil, fmt.Errorf("opening comm %q: %w", target, err)
	}
	return c, nil
}

// ID is the comm's id on the wire.
func (c *Comm) ID() string { return c.id }

// Target is the name it was opened with.
func (c *Comm) Target() string { return c.target }

// Send sends a message to the frontend.
func (c *Comm) Send(data map[string]any, buffers ...[]byte) error {
	c.mu.Lock()
	closed := c.closed
	c.mu.Unlock()
	if closed {
		return fmt.Errorf("sending on comm %q: it is closed", c.target)
	}
	if err := c.send("comm_msg", Message{Data: data, Buffers: buffers}); err != nil {
		return fmt.Errorf("sending on comm %q: %w", c.target, err)
	}
	return nil
}

// Close closes the comm on both sides. Closing a closed one does nothing.
func (c *Comm) Close(data map[string]any) error {
	if !c.forget() {
		return nil
	}
	if err := c.send("comm_close", Message{Data: data}); err != nil {
		return fmt.Errorf("closing comm %q: %w", c.target, err)
	}
	return nil
}

// OnMessage sets the handler of messages; those that came before are handed to
// it at once, by the calling goroutine.
func (c *Comm) OnMessage(f func(Message)) {
	c.mu.Lock()
	c.onMessage = f
	var early []Message
	if f != nil {
		early, c.waiting = c.waiting, nil
	}
	c.mu.Unlock()
	for _, m := range early {
		f(m)
	}
}

// OnClose sets what is called when the frontend closes the comm.
func (c *Comm) OnClose(f func(Message)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.onClose = f
}

// Deliver hands a message of the frontend to whom it concerns. The kernel calls
// it. A comm_open of an unknown target is answered with comm_close; messages of
// unknown comms are dropped. Panics of handlers come through.
func Deliver(m cell.CommMessage) {
	deliver.Lock()
	defer deliver.Unlock()
	in := Message{Data: m.Data, Metadata: m.Metadata, Buffers: m.Buffers}
	switch m.Type {
	case "comm_open":
		opened(m.ID, m.Target, in)
	case "comm_msg":
		if c := lookup(m.ID); c != nil {
			c.received(in)
		}
	case "comm_close":
		if c := lookup(m.ID); c != nil && c.forget() {
			c.mu.Lock()
			f := c.onClose
			c.mu.Unlock()
			if f != nil {
				f(in)
			}
		}
	}
}

func opened(id, target string, m Message) {
	c := &Comm{id: id, target: target}
	registry.Lock()
	open := registry.targets[target]
	if open != nil {
		registry.comms[id] = c
	}
	registry.Unlock()
	if open == nil {
		// The protocol asks for an answer; when it can't be sent there is
		// nobody to tell.
		_ = c.send("comm_close", Message{})
		return
	}
	open(c, m)
}

func (c *Comm) received(m Message) {
	c.mu.Lock()
	f := c.onMessage
	if f == nil {
		c.waiting = append(c.waiting, m)
	}
	c.mu.Unlock()
	if f != nil {
		f(m)
	}
}

func lookup(id string) *Comm {
	registry.Lock()
	defer registry.Unlock()
	return registry.comms[id]
}

// forget marks the comm closed; it is false if it was.
func (c *Comm) forget() bool {
	c.mu.Lock()
	was := c.closed
	c.closed = true
	c.mu.Unlock()
	registry.Lock()
	delete(registry.comms, c.id)
	registry.Unlock()
	return !was
}

func (c *Comm) send(kind string, m Message) error {
	if m.Data == nil {
		m.Data = map[string]any{}
	}
	return cell.SendComm(cell.CommMessage{
		Type: kind, ID: c.id, Target: c.target,
		Data: m.Data, Metadata: m.Metadata, Buffers: m.Buffers,
	})
}

// newID makes a random id of the usual form.
func newID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
