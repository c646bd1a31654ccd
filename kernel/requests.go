package kernel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"interleave/kernel/evaluator"
	"interleave/kernel/wire"
)

// A lane says who handles a request, and so what it waits for.
type lane int

const (
	// ordered requests of shell run one after another, with the cells.
	ordered lane = iota
	// overtaking requests need not wait for a cell that runs: they are
	// answered at once, see shell.
	overtaking
	// urgent requests act at once: control handles them also if they come by
	// shell.
	urgent
)

// requestType is one row of the table of message types. A file registers the
// types that it handles.
type requestType struct {
	name string
	lane lane
	long bool // may run as long as it likes: cells and handlers of comms

	// handle returns the content of the reply, nil for none. An error becomes
	// a reply with status error. It runs between busy and idle.
	handle func(ctx context.Context, k *kernel, r *request) (any, error)
}

// requestTypes is complete when init functions have run, and not changed after.
var requestTypes = map[string]requestType{}

// register adds a row. A second row of the same name is a mistake in the
// program.
func register(t requestType) {
	if _, dup := requestTypes[t.name]; dup {
		panic(fmt.Sprintf("kernel: the message type %s is registered twice", t.name))
	}
	requestTypes[t.name] = t
}

// request is a message from a front end on its way through the kernel. It is
// owned by one goroutine at a time.
type request struct {
	kind    requestType
	message *wire.Message
	parent  *wire.Message // message without its content: what outputs refer to
	channel channel
	aborted bool // answered "aborted" and not run

	replyMetadata any // nil: empty
}

// channel is where a request came from and where its reply goes.
type channel struct {
	name   string // shell or control
	socket *wire.Router
}

// newRequest looks the type up. A type that is not in the table gets a handler
// that says so in the log.
func newRequest(c channel, m *wire.Message) *request {
	kind, ok := requestTypes[m.Header.MsgType]
	if !ok {
		kind = unknownType
	}
	parent := &wire.Message{Identities: m.Identities, Header: m.Header, HeaderJSON: m.HeaderJSON}
	return &request{kind: kind, message: m, parent: parent, channel: c}
}

// serve handles one request: busy, the handler, its reply, idle.
func (k *kernel) serve(ctx context.Context, r *request) {
	k.iopub.status(r.parent, "busy")
	defer k.iopub.status(r.parent, "idle")
	k.answer(ctx, r)
}

// answer runs the handler and sends its reply. A panic of a handler is ours:
// the reply says so, the log has the stack, and the kernel lives on.
func (k *kernel) answer(ctx context.Context, r *request) {
	content, err := k.handle(ctx, r)
	if err != nil {
		content = k.failureReply(r, err)
	}
	if content == nil {
		return
	}
	if err := k.reply(r, content); err != nil {
		k.log.printf("reply to %s: %v", r.message.Header.MsgType, err)
	}
}

func (k *kernel) handle(ctx context.Context, r *request) (content any, err error) {
	defer func() {
		if p := recover(); p != nil {
			k.log.printf("panic while handling %s: %v\n%s", r.message.Header.MsgType, p, debug.Stack())
			err = &replyError{evaluator.ErrorInternal, fmt.Sprintf("the kernel failed to handle %s: %v; please report this", r.message.Header.MsgType, p)}
		}
	}()
	if id, ok := subshell(r.message); ok {
		return nil, &replyError{errorRequest, fmt.Sprintf("subshell %q does not exist; this kernel has none", id)}
	}
	return r.kind.handle(ctx, k, r)
}

// reply sends the reply on the channel of the request.
func (k *kernel) reply(r *request, content any) error {
	name := strings.TrimSuffix(r.message.Header.MsgType, "_request") + "_reply"
	m, err := k.session.New(name, r.message, content)
	if err != nil {
		return err
	}
	if r.replyMetadata != nil {
		if m.Metadata, err = wire.Marshal(r.replyMetadata); err != nil {
			return err
		}
	}
	k.log.message("->", r.channel.name, m)
	return r.channel.socket.Send(m)
}

// errorRequest is the ename of replies to requests that are wrong in
// themselves.
const errorRequest = "request error"

// replyError is an error with an ename of its own.
type replyError struct{ name, value string }

func (e *replyError) Error() string { return e.value }

// failureReply is the reply to a request that failed, in the form that its
// type has. Comm messages have no reply.
func (k *kernel) failureReply(r *request, err error) any {
	switch {
	case r.kind.name == "execute_request":
		return executeFailure(k.executionCount(), failure(err))
	case isComm(r.kind.name):
		return nil
	}
	return failure(err)
}

// failure is the content of a reply with status error. An error without a
// name is the fault of the request.
func failure(err error) wire.Failure {
	name := errorRequest
	if e := (*replyError)(nil); errors.As(err, &e) {
		name = e.name
	}
	return wire.Failure{Status: "error", EName: name, EValue: err.Error(), Traceback: []string{name + ": " + err.Error()}}
}

// subshell returns the subshell that a message is for, if it names one.
func subshell(m *wire.Message) (string, bool) {
	var h struct {
		ID *string `json:"subshell_id"`
	}
	if json.Unmarshal(m.HeaderJSON, &h) != nil || h.ID == nil {
		return "", false
	}
	return *h.ID, true
}
