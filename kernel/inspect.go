package kernel

import (
	"context"

	"interleave/kernel/evaluator"
	"interleave/kernel/wire"
)

func init() {
	register(requestType{name: "inspect_request", lane: overtaking, handle: inspect})
}

// inspect answers inspect_request. Not to find anything is no error.
func inspect(ctx context.Context, k *kernel, r *request) (any, error) {
	var q wire.InspectRequest
	if err := r.message.Decode(&q); err != nil {
		return nil, err
	}
	reply := wire.InspectReply{Status: "ok", Data: map[string]any{}, Metadata: map[string]any{}}
	found := k.evaluator.Inspect(ctx, q.Code, byteOffset(q.Code, q.CursorPos), q.DetailLevel)
	if found.Found {
		reply.Found = true
		reply.Data = k.bundle(evaluator.Display{Data: found.Data}).Data
	}
	return reply, nil
}
