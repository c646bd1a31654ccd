package kernel

import (
	"context"

	"interleave/kernel/wire"
)

func init() {
	register(requestType{name: "complete_request", lane: overtaking, handle: complete})
}

// typedMatch is one entry of the list that JupyterLab and VS Code read for
// labels and signatures. It is parallel to matches.
type typedMatch struct {
	Start     int    `json:"start"`
	End       int    `json:"end"`
	Text      string `json:"text"`
	Type      string `json:"type"`
	Signature string `json:"signature,omitempty"`
}

// complete answers complete_request.
func complete(ctx context.Context, k *kernel, r *request) (any, error) {
	var q wire.CompleteRequest
	if err := r.message.Decode(&q); err != nil {
		return nil, err
	}
	c := k.evaluator.Complete(ctx, q.Code, byteOffset(q.Code, q.CursorPos))
	reply := wire.CompleteReply{Status: "ok", Matches: []string{}, CursorStart: q.CursorPos, CursorEnd: q.CursorPos, Metadata: map[string]any{}}
	if len(c.Matches) == 0 {
		return reply, nil
	}
	reply.CursorStart = min(codePoints(q.Code, c.Start), q.CursorPos)
	reply.CursorEnd = max(codePoints(q.Code, c.End), q.CursorPos)
	typed := make([]typedMatch, 0, len(c.Matches))
	for _, m := range c.Matches {
		reply.Matches = append(reply.Matches, m.Text)
		typed = append(typed, typedMatch{reply.CursorStart, reply.CursorEnd, m.Text, m.Kind, m.Signature})
	}
	reply.Metadata["_jupyter_types_experimental"] = typed
	return reply, nil
}
