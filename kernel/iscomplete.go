package kernel

import (
	"context"

	"interleave/kernel/wire"
)

func init() {
	register(requestType{name: "is_complete_request", lane: overtaking, handle: isComplete})
}

// isComplete answers is_complete_request, with which consoles decide whether
// Enter runs the code or begins a new line.
func isComplete(ctx context.Context, k *kernel, r *request) (any, error) {
	var q wire.IsCompleteRequest
	if err := r.message.Decode(&q); err != nil {
		return nil, err
	}
	c := k.evaluator.IsComplete(ctx, q.Code)
	switch c.Status {
	case "incomplete":
		return wire.IsCompleteReply{Status: c.Status, Indent: c.Indent}, nil
	case "complete", "invalid":
		return wire.IsCompleteReply{Status: c.Status}, nil
	}
	return wire.IsCompleteReply{Status: "unknown"}, nil
}
