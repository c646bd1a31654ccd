package wire

import (
	"context"
	"errors"
	"log"
	"time"
)

// Options are the limits of a Server or Client. The zero value means the defaults given here.
type Options struct {
	// Log gets one line for each peer that is refused or cut and for each message that is dropped. nil: nowhere.
	Log *log.Logger
}

// Server holds the kernel's five sockets. The heartbeat is answered inside.
type Server struct {
	Shell, Control, Stdin *Router
	IOPub                 *Publisher
}

// Listen binds the five sockets. Ports that are 0 are chosen and written to c; the caller writes the file. A port in use
// is tried for 5 s, since a restarted kernel gets the ports of the one before it.
func Listen(c *Connection, s *Session, o Options) (*Server, error) {
	return nil, errors.New("not there yet")
}

// Flush waits until all that was sent has left the process, at most d.
func (s *Server) Flush(d time.Duration) error { return nil }

// Close flushes, closes the sockets and waits for their goroutines, in all not much longer than a second.
func (s *Server) Close() error { return nil }

// Router is the kernel's end of shell, control or stdin.
type Router struct{}

// Recv returns the next message that is complete, rightly signed and not a replay; others are logged and dropped. After
// Close it returns net.ErrClosed.
func (r *Router) Recv() (*Message, error) { return nil, errors.New("not there yet") }

// Send queues a message for the peer that its first identity names. It never waits for a peer; a peer that is gone is no
// error. It is safe for concurrent use.
func (r *Router) Send(m *Message) error { return nil }

// Connected reports whether a peer with the identities of m is there. The front asks before it sends an input_request.
func (r *Router) Connected(m *Message) bool { return false }

// Publisher is the kernel's end of iopub. It greets each subscription with iopub_welcome, before anything else.
type Publisher struct{}

// Publish queues a message for all subscribers of its topic, m.Identities[0]. It never waits; see Wait. It is safe for
// concurrent use.
func (p *Publisher) Publish(m *Message) error { return nil }

// Wait is back-pressure: it returns when no subscriber that still reads is far behind. A subscriber that has stopped
// reading is not waited for.
func (p *Publisher) Wait(ctx context.Context) error { return nil }

// Backlog is how many bytes the slowest subscriber has yet to take.
func (p *Publisher) Backlog() int { return 0 }
