package kernel

import (
	"context"

	"interleave/kernel/wire"
)

func init() {
	register(requestType{name: "connect_request", lane: ordered, handle: connect})
}

// connect answers connect_request, which is deprecated since protocol 5.1.
func connect(_ context.Context, k *kernel, r *request) (any, error) {
	c := k.connection
	return wire.ConnectReply{
		Status:      "ok",
		ShellPort:   c.ShellPort,
		IOPubPort:   c.IOPubPort,
		StdinPort:   c.StdinPort,
		HBPort:      c.HBPort,
		ControlPort: c.ControlPort,
	}, nil
}
