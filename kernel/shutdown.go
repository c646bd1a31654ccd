package kernel

import (
	"context"

	"interleave/kernel/wire"
)

func init() {
	register(requestType{name: "shutdown_request", lane: urgent, handle: shutdown})
}

// shutdown answers shutdown_request, while a cell runs too. The reply goes on
// the channel of the request and, as a message with an id of its own, on
// iopub, where other clients learn of it. Then comes idle, and executeControl
// stops the kernel. Restart makes no difference here: the server starts a new
// process on the same ports.
func shutdown(_ context.Context, k *kernel, r *request) (any, error) {
	var q wire.ShutdownRequest
	if err := r.message.Decode(&q); err != nil {
		k.log.printf("%v; shutting down all the same", err)
	}
	reply := wire.ShutdownReply{Status: "ok", Restart: q.Restart}
	k.iopub.publish(r.parent, "shutdown_reply", reply)
	return reply, nil
}
