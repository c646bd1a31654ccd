package kerneltest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"interleave/kernel/wire"
)

var (
	dateForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)$`)
	mimeForm = regexp.MustCompile(`^[\w\-+.]+/[\w\-+.]+$`)
)

// contentFields names, for each message type, the fields that must be there
// and the JSON type that each must have. A field that starts with ? may be
// missing, but not null.
var contentFields = map[string]string{
	"status":              "execution_state:string",
	"execute_input":       "code:string execution_count:number",
	"stream":              "name:string text:string",
	"display_data":        "data:object metadata:object ?transient:object",
	"update_display_data": "data:object metadata:object transient:object",
	"execute_result":      "data:object metadata:object execution_count:number",
	"error":               "ename:string evalue:string traceback:array",
	"clear_output":        "wait:boolean",
	"comm_open":           "comm_id:string target_name:string data:object",
	"comm_msg":            "comm_id:string data:object",
	"comm_close":          "comm_id:string data:object",
	"iopub_welcome":       "subscription:string",
	"shutdown_reply":      "status:string restart:boolean",
	"input_request":       "prompt:string password:boolean",
	"execute_reply":       "status:string execution_count:number ?user_expressions:object ?payload:array ?ename:string ?evalue:string ?traceback:array",
	"complete_reply":      "status:string ?matches:array ?cursor_start:number ?cursor_end:number ?metadata:object",
	"inspect_reply":       "status:string ?found:boolean ?data:object ?metadata:object",
	"is_complete_reply":   "status:string ?indent:string",
	"history_reply":       "status:string ?history:array",
	"comm_info_reply":     "status:string ?comms:object",
	"connect_reply":       "status:string shell_port:number iopub_port:number stdin_port:number hb_port:number control_port:number",
	"kernel_info_reply":   "status:string protocol_version:string implementation:string implementation_version:string language_info:object banner:string help_links:array debugger:boolean supported_features:array",
	"interrupt_reply":     "status:string",
	"usage_reply":         "hostname:string pid:number kernel_cpu:number kernel_memory:number cpu_count:number host_virtual_memory:object",
}

// checker holds the rules that every message of a kernel must keep, whoever
// caused it. It is not safe for concurrent use.
type checker struct {
	session  string
	ids      map[string]bool
	requests map[string][]byte       // msg_id → header as it was sent
	replied  map[string]bool         // msg_id of requests with a reply
	states   map[string]requestState // msg_id → what iopub said about it
	order    int                     // iopub messages so far
}

type requestState struct{ busy, idle int }

func newChecker() *checker {
	return &checker{ids: map[string]bool{}, requests: map[string][]byte{}, replied: map[string]bool{}, states: map[string]requestState{}}
}

// sent notes a message that the front end sends.
func (c *checker) sent(m *wire.Message) {
	c.requests[m.Header.MsgID] = m.HeaderJSON
}

// check returns the rules that m breaks.
func (c *checker) check(channel string, m *wire.Message) []string {
	var broken []string
	fail := func(format string, args ...any) { broken = append(broken, fmt.Sprintf(format, args...)) }
	c.header(m, fail)
	c.parent(channel, m, fail)
	if channel == "iopub" {
		c.iopub(m, fail)
	} else if strings.HasSuffix(m.Header.MsgType, "_reply") {
		id := m.ParentHeader().MsgID
		if c.replied[id] {
			fail("a second reply to %s", id)
		}
		c.replied[id] = true
	}
	checkContent(m, fail)
	return broken
}

func (c *checker) header(m *wire.Message, fail func(string, ...any)) {
	h := m.Header
	if c.session == "" {
		c.session = h.Session
	}
	if h.Session == "" || h.Session != c.session {
		fail("session is %q, it was %q before", h.Session, c.session)
	}
	if c.ids[h.MsgID] {
		fail("msg_id %s was used before", h.MsgID)
	}
	c.ids[h.MsgID] = true
	if !dateForm.MatchString(h.Date) {
		fail("date is %q, expected ISO 8601 with zone and six digits", h.Date)
	}
	if h.Version != wire.Version {
		fail("version is %q, expected %q", h.Version, wire.Version)
	}
	for _, part := range [][]byte{m.HeaderJSON, m.Parent, m.Metadata, m.Content} {
		if !json.Valid(part) {
			fail("invalid JSON: %.200s", part)
		}
	}
}

// parent checks that the parent is, byte for byte, the header of a request of
// ours. Other clients' requests have another session and are left alone.
func (c *checker) parent(channel string, m *wire.Message, fail func(string, ...any)) {
	p := m.ParentHeader()
	if p.MsgID == "" {
		if !bytes.Equal(m.Parent, []byte("{}")) {
			fail("parent_header is %s, expected {} or a request's header", m.Parent)
		}
		if channel != "iopub" {
			fail("a message on %s without parent", channel)
		}
		return
	}
	if sent, ours := c.requests[p.MsgID]; ours && !bytes.Equal(sent, m.Parent) {
		fail("parent_header is %s, the request had %s", m.Parent, sent)
	}
}

// iopub checks topics and the order of status messages.
func (c *checker) iopub(m *wire.Message, fail func(string, ...any)) {
	c.order++
	if len(m.Identities) != 1 {
		fail("%d frames before the delimiter, expected one topic", len(m.Identities))
	}
	if (c.order == 1) != (m.Header.MsgType == "iopub_welcome") {
		fail("iopub message %d is %s; expected iopub_welcome first and only first", c.order, m.Header.MsgType)
	}
	id := m.ParentHeader().MsgID
	if m.Header.MsgType != "status" || id == "" {
		return
	}
	s := c.states[id]
	switch executionState(m) {
	case "busy":
		s.busy++
	case "idle":
		s.idle++
	default:
		fail("status %q with a parent", executionState(m))
	}
	if s.busy > 1 || s.idle > 1 || s.idle > s.busy {
		fail("%d busy and %d idle for one request", s.busy, s.idle)
	}
	c.states[id] = s
}

func executionState(m *wire.Message) string {
	var s wire.Status
	json.Unmarshal(m.Content, &s)
	return s.ExecutionState
}

func checkContent(m *wire.Message, fail func(string, ...any)) {
	var content map[string]any
	if json.Unmarshal(m.Content, &content) != nil {
		fail("content is no object: %.200s", m.Content)
		return
	}
	for _, rule := range strings.Fields(contentFields[m.Header.MsgType]) {
		name, want, _ := strings.Cut(rule, ":")
		optional := strings.HasPrefix(name, "?") || content["status"] == "error" && name != "status"
		value, there := content[strings.TrimPrefix(name, "?")]
		if !there && optional {
			continue
		}
		if got := jsonType(value); got != want {
			fail("field %s is %s, expected %s: %.200s", name, got, want, m.Content)
		}
	}
	checkSpecial(m.Header.MsgType, content, fail)
}

func checkSpecial(msgType string, content map[string]any, fail func(string, ...any)) {
	switch msgType {
	case "stream":
		if content["text"] == "" {
			fail("an empty stream")
		}
		if name := content["name"]; name != "stdout" && name != "stderr" {
			fail("a stream named %v", name)
		}
	case "display_data", "update_display_data", "execute_result":
		data, _ := content["data"].(map[string]any)
		for key := range data {
			if !mimeForm.MatchString(key) {
				fail("%q is no MIME type", key)
			}
		}
		if _, ok := data["text/plain"].(string); !ok {
			fail("no text/plain in %v", data)
		}
	case "error":
		if content["ename"] == "" || len(content["traceback"].([]any)) == 0 {
			fail("an error without name or traceback: %v", content)
		}
	}
}

func jsonType(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "string"
	case float64:
		return "number"
	case bool:
		return "boolean"
	case []any:
		return "array"
	}
	return "object"
}

// unfinished lists requests of ours that got busy and no idle.
func (c *checker) unfinished() []string {
	var ids []string
	for id, s := range c.states {
		if _, ours := c.requests[id]; ours && s.busy != s.idle {
			ids = append(ids, id)
		}
	}
	return ids
}
