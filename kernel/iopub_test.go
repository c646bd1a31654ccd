package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"interleave/kernel/wire"
)

// fakeSocket takes what iopub publishes, with the moment.
type fakeSocket struct {
	mu      sync.Mutex
	got     []published
	blocked chan struct{} // Wait waits for it; nil: it doesn't
}

type published struct {
	at      time.Time
	msgType string
	parent  string
	size    int // of all frames
	stream  wire.Stream
	content string
}

func (s *fakeSocket) Publish(m *wire.Message) error {
	p := published{at: time.Now(), msgType: m.Header.MsgType, parent: m.ParentHeader().MsgID, content: string(m.Content)}
	p.size = len(m.HeaderJSON) + len(m.Parent) + len(m.Metadata) + len(m.Content) + 64 + len("<IDS|MSG>") + len(m.Identities[0])
	json.Unmarshal(m.Content, &p.stream)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, p)
	return nil
}

func (s *fakeSocket) Wait(ctx context.Context) error {
	if s.blocked == nil {
		return nil
	}
	select {
	case <-s.blocked:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *fakeSocket) messages() []published {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]published(nil), s.got...)
}

func (s *fakeSocket) Backlog() int {
	if s.blocked == nil {
		return 0
	}
	return 8 << 20
}

// text joins the streams of a parent.
func (s *fakeSocket) text(parent, name string) string {
	var b strings.Builder
	for _, p := range s.messages() {
		if p.msgType == "stream" && p.parent == parent && p.stream.Name == name {
			b.WriteString(p.stream.Text)
		}
	}
	return b.String()
}

// cellRequest is the parent of one cell's outputs.
func cellRequest(id string) *wire.Message {
	header := wire.Header{MsgID: id, MsgType: "execute_request", Session: "client", Version: "5.5"}
	raw, _ := wire.Marshal(header)
	return &wire.Message{Header: header, HeaderJSON: raw}
}

// withIOPub runs f in fake time.
func withIOPub(t *testing.T, limited bool, f func(t *testing.T, p *iopub, s *fakeSocket)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &fakeSocket{}
		p := newIOPub(wire.NewSession("test"), s, limited, nil)
		f(t, p, s)
		p.close()
	})
}

var background = context.Background()

func TestALonelyPrintIsNotDelayed(t *testing.T) {
	withIOPub(t, true, func(t *testing.T, p *iopub, s *fakeSocket) {
		cell := cellRequest("a")
		for i := range 5 {
			start := time.Now()
			p.stream(background, cell, "stdout", []byte("line\n"))
			synctest.Wait()
			got := s.messages()
			if len(got) != i+1 || !got[i].at.Equal(start) {
				t.Fatalf("print %d: %d messages, the last after %v", i, len(got), got[len(got)-1].at.Sub(start))
			}
			time.Sleep(time.Second)
		}
	})
}

// Every print is out within the longest pause, however the prints come.
func TestPrintsAreSentInTime(t *testing.T) {
	withIOPub(t, true, func(t *testing.T, p *iopub, s *fakeSocket) {
		cell := cellRequest("a")
		for i := range 2000 {
			p.stream(background, cell, "stdout", []byte("x"))
			time.Sleep(time.Duration(i%20) * time.Millisecond)
			synctest.Wait()
			// What was written paceLast ago must be out.
			if waited := i + 1 - len(s.text("a", "stdout")); waited > 250 {
				t.Fatalf("after %d prints %d are still here", i+1, waited)
			}
		}
		time.Sleep(paceLast)
		synctest.Wait()
		if got := len(s.text("a", "stdout")); got != 2000 {
			t.Fatalf("%d of 2000 prints came", got)
		}
		if n := len(s.messages()); n > 20*20 {
			t.Errorf("%d messages in 19 s, want at most 20 a second", n)
		}
	})
}

func TestManyLinesAreFewMessages(t *testing.T) {
	for _, pause := range []time.Duration{0, 200 * time.Microsecond, time.Millisecond} {
		withIOPub(t, false, func(t *testing.T, p *iopub, s *fakeSocket) {
			cell := cellRequest("a")
			var want strings.Builder
			for i := range 100_000 {
				line := fmt.Appendln(nil, i)
				want.Write(line)
				p.stream(background, cell, "stdout", line)
				if pause > 0 && i%20 == 0 {
					time.Sleep(pause)
				}
			}
			p.status(cell, "idle")
			synctest.Wait()
			got := s.messages()
			if s.text("a", "stdout") != want.String() {
				t.Errorf("pause %v: the text is not what was printed", pause)
			}
			if len(got) >= 100 {
				t.Errorf("pause %v: %d messages, want fewer than 100", pause, len(got))
			}
			if last := got[len(got)-1]; last.msgType != "status" {
				t.Errorf("pause %v: the last message is %s, want the status", pause, last.msgType)
			}
		})
	}
}

func TestALargeWriteIsSplit(t *testing.T) {
	withIOPub(t, false, func(t *testing.T, p *iopub, s *fakeSocket) {
		cell := cellRequest("a")
		text := strings.Repeat("0123456789é世😀\n", 3_000_000/20)
		p.stream(background, cell, "stdout", []byte(text))
		p.status(cell, "idle")
		synctest.Wait()
		for _, m := range s.messages() {
			if len(m.stream.Text) > streamMessage {
				t.Errorf("a message of %d bytes, want at most %d", len(m.stream.Text), streamMessage)
			}
		}
		if s.text("a", "stdout") != text {
			t.Error("the text is not what was printed")
		}
	})
}

func TestOutputsKeepTheirOrder(t *testing.T) {
	withIOPub(t, true, func(t *testing.T, p *iopub, s *fakeSocket) {
		a, b := cellRequest("a"), cellRequest("b")
		p.status(a, "busy")
		for i := range 30 {
			p.stream(background, a, "stdout", fmt.Append(nil, "o", i, " "))
			p.stream(background, b, "stdout", fmt.Append(nil, "other", i, " "))
			p.stream(background, a, "stderr", fmt.Append(nil, "e", i, " "))
			if i%3 == 0 {
				p.output(background, publication{parent: a, msgType: "display_data", content: wire.DisplayData{}})
			}
		}
		p.status(a, "idle")
		time.Sleep(time.Second)
		synctest.Wait()
		var got, want strings.Builder
		for _, m := range s.messages() {
			switch {
			case m.parent != "a":
			case m.msgType == "stream":
				got.WriteString(m.stream.Text)
			default:
				got.WriteString(m.msgType + " ")
			}
		}
		want.WriteString("status ")
		for i := range 30 {
			fmt.Fprintf(&want, "o%d e%d ", i, i)
			if i%3 == 0 {
				want.WriteString("display_data ")
			}
		}
		want.WriteString("status ")
		if got.String() != want.String() {
			t.Errorf("order:\n%s\nwant:\n%s", got.String(), want.String())
		}
		if text := s.text("b", "stdout"); strings.Count(text, "other") != 30 {
			t.Errorf("the other cell's text: %q", text)
		}
	})
}

func TestStreamsRepairUTF8(t *testing.T) {
	withIOPub(t, false, func(t *testing.T, p *iopub, s *fakeSocket) {
		cell := cellRequest("a")
		for _, b := range []byte("é世😀\xff!\xe4\xb8") { // one byte at a time
			p.stream(background, cell, "stdout", []byte{b})
			p.publish(cell, "clear_output", wire.ClearOutput{}) // and another message after each
		}
		p.status(cell, "idle")
		synctest.Wait()
		if got, want := s.text("a", "stdout"), "é世😀\uFFFD!\uFFFD\uFFFD"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// jupyterServer is what jupyter_server does with messages from iopub
// (ZMQChannelsHandler._limit_rate with the default limits), without the reset
// at idle, which would only help us.
type jupyterServer struct {
	window   []published
	bytes    int
	exceeded bool
}

func (j *jupyterServer) receive(m published) {
	if m.msgType == "status" || m.msgType == "comm_open" || m.msgType == "execute_input" {
		return
	}
	const window = 3 * time.Second
	for len(j.window) > 0 && !m.at.Before(j.window[0].at.Add(window)) {
		j.bytes -= j.window[0].size
		j.window = j.window[1:]
	}
	if m.msgType != "stream" {
		m.size = 0
	}
	j.window = append(j.window, m)
	j.bytes += m.size
	if float64(j.bytes)/3 > 1_000_000 || float64(len(j.window))/3 > 1000 {
		j.exceeded = true
	}
}

func TestRateLimitOfJupyterServerIsNeverReached(t *testing.T) {
	heavy := strings.Repeat("\x1b[31m\"x\"\x1b[0m\n\x00", 5000) // three times as long in JSON
	for what, output := range map[string]func(ctx context.Context, p *iopub, cell *wire.Message, i int){
		"large writes": func(ctx context.Context, p *iopub, cell *wire.Message, i int) {
			p.stream(ctx, cell, "stdout", []byte(heavy))
		},
		"short lines": func(ctx context.Context, p *iopub, cell *wire.Message, i int) {
			p.stream(ctx, cell, "stdout", []byte("0123456789\n"))
		},
		"both streams": func(ctx context.Context, p *iopub, cell *wire.Message, i int) {
			p.stream(ctx, cell, []string{"stdout", "stderr"}[i%2], []byte("x\n"))
		},
		"many displays": func(ctx context.Context, p *iopub, cell *wire.Message, i int) {
			p.output(ctx, publication{parent: cell, msgType: "display_data", content: wire.DisplayData{}})
		},
	} {
		t.Run(what, func(t *testing.T) {
			withIOPub(t, true, func(t *testing.T, p *iopub, s *fakeSocket) {
				ctx, cancel := context.WithTimeout(background, 8*time.Second)
				defer cancel()
				cell := cellRequest("a")
				for i := 0; ctx.Err() == nil; i++ {
					output(ctx, p, cell, i)
					time.Sleep(200 * time.Microsecond)
				}
				p.hurry(true) // an interrupt; then the same again
				p.status(cell, "idle")
				ctx, cancel = context.WithTimeout(background, 2*time.Second)
				defer cancel()
				for i := 0; ctx.Err() == nil; i++ {
					output(ctx, p, cell, i)
					time.Sleep(200 * time.Microsecond)
				}
				synctest.Wait()
				checkRate(t, s.messages())
			})
		})
	}
}

func checkRate(t *testing.T, messages []published) {
	t.Helper()
	var server jupyterServer
	bytes := 0
	for _, m := range messages {
		server.receive(m)
		bytes += len(m.stream.Text)
		if server.exceeded {
			t.Fatalf("the server would drop message %d (%s): %d bytes and %d messages within 3 s", len(server.window), m.msgType, server.bytes, len(server.window))
		}
	}
	t.Logf("%d messages with %d bytes of text in 10 s", len(messages), bytes)
	if bytes < 300_000 && len(messages) < 3000 {
		t.Errorf("only %d messages with %d bytes passed in 10 s: the limit is too strict", len(messages), bytes)
	}
}

// A cell that prints faster than anybody reads waits; memory stays bounded.
func TestWritersWaitForSlowReaders(t *testing.T) {
	withIOPub(t, false, func(t *testing.T, p *iopub, s *fakeSocket) {
		s.blocked = make(chan struct{})
		ctx, interrupt := context.WithCancel(background)
		cell := cellRequest("a")
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for ctx.Err() == nil {
				p.stream(ctx, cell, "stdout", make([]byte, streamFlush))
			}
		}()
		synctest.Wait()
		p.mu.Lock()
		pending := p.pending
		p.mu.Unlock()
		if pending > maxPending {
			t.Errorf("%d bytes wait here, want at most %d", pending, maxPending)
		}
		p.status(cell, "busy") // the kernel's own messages don't wait
		synctest.Wait()
		if got := s.messages(); len(got) == 0 || got[len(got)-1].msgType != "status" {
			t.Error("a status message waited for the slow reader")
		}
		interrupt()
		<-ended
	})
}

func TestNothingIsPublishedAfterTheSeal(t *testing.T) {
	withIOPub(t, true, func(t *testing.T, p *iopub, s *fakeSocket) {
		cell := cellRequest("a")
		p.stream(background, cell, "stdout", []byte("before"))
		p.status(cell, "idle")
		p.seal()
		p.stream(background, cell, "stdout", []byte("after"))
		p.status(cell, "busy")
		p.output(background, publication{parent: cell, msgType: "display_data"})
		p.barrier(cell) // and does not hang
		synctest.Wait()
		if got := s.messages(); len(got) != 2 || s.text("a", "stdout") != "before" {
			t.Errorf("got %+v", got)
		}
	})
}
