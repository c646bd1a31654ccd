package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Version is the version of the messaging protocol that this package speaks; it stands in every header.
const Version = "5.5"

// delimiter separates routing frames from the message proper.
var delimiter = []byte("<IDS|MSG>")

// Header is the header of a message. Its exact bytes are kept in Message.HeaderJSON.
type Header struct {
	MsgID    string `json:"msg_id"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Date     string `json:"date"`
	MsgType  string `json:"msg_type"`
	Version  string `json:"version"`
}

// Message is one message of the protocol, in either direction. The slices of a received message belong to the receiver.
// A message that was sent must not be changed afterwards: the sockets keep its bytes until every peer has them.
type Message struct {
	Identities [][]byte // routing frames; on iopub the single topic
	Header     Header
	HeaderJSON []byte   // as received or as sent; the parent_header of whatever answers it, byte for byte
	Parent     []byte   // JSON object, "{}" when there is none
	Metadata   []byte   // JSON object
	Content    []byte   // JSON object
	Buffers    [][]byte // binary attachments; not covered by the signature
}

// ParentHeader decodes the parent header; it is the zero Header when there is none.
func (m *Message) ParentHeader() Header {
	var h looseHeader
	if json.Unmarshal(m.Parent, &h) != nil {
		return Header{}
	}
	return h.header()
}

// Reasons for which a received message is dropped. None of them is ever answered.
var (
	errDelimiter = errors.New(`no "<IDS|MSG>" frame`)
	errFrames    = errors.New("too few frames after the delimiter: need signature, header, parent_header, metadata and content")
)

// parts is a message as it lies in its frames, before anything in it is believed.
type parts struct {
	identities [][]byte
	signature  []byte
	signed     [4][]byte // header, parent_header, metadata, content
	buffers    [][]byte
}

// split finds the delimiter and what follows it.
func split(frames [][]byte) (parts, error) {
	for i, frame := range frames {
		if !bytes.Equal(frame, delimiter) {
			continue
		}
		rest := frames[i+1:]
		if len(rest) < 5 {
			return parts{}, fmt.Errorf("%w (found %d)", errFrames, len(rest))
		}
		return parts{
			identities: frames[:i:i],
			signature:  rest[0],
			signed:     [4][]byte{rest[1], rest[2], rest[3], rest[4]},
			buffers:    rest[5:],
		}, nil
	}
	return parts{}, fmt.Errorf("%w among %d frames", errDelimiter, len(frames))
}

// message decodes the header and checks that the other three are JSON objects.
func (p *parts) message() (*Message, error) {
	m := &Message{
		Identities: p.identities,
		HeaderJSON: p.signed[0],
		Parent:     p.signed[1],
		Metadata:   p.signed[2],
		Content:    p.signed[3],
		Buffers:    p.buffers,
	}
	for i, name := range [4]string{"header", "parent_header", "metadata", "content"} {
		if err := checkObject(p.signed[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	var h looseHeader
	if err := json.Unmarshal(m.HeaderJSON, &h); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	m.Header = h.header()
	switch {
	case m.Header.MsgType == "":
		return nil, errors.New("header: msg_type is missing or no string")
	case m.Header.MsgID == "":
		return nil, errors.New("header: msg_id is missing or no string")
	}
	return m, nil
}

// checkObject reports why b is not a JSON object.
func checkObject(b []byte) error {
	b = bytes.TrimLeft(b, " \t\r\n")
	switch {
	case len(b) == 0:
		return errors.New("empty, expected a JSON object")
	case b[0] != '{':
		return fmt.Errorf("starts with %q, expected a JSON object", b[0])
	case !json.Valid(b):
		return errors.New("not valid JSON")
	}
	return nil
}

// frames lays the message out for the wire, signed by s.
func (m *Message) frames(s signer) [][]byte {
	out := make([][]byte, 0, len(m.Identities)+6+len(m.Buffers))
	out = append(out, m.Identities...)
	signed := [4][]byte{m.HeaderJSON, orEmpty(m.Parent), orEmpty(m.Metadata), orEmpty(m.Content)}
	out = append(out, delimiter, s.sign(signed[:]), signed[0], signed[1], signed[2], signed[3])
	return append(out, m.Buffers...)
}

var emptyObject = []byte("{}")

func orEmpty(b []byte) []byte {
	if len(b) == 0 {
		return emptyObject
	}
	return b
}

// looseHeader takes any JSON value for a field; only strings count. Clients differ in what they put into the fields that
// nobody needs (a null user name, a number as date), and that must not cost the message.
type looseHeader struct {
	MsgID    looseString `json:"msg_id"`
	Session  looseString `json:"session"`
	Username looseString `json:"username"`
	Date     looseString `json:"date"`
	MsgType  looseString `json:"msg_type"`
	Version  looseString `json:"version"`
}

func (h looseHeader) header() Header {
	return Header{
		MsgID:    string(h.MsgID),
		Session:  string(h.Session),
		Username: string(h.Username),
		Date:     string(h.Date),
		MsgType:  string(h.MsgType),
		Version:  string(h.Version),
	}
}

type looseString string

func (s *looseString) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*s = looseString(text)
	}
	return nil
}
