package wire

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/transport"
)

// scheme is the name under which zmq4 finds listeners and connections that are already made.
const scheme = "interleave"

// prepared is the transport that hands them out. Each has a number for an address and is handed out once.
type preparedTransport struct {
	last  atomic.Int64
	items sync.Map // address → net.Listener or net.Conn
}

var prepared preparedTransport

func init() {
	if err := zmq4.RegisterTransport(scheme, &prepared); err != nil {
		panic(fmt.Sprintf("wire: cannot register its transport with zmq4: %v", err))
	}
}

// offer returns the endpoint that leads zmq4 to item.
func (t *preparedTransport) offer(item any) string {
	addr := strconv.FormatInt(t.last.Add(1), 10)
	t.items.Store(addr, item)
	return scheme + "://" + addr
}

// Listen implements transport.Transport.
func (t *preparedTransport) Listen(_ context.Context, addr string) (net.Listener, error) {
	item, _ := t.items.LoadAndDelete(addr)
	if l, ok := item.(net.Listener); ok {
		return l, nil
	}
	return nil, fmt.Errorf("wire: no listener was prepared for %q", addr)
}

// Dial implements transport.Transport.
func (t *preparedTransport) Dial(_ context.Context, _ transport.Dialer, addr string) (net.Conn, error) {
	item, _ := t.items.LoadAndDelete(addr)
	if c, ok := item.(net.Conn); ok {
		return c, nil
	}
	return nil, fmt.Errorf("wire: no connection was prepared for %q", addr)
}

// Addr implements transport.Transport.
func (t *preparedTransport) Addr(endpoint string) (string, error) { return endpoint, nil }
