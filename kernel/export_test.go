package kernel

import (
	"context"
	"testing"
)

// RegisterForTest adds a message type whose handler is f, until the end of the
// test. Call it before a kernel is started.
func RegisterForTest(t *testing.T, name string, f func() (any, error)) {
	register(requestType{name: name, lane: ordered, handle: func(context.Context, *kernel, *request) (any, error) { return f() }})
	t.Cleanup(func() { delete(requestTypes, name) })
}
