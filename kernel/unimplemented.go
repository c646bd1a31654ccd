package kernel

import "context"

// unimplemented lists the requests that we know of and do not serve. None of
// them is announced in kernel_info_reply, so no front end that reads it sends
// them. As with types nobody knows, the request is logged and gets busy and
// idle but no reply.
var unimplemented = map[string]string{
	"debug_request":           "the debugger is not announced and not built yet",
	"create_subshell_request": "subshells are not announced: interpreted cells share variables without a lock",
	"delete_subshell_request": "subshells are not announced",
	"list_subshell_request":   "subshells are not announced",
}

func init() {
	for name := range unimplemented {
		register(requestType{name: name, lane: ordered, handle: ignore})
	}
}

// unknownType handles the types that are not in the table.
var unknownType = requestType{lane: ordered, handle: ignore}

func ignore(_ context.Context, k *kernel, r *request) (any, error) {
	why, ok := unimplemented[r.message.Header.MsgType]
	if !ok {
		why = "unknown message type"
	}
	k.log.printf("no reply to %s on %s: %s", r.message.Header.MsgType, r.channel.name, why)
	return nil, nil
}
