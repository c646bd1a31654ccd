package kerneltest

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"interleave/kernel/wire"
)

var update = flag.Bool("update", false, "write what the kernel answers into the transcripts")

// RunTranscripts plays every transcript that the pattern matches, each as a
// subtest against the kernel that start starts for it. With the flag -update
// it writes what came into the files instead of comparing.
func RunTranscripts(t *testing.T, pattern string, start func(t *testing.T) *Kernel) {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts match %s (%v)", pattern, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			runTranscript(t, file, start(t))
		})
	}
}

// player plays one transcript.
type player struct {
	t        testing.TB
	f        *Frontend
	ordinals map[string]int // msg_id → number of the message sent
	latest   int
	taken    map[*wire.Message]bool // messages of earlier blocks
	requests []*Request             // of the block
}

func runTranscript(t *testing.T, file string, k *Kernel) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "dialogue" })
	if i < 0 {
		t.Fatalf("%s has no part named dialogue", file)
	}
	blocks, err := parseDialogue(string(archive.Files[i].Data))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	p := &player{t: t, f: k.Connect(), ordinals: map[string]int{"": 0}, taken: map[*wire.Message]bool{}}
	for n := range blocks {
		b := &blocks[n]
		for _, line := range b.sent {
			p.send(line)
		}
		if *update {
			b.expected = p.settle()
			continue
		}
		if !p.compare(b) {
			t.Fatalf("to accept what came: go test -run %s -update", t.Name())
		}
	}
	if *update {
		archive.Files[i].Data = format(blocks)
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	p.nothingElse()
}

// mutations are the ways to spoil a message: they change its frames, whose
// first is the delimiter, followed by signature, header, parent, metadata and
// content.
var mutations = map[string]func(frames [][]byte) [][]byte{
	"unsigned":        func(f [][]byte) [][]byte { f[1] = nil; return f },
	"wrong-signature": func(f [][]byte) [][]byte { f[1] = bytes.Repeat([]byte("0"), len(f[1])); return f },
	"truncated":       func(f [][]byte) [][]byte { return f[:4] },
	"no-delimiter":    func(f [][]byte) [][]byte { return f[1:] },
	"no-frames":       func(f [][]byte) [][]byte { return [][]byte{{}} },
	"changed-content": func(f [][]byte) [][]byte { f[5] = []byte(`{"code":"print evil"}`); return f },
}

// rawMutations change the parts before they are signed.
var rawMutations = map[string]func(m *wire.Message){
	"garbage-content":  func(m *wire.Message) { m.Content = []byte(`{"code":`) },
	"list-content":     func(m *wire.Message) { m.Content = []byte(`[1,2]`) },
	"garbage-header":   func(m *wire.Message) { m.HeaderJSON = []byte("\xff\x00garbage") },
	"empty-header":     func(m *wire.Message) { m.HeaderJSON = []byte("{}") },
	"garbage-parent":   func(m *wire.Message) { m.Parent = []byte("null") },
	"garbage-metadata": func(m *wire.Message) { m.Metadata = []byte("]") },
}

// send sends the message of a line. Malformed messages are no requests: nobody
// waits for their idle.
func (p *player) send(line string) {
	p.t.Helper()
	s, err := parseSend(line)
	if err != nil {
		p.t.Fatal(err)
	}
	if s.msgType == "shutdown_request" {
		p.f.ExpectEnd()
	}
	m := p.message(s)
	p.latest++
	p.ordinals[m.Header.MsgID] = p.latest
	if len(s.mutations) == 0 {
		if r := p.f.SendMessage(s.channel, m); s.channel != "stdin" {
			p.requests = append(p.requests, r)
		}
		return
	}
	frames := p.spoil(s, m)
	times := 1
	if slices.Contains(s.mutations, "twice") {
		times = 2
		p.f.noteSent(m)
	}
	for range times {
		if err := p.f.dealer(s.channel).SendFrames(frames); err != nil {
			p.t.Fatal(err)
		}
	}
}

func (p *player) spoil(s *sendLine, m *wire.Message) [][]byte {
	for _, name := range s.mutations {
		if f := rawMutations[name]; f != nil {
			f(m)
		}
	}
	frames := p.f.client.Encode(m)
	for _, name := range s.mutations {
		if f := mutations[name]; f != nil {
			frames = f(frames)
		} else if rawMutations[name] == nil && name != "twice" {
			p.t.Fatalf("unknown mutation !%s", name)
		}
	}
	return frames
}

// message builds the message of a line. The reply to a question has the
// question as its parent.
func (p *player) message(s *sendLine) *wire.Message {
	m := p.f.NewMessage(s.msgType, s.content)
	if s.msgType == "input_reply" {
		for _, q := range p.f.Messages() {
			if q.Header.MsgType == "input_request" {
				m.Parent = q.HeaderJSON
			}
		}
	}
	if s.metadata != nil {
		m.Metadata, _ = json.Marshal(s.metadata)
	}
	if s.header != nil {
		header := map[string]any{}
		json.Unmarshal(m.HeaderJSON, &header)
		for name, value := range s.header {
			header[name] = value
		}
		m.HeaderJSON, _ = json.Marshal(header)
	}
	m.Buffers = s.buffers
	return m
}

// noteSent tells the checker about a message that was sent by other means.
func (f *Frontend) noteSent(m *wire.Message) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.check.sent(m)
}

// pending returns the messages that are not accounted for, without the welcome
// and starting, which transcripts leave out.
func (p *player) pending() []Message {
	var messages []Message
	for _, m := range p.f.Messages() {
		if !p.taken[m.Message] && m.Header.MsgType != "iopub_welcome" && m.Text("execution_state") != "starting" {
			messages = append(messages, m)
		}
	}
	return messages
}

// compare waits for the messages that the block expects and reports whether
// they came in their order.
func (p *player) compare(b *block) bool {
	p.t.Helper()
	want := map[string][]string{}
	for _, line := range b.expected {
		want[b.sequence(line)] = append(want[b.sequence(line)], line)
	}
	var got map[string][]piece
	p.f.Until("the answers to "+strings.Join(b.sent, ", "), func([]Message) bool {
		got = p.sequences(b)
		for sequence, lines := range want {
			if p.mayBecome(got[sequence], lines) {
				return false
			}
		}
		return true
	})
	ok := true
	for sequence, lines := range want {
		came := got[sequence][:min(len(got[sequence]), len(lines))] // more is the next block's affair
		for _, c := range came {
			for _, m := range c.parts {
				p.taken[m] = true
			}
		}
		if !slices.Equal(p.lines(came), lines) {
			ok = false
			p.t.Errorf("after\n%s\n%s brought\n%s\nexpected\n%s", strings.Join(b.sent, "\n"), sequence,
				strings.Join(p.lines(came), "\n"), strings.Join(lines, "\n"))
		}
	}
	p.requests = nil
	return ok
}

// piece is a message of a transcript: one that came, or several of one stream
// that came one after another, as it pleases the clock.
type piece struct {
	Message
	parts []*wire.Message
}

// sequences groups what is not accounted for by the sequences whose order
// counts in b.
func (p *player) sequences(b *block) map[string][]piece {
	got := map[string][]piece{}
	for _, m := range p.pending() {
		sequence := b.sequence(p.line(m))
		got[sequence] = join(got[sequence], m)
	}
	return got
}

// join appends m to pieces or, if it continues a stream, to the latest piece
// with the same parent.
func join(pieces []piece, m Message) []piece {
	for i := len(pieces) - 1; i >= 0 && m.Header.MsgType == "stream"; i-- {
		last := &pieces[i]
		if last.Channel != m.Channel || last.ParentID != m.ParentID {
			continue
		}
		if last.Header.MsgType != "stream" || last.Text("name") != m.Text("name") {
			break
		}
		last.Fields = map[string]any{"name": m.Text("name"), "text": last.Text("text") + m.Text("text")}
		last.parts = append(last.parts, m.Message)
		return pieces
	}
	return append(pieces, piece{m, []*wire.Message{m.Message}})
}

// mayBecome reports whether got is not yet what lines want and may become it
// by waiting. The last piece may be a stream that goes on.
func (p *player) mayBecome(got []piece, lines []string) bool {
	n := min(len(got), len(lines))
	came := p.lines(got[:n])
	if slices.Equal(came, lines) {
		return false
	}
	if n == len(got) && n > 0 && got[n-1].Header.MsgType == "stream" {
		n--
	}
	return n <= len(lines) && slices.Equal(came[:n], lines[:n]) && len(got) <= len(lines)
}

func (p *player) line(m Message) string { return render(m, p.ordinals, p.latest) }

func (p *player) lines(pieces []piece) []string {
	lines := make([]string, len(pieces))
	for i, c := range pieces {
		lines[i] = p.line(c.Message)
	}
	return lines
}

// sequence names the messages among which the order of a line with < counts.
func (b *block) sequence(line string) string {
	words := strings.Fields(line)
	if len(words) > 3 && strings.HasPrefix(words[3], "of=") && !slices.Contains(b.comments, "# in this order") {
		return words[1] + " " + words[3]
	}
	return words[1]
}

// nothingElse fails when messages came that no line expects. A request of the
// player's own on both channels drives out what is still on its way.
func (p *player) nothingElse() {
	p.t.Helper()
	var pings []string
	if !p.f.cut {
		for _, channel := range []string{"shell", "control"} {
			r := p.f.Send(channel, "kernel_info_request", nil)
			r.Wait()
			pings = append(pings, r.ID)
		}
	}
	for _, m := range p.pending() {
		if !slices.Contains(pings, m.ParentID) {
			p.t.Errorf("nobody expected\n%s", render(m, p.ordinals, p.latest))
		}
	}
}

// Waits of -update, which has no lines to wait for.
const (
	settleQuiet = 300 * time.Millisecond
	settleLong  = 3 * time.Second
)

// settle waits until the requests of the block are done, or nothing comes any
// more, and returns what came as lines.
func (p *player) settle() []string {
	seen, last := 0, time.Now()
	for {
		all := p.f.Messages()
		if len(all) != seen {
			seen, last = len(all), time.Now()
		}
		if time.Since(last) > settleQuiet && (p.allIdle(all) || time.Since(last) > settleLong) {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	p.requests = nil
	var pieces []piece
	for _, m := range canonical(p.pending()) {
		p.taken[m.Message] = true
		pieces = join(pieces, m)
	}
	return p.lines(pieces)
}

func (p *player) allIdle(all []Message) bool {
	for _, r := range p.requests {
		if !slices.ContainsFunc(all, func(m Message) bool {
			return m.Text("execution_state") == "idle" && m.ParentID == r.ID
		}) {
			return false
		}
	}
	return true
}

// canonical puts replies before the idle that they belong to.
func canonical(messages []Message) []Message {
	var order, replies []Message
	for _, m := range messages {
		if m.Channel != "iopub" {
			replies = append(replies, m)
		}
	}
	for _, m := range messages {
		if m.Channel != "iopub" {
			continue
		}
		if m.Text("execution_state") == "idle" {
			mine := func(r Message) bool { return r.ParentID == m.ParentID }
			for _, r := range replies {
				if mine(r) {
					order = append(order, r)
				}
			}
			replies = slices.DeleteFunc(replies, mine)
		}
		order = append(order, m)
	}
	return append(order, replies...)
}

// format writes blocks as a dialogue.
func format(blocks []block) []byte {
	var b bytes.Buffer
	for i, block := range blocks {
		if i > 0 {
			b.WriteString("\n")
		}
		for _, lines := range [][]string{block.comments, block.sent, block.expected} {
			for _, line := range lines {
				fmt.Fprintln(&b, line)
			}
		}
	}
	return b.Bytes()
}

// SendLine sends the message of a transcript line with >.
func (f *Frontend) SendLine(line string) *Request {
	f.t.Helper()
	p := player{t: f.t, f: f}
	s, err := parseSend(line)
	if err != nil {
		f.t.Fatal(err)
	}
	if s.msgType == "shutdown_request" {
		f.ExpectEnd()
	}
	return f.SendMessage(s.channel, p.message(s))
}
