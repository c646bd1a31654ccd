package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"sync"

	"interleave/kernel/evaluator"
	"interleave/kernel/wire"
)

func init() {
	register(requestType{name: "comm_open", lane: ordered, long: true, handle: commOpen})
	register(requestType{name: "comm_msg", lane: ordered, long: true, handle: commMsg})
	register(requestType{name: "comm_close", lane: ordered, long: true, handle: commClose})
	register(requestType{name: "comm_info_request", lane: overtaking, handle: commInfo})
}

func isComm(msgType string) bool {
	return msgType == "comm_open" || msgType == "comm_msg" || msgType == "comm_close"
}

// comms is the registry of open comms: their ids and targets, from whichever
// side they were opened. It lives in the front, so that comm_info is answered
// whatever the evaluator does. It is safe for concurrent use.
type comms struct {
	mu      sync.Mutex
	targets map[string]string // comm id → target name
}

func newComms() *comms {
	return &comms{targets: make(map[string]string)}
}

func (c *comms) open(id, target string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.targets[id] = target
}

func (c *comms) close(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.targets, id)
}

func (c *comms) known(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.targets[id]
	return ok
}

func (c *comms) all() map[string]string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.targets)
}

// commOpen handles comm_open. The engine knows the targets; if it has none of
// that name, it closes the comm before it returns.
func commOpen(ctx context.Context, k *kernel, r *request) (any, error) {
	var q wire.CommOpen
	if err := r.message.Decode(&q); err != nil {
		return nil, k.dropComm(err)
	}
	k.comms.open(q.CommID, q.TargetName)
	if err := k.forwardComm(ctx, r, q.CommID, q.TargetName, q.Data); err != nil {
		k.comms.close(q.CommID)
		k.iopub.publish(r.parent, "comm_close", wire.CommMsg{CommID: q.CommID})
		return nil, k.dropComm(err)
	}
	return nil, nil
}

// commMsg handles comm_msg. One for a comm that is not open is logged.
func commMsg(ctx context.Context, k *kernel, r *request) (any, error) {
	var q wire.CommMsg
	if err := r.message.Decode(&q); err != nil {
		return nil, k.dropComm(err)
	}
	if !k.comms.known(q.CommID) {
		return nil, k.dropComm(fmt.Errorf("%s: comm %q is not open", r.message.Header.MsgType, q.CommID))
	}
	return nil, k.dropComm(k.forwardComm(ctx, r, q.CommID, "", q.Data))
}

// commClose handles comm_close, as commMsg, and forgets the comm.
func commClose(ctx context.Context, k *kernel, r *request) (any, error) {
	var q wire.CommMsg
	if err := r.message.Decode(&q); err != nil {
		return nil, k.dropComm(err)
	}
	if !k.comms.known(q.CommID) {
		return nil, k.dropComm(fmt.Errorf("%s: comm %q is not open", r.message.Header.MsgType, q.CommID))
	}
	k.comms.close(q.CommID)
	return nil, k.dropComm(k.forwardComm(ctx, r, q.CommID, "", q.Data))
}

// dropComm logs what can't be answered: comm messages have no reply.
func (k *kernel) dropComm(err error) error {
	if err != nil {
		k.log.printf("%v", err)
	}
	return nil
}

// forwardComm hands the message to its handler in the evaluator and waits for
// it. What the handler prints and shows belongs to the comm message.
func (k *kernel) forwardComm(ctx context.Context, r *request, id, target string, data json.RawMessage) error {
	m := evaluator.CommMessage{
		Type:    r.message.Header.MsgType,
		ID:      id,
		Target:  target,
		Buffers: r.message.Buffers,
	}
	if len(data) > 0 {
		if err := json.Unmarshal(data, &m.Data); err != nil {
			return fmt.Errorf("%s: field \"data\": expected an object", m.Type)
		}
	}
	if err := json.Unmarshal(r.message.Metadata, &m.Metadata); err != nil {
		return fmt.Errorf("%s: metadata: expected an object", m.Type)
	}
	m.Cell = k.cells.begin(r.parent)
	defer k.cells.end()
	if err := k.evaluator.Comm(ctx, m); err != nil {
		return fmt.Errorf("%s %s: %w", m.Type, id, err)
	}
	return nil
}

// commInfo answers comm_info_request.
func commInfo(_ context.Context, k *kernel, r *request) (any, error) {
	var q wire.CommInfoRequest
	if err := r.message.Decode(&q); err != nil {
		return nil, err
	}
	reply := wire.CommInfoReply{Status: "ok", Comms: map[string]wire.CommInfo{}}
	for id, target := range k.comms.all() {
		if q.TargetName == "" || q.TargetName == target {
			reply.Comms[id] = wire.CommInfo{TargetName: target}
		}
	}
	return reply, nil
}

// publishComm sends a comm message of the evaluator to the front ends.
func (k *kernel) publishComm(m evaluator.CommMessage) {
	p := publication{parent: k.cells.parent(m.Cell), msgType: m.Type, metadata: m.Metadata, buffers: m.Buffers}
	data, err := wire.Marshal(m.Data)
	if err != nil {
		k.log.printf("%s %s: data: %v", m.Type, m.ID, err)
		return
	}
	switch m.Type {
	case "comm_open":
		k.comms.open(m.ID, m.Target)
		p.content = wire.CommOpen{CommID: m.ID, TargetName: m.Target, Data: data}
	case "comm_close":
		k.comms.close(m.ID)
		p.content = wire.CommMsg{CommID: m.ID, Data: data}
	case "comm_msg":
		p.content = wire.CommMsg{CommID: m.ID, Data: data}
	default:
		k.log.printf("the evaluator sent a comm message of the unknown type %q", m.Type)
		return
	}
	k.iopub.output(k.ctx, p)
}
