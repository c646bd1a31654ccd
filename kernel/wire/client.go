package wire

import (
	"context"
	"errors"
)

// Client is a front end's end of the five sockets. When the kernel goes away its sockets return errors; they do not
// reconnect, dial again for that.
type Client struct {
	Shell, Control, Stdin *Dealer
	IOPub                 *Subscriber
	Heartbeat             *Heartbeat
}

// Dial connects to a kernel, waiting for it to listen until ctx ends. The three Dealers have the session's id as their
// identity. It returns when iopub has sent its welcome, or WelcomeTimeout after the connection to kernels that send none.
func Dial(ctx context.Context, c Connection, s *Session, o Options) (*Client, error) {
	return nil, errors.New("not there yet")
}

// Close closes the sockets and waits for their goroutines.
func (c *Client) Close() error { return nil }

// Dealer is a front end's end of shell, control or stdin.
type Dealer struct{}

// Send queues a message for the kernel; it never waits.
func (d *Dealer) Send(m *Message) error { return nil }

// Recv returns the next valid message. It fails when ctx ends, after Close (net.ErrClosed) and when the kernel is gone
// (ErrKernelGone).
func (d *Dealer) Recv(ctx context.Context) (*Message, error) { return nil, errors.New("not there yet") }

// Subscriber is a front end's end of iopub, subscribed to everything.
type Subscriber struct{}

// Recv returns the next valid message, as Dealer.Recv does. The first one of a kernel with protocol 5.5 is iopub_welcome.
func (s *Subscriber) Recv(ctx context.Context) (*Message, error) {
	return nil, errors.New("not there yet")
}

// Welcomed reports whether the kernel has sent iopub_welcome.
func (s *Subscriber) Welcomed() bool { return false }

// Heartbeat is a front end's end of the heartbeat.
type Heartbeat struct{}

// Ping sends one beat and waits for its echo.
func (h *Heartbeat) Ping(ctx context.Context) error { return nil }

// ErrKernelGone says that the kernel closed its end of a connection.
var ErrKernelGone = errors.New("the kernel has closed the connection")
