package kerneltest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"interleave/kernel/evaluator"
)

// A transcript is a text file: what it is about, then the dialogue.
//
//	A cell that prints and has a value.
//	-- dialogue --
//	> shell execute_request code="print a\nresult 5"
//	< iopub status busy
//	< iopub execute_input code="print a\nresult 5" execution_count=1
//	…
//
// A line with > sends a message, with fields of its content as name=JSON.
// A name that begins with metadata. or header. is a field of those; buffer="…"
// appends a buffer. Words that begin with ! make the message malformed, see
// mutations. An execute_request has store_history, stop_on_error and
// allow_stdin true unless it says otherwise, as from JupyterLab.
//
// Lines with < are what the kernel sends back for the lines with > before them.
// Messages that are to be sent together, without waiting for answers, stand
// together; an empty line parts them. The order
// of the messages of one channel that have the same parent counts and, under
// the comment "in this order", that of all messages of a channel; between
// channels nobody can know it, and the file has replies before the idle they
// belong to. Pieces of one stream that follow each other are one line.
// Messages whose parent is not the latest message sent say which it is: of=2
// is the second message of the file, of=0 no parent. Ids, dates, ports and
// what else differs from run to run is shown as "$".
//
// Lines that begin with # are comments on what follows.

// sendLine is a line with >.
type sendLine struct {
	channel, msgType string
	content          map[string]any
	metadata         map[string]any
	header           map[string]any
	buffers          [][]byte
	mutations        []string
}

// block is a group of lines: what is sent, then what comes back.
type block struct {
	comments []string // before and between the sent lines
	sent     []string
	expected []string
}

// parseDialogue groups the lines.
func parseDialogue(text string) ([]block, error) {
	var blocks []block
	receiving := true
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			receiving = true
			continue
		}
		switch line[0] {
		case '>', '#':
			if receiving {
				blocks = append(blocks, block{})
				receiving = false
			}
			b := &blocks[len(blocks)-1]
			if line[0] == '>' {
				b.sent = append(b.sent, line)
			} else {
				b.comments = append(b.comments, line)
			}
		case '<':
			if len(blocks) == 0 {
				return nil, fmt.Errorf("line %d: something comes before anything is sent", n+1)
			}
			receiving = true
			b := &blocks[len(blocks)-1]
			b.expected = append(b.expected, line)
		default:
			return nil, fmt.Errorf("line %d: %q begins with none of > < #", n+1, line)
		}
	}
	return blocks, nil
}

// parseSend reads a line with >.
func parseSend(line string) (*sendLine, error) {
	words := strings.SplitN(strings.TrimSpace(strings.TrimPrefix(line, ">")), " ", 3)
	if len(words) < 2 {
		return nil, fmt.Errorf("%q: expected a channel and a message type", line)
	}
	s := &sendLine{channel: words[0], msgType: words[1], content: defaultContent(words[1])}
	rest := ""
	if len(words) == 3 {
		rest = words[2]
	}
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
		if rest[0] == '!' {
			word, after, _ := strings.Cut(rest, " ")
			s.mutations = append(s.mutations, word[1:])
			rest = after
			continue
		}
		name, after, ok := strings.Cut(rest, "=")
		if !ok {
			return nil, fmt.Errorf("%q: expected name=JSON", rest)
		}
		d := json.NewDecoder(strings.NewReader(after))
		var value any
		if err := d.Decode(&value); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		rest = after[d.InputOffset():]
		s.set(name, value)
	}
	return s, nil
}

func defaultContent(msgType string) map[string]any {
	if msgType == "execute_request" {
		return map[string]any{"silent": false, "store_history": true, "stop_on_error": true, "allow_stdin": true, "user_expressions": map[string]any{}}
	}
	return map[string]any{}
}

// set puts a field where its name says. The word absent takes a default out
// again.
func (s *sendLine) set(name string, value any) {
	if field, ok := strings.CutPrefix(name, "metadata."); ok {
		s.metadata = with(s.metadata, field, value)
		return
	}
	if field, ok := strings.CutPrefix(name, "header."); ok {
		s.header = with(s.header, field, value)
		return
	}
	switch {
	case name == "buffer":
		s.buffers = append(s.buffers, []byte(value.(string)))
	case value == "absent":
		delete(s.content, name)
	default:
		s.content[name] = value
	}
}

func with(m map[string]any, key string, value any) map[string]any {
	if m == nil {
		m = map[string]any{}
	}
	m[key] = value
	return m
}

// volatile names the fields that differ from run to run.
var volatile = map[string][]string{
	"connect_reply":     {"shell_port", "iopub_port", "stdin_port", "hb_port", "control_port"},
	"kernel_info_reply": {"implementation_version", "banner", "language_info", "help_links"},
	"usage_reply":       {"hostname", "pid", "kernel_cpu", "kernel_memory", "cpu_count", "host_cpu_percent", "host_virtual_memory"},
}

// volatileMetadata are the keys of metadata that differ from run to run.
var volatileMetadata = []string{"started", "engine"}

// render writes a message as a line with <. ordinals numbers the messages
// sent; latest is the number of the latest.
func render(m Message, ordinals map[string]int, latest int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "< %s %s", m.Channel, m.Header.MsgType)
	if of := ordinals[m.ParentID]; of != latest {
		fmt.Fprintf(&b, " of=%d", of)
	}
	if m.Header.MsgType == "status" {
		fmt.Fprintf(&b, " %s", m.Text("execution_state"))
		return b.String()
	}
	hidden := volatile[m.Header.MsgType]
	if m.Text("ename") == evaluator.ErrorFatal {
		hidden = []string{"traceback"} // the last words of a process
	}
	for _, name := range keys(m.Fields) {
		if slices.Contains(hidden, name) {
			if name != "host_cpu_percent" { // not there at the first request
				fmt.Fprintf(&b, " %s=$", name)
			}
			continue
		}
		fmt.Fprintf(&b, " %s=%s", name, compact(m.Fields[name]))
	}
	var metadata map[string]any
	json.Unmarshal(m.Metadata, &metadata)
	for _, name := range keys(metadata) {
		if slices.Contains(volatileMetadata, name) {
			fmt.Fprintf(&b, " metadata.%s=$", name)
			continue
		}
		fmt.Fprintf(&b, " metadata.%s=%s", name, compact(metadata[name]))
	}
	for _, buffer := range m.Buffers {
		fmt.Fprintf(&b, " buffer=%q", buffer)
	}
	return b.String()
}

func keys(m map[string]any) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// compact is a value as JSON without HTML escapes, cut when it is very long.
func compact(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(v)
	text := strings.TrimSpace(b.String())
	if len(text) > 400 {
		return fmt.Sprintf("%s…(%d bytes)", text[:100], len(text))
	}
	return text
}
