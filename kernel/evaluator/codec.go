package evaluator

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Heads of the messages. What may be big travels raw, after the head.

// hello is the first message in either direction.
type hello struct {
	Version int    `json:"version"`
	Build   string `json:"build"`
	Memory  int64  `json:"memory,omitempty"` // front: limit for the child
}

// ready says that the engine stands, or why not.
type ready struct {
	Error string `json:"error,omitempty"`
}

// question is the head of kindComplete, kindInspect and kindIsComplete.
type question struct {
	Code   string `json:"code"`
	Cursor int    `json:"cursor,omitempty"`
	Detail int    `json:"detail,omitempty"`
}

// streamHead precedes raw text.
type streamHead struct {
	Cell CellID `json:"c"`
	Name string `json:"n"`
}

type clearHead struct {
	Cell CellID `json:"cell"`
	Wait bool   `json:"wait"`
}

type inputHead struct {
	Cell     CellID `json:"cell"`
	Prompt   string `json:"prompt"`
	Password bool   `json:"password"`
}

// inputAnswer is the front's answer; Failure is one of the failure words.
type inputAnswer struct {
	Text    string `json:"text"`
	Failure string `json:"failure,omitempty"`
	Detail  string `json:"detail,omitempty"`
}

const (
	failureRefused  = "refused"
	failureEOF      = "eof"
	failureCanceled = "canceled"
	failureOther    = "other"
)

// part is a MIME part that travels raw.
type part struct {
	Key  string `json:"k"`
	Size int    `json:"n"`
	Text bool   `json:"t,omitempty"` // a string, else []byte
}

// displayHead is a Display without its raw parts.
type displayHead struct {
	Cell     CellID                     `json:"cell,omitempty"`
	Data     map[string]json.RawMessage `json:"data,omitempty"`
	Raw      []part                     `json:"raw,omitempty"`
	Metadata json.RawMessage            `json:"metadata,omitempty"`
	ID       string                     `json:"id,omitempty"`
	Update   bool                       `json:"update,omitempty"`
}

type commHead struct {
	CommMessage
	Sizes []int `json:"sizes,omitempty"`
}

type expressionHead struct {
	Display *displayHead `json:"display,omitempty"`
	Error   *CellError   `json:"error,omitempty"`
}

type resultHead struct {
	Error       *CellError                `json:"error,omitempty"`
	Value       *displayHead              `json:"value,omitempty"`
	Notes       *displayHead              `json:"notes,omitempty"`
	Payload     []map[string]any          `json:"payload,omitempty"`
	Expressions map[string]expressionHead `json:"expressions,omitempty"`
	Declared    bool                      `json:"declared,omitempty"`
}

// packMessage makes a message with a JSON head.
func packMessage(k kind, id uint32, head any, raw []byte) (message, error) {
	b, err := json.Marshal(head)
	if err != nil {
		return message{}, fmt.Errorf("encoding for the link: %w", err)
	}
	return message{k, id, b, raw}, nil
}

// unpackHead decodes the head of m into v.
func unpackHead(m message, v any) error {
	if err := json.Unmarshal(m.head, v); err != nil {
		return fmt.Errorf("%w: head of kind %d: %w", errFrame, m.kind, err)
	}
	return nil
}

// rawText is the size from which a text part travels raw: below it, JSON's
// quoting costs less than another entry in the head.
const rawText = 512

// packDisplay appends the raw parts of d to raw, in the order of its Raw.
func packDisplay(d *Display, raw []byte) (*displayHead, []byte) {
	if d == nil {
		return nil, raw
	}
	h := &displayHead{Data: map[string]json.RawMessage{}, ID: d.ID, Update: d.Update}
	for _, key := range slices.Sorted(maps.Keys(d.Data)) {
		switch v := d.Data[key].(type) {
		case []byte:
			h.Raw = append(h.Raw, part{Key: key, Size: len(v)})
			raw = append(raw, v...)
		case string:
			if len(v) < rawText {
				h.Data[key] = marshalPart(v)
				continue
			}
			h.Raw = append(h.Raw, part{Key: key, Size: len(v), Text: true})
			raw = append(raw, v...)
		default:
			h.Data[key] = marshalPart(v)
		}
	}
	if d.Metadata != nil {
		h.Metadata = marshalPart(d.Metadata)
	}
	return h, raw
}

// marshalPart never fails: a value that JSON can't hold (NaN, a channel) is
// replaced by a text that says so, and the other parts still arrive.
func marshalPart(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		b, _ = json.Marshal(err.Error())
	}
	return b
}

// unpackDisplay takes the raw parts of h from the front of raw.
func unpackDisplay(h *displayHead, raw []byte) (*Display, []byte, error) {
	if h == nil {
		return nil, raw, nil
	}
	d := &Display{Data: make(map[string]any, len(h.Data)+len(h.Raw)), ID: h.ID, Update: h.Update}
	for key, v := range h.Data {
		var text string
		if len(v) > 0 && v[0] == '"' && json.Unmarshal(v, &text) == nil {
			d.Data[key] = text
		} else {
			d.Data[key] = v
		}
	}
	for _, p := range h.Raw {
		if p.Size < 0 || p.Size > len(raw) {
			return nil, raw, fmt.Errorf("%w: part %s of %d bytes, %d left", errFrame, p.Key, p.Size, len(raw))
		}
		if p.Text {
			d.Data[p.Key] = string(raw[:p.Size])
		} else {
			d.Data[p.Key] = raw[:p.Size:p.Size]
		}
		raw = raw[p.Size:]
	}
	if len(h.Metadata) > 0 {
		// What is not an object is the text of marshalPart: no metadata then.
		_ = json.Unmarshal(h.Metadata, &d.Metadata)
	}
	return d, raw, nil
}

func packResult(id uint32, r Result) (message, error) {
	h := resultHead{Error: r.Error, Payload: r.Payload, Declared: r.Declared}
	var raw []byte
	h.Value, raw = packDisplay(r.Value, raw)
	h.Notes, raw = packDisplay(r.Notes, raw)
	if r.Expressions != nil {
		h.Expressions = make(map[string]expressionHead, len(r.Expressions))
	}
	for _, key := range slices.Sorted(maps.Keys(r.Expressions)) {
		e := expressionHead{Error: r.Expressions[key].Error}
		e.Display, raw = packDisplay(r.Expressions[key].Display, raw)
		h.Expressions[key] = e
	}
	return packMessage(kindAnswer, id, h, raw)
}

func unpackResult(m message) (Result, error) {
	var h resultHead
	if err := unpackHead(m, &h); err != nil {
		return Result{}, err
	}
	r := Result{Error: h.Error, Payload: h.Payload, Declared: h.Declared}
	var err error
	raw := m.raw
	if r.Value, raw, err = unpackDisplay(h.Value, raw); err != nil {
		return r, err
	}
	if r.Notes, raw, err = unpackDisplay(h.Notes, raw); err != nil {
		return r, err
	}
	if h.Expressions != nil {
		r.Expressions = make(map[string]Expression, len(h.Expressions))
	}
	for _, key := range slices.Sorted(maps.Keys(h.Expressions)) {
		e := Expression{Error: h.Expressions[key].Error}
		if e.Display, raw, err = unpackDisplay(h.Expressions[key].Display, raw); err != nil {
			return r, err
		}
		r.Expressions[key] = e
	}
	return r, nil
}

func packComm(id uint32, c CommMessage) (message, error) {
	h := commHead{CommMessage: c}
	var raw []byte
	for _, b := range c.Buffers {
		h.Sizes = append(h.Sizes, len(b))
		raw = append(raw, b...)
	}
	return packMessage(kindComm, id, h, raw)
}

func unpackComm(m message) (CommMessage, error) {
	var h commHead
	if err := unpackHead(m, &h); err != nil {
		return CommMessage{}, err
	}
	if h.Data == nil {
		h.Data = map[string]any{} // the protocol's data is always an object
	}
	raw := m.raw
	for _, n := range h.Sizes {
		if n < 0 || n > len(raw) {
			return CommMessage{}, fmt.Errorf("%w: buffer of %d bytes, %d left", errFrame, n, len(raw))
		}
		h.Buffers = append(h.Buffers, raw[:n:n])
		raw = raw[n:]
	}
	return h.CommMessage, nil
}
