package comm

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"interleave/runtime/cell"
)

// frontend keeps what is sent to it.
type frontend struct {
	cell.Host
	sent []cell.CommMessage
	err  error
}

func (f *frontend) SendComm(m cell.CommMessage) error {
	if f.err != nil {
		return f.err
	}
	f.sent = append(f.sent, m)
	return nil
}

func (f *frontend) take() (all []cell.CommMessage) {
	all, f.sent = f.sent, nil
	return all
}

// The host can be set once in a process, and the examples want none: so these
// tests run in a process of their own.
func TestWithFrontend(t *testing.T) {
	if os.Getenv("COMM_TEST_FRONTEND") == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^TestWithFrontend$", "-test.v")
		cmd.Env = append(os.Environ(), "COMM_TEST_FRONTEND=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	f := &frontend{}
	cell.SetHost(f)
	t.Run("open, talk, close", func(t *testing.T) { testOurs(t, f) })
	t.Run("opened by the frontend", func(t *testing.T) { testTheirs(t, f) })
	t.Run("unknown", func(t *testing.T) { testUnknown(t, f) })
	t.Run("refused", func(t *testing.T) { testRefused(t, f) })
}

func testOurs(t *testing.T, f *frontend) {
	c, err := Open("target", map[string]any{"n": 1}, []byte("buffer"))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Send(map[string]any{"n": 2}); err != nil {
		t.Error(err)
	}
	var got []string
	Deliver(cell.CommMessage{Type: "comm_msg", ID: c.ID(), Data: map[string]any{"v": "early"}})
	c.OnMessage(func(m Message) { got = append(got, fmt.Sprint(m.Data["v"])) })
	Deliver(cell.CommMessage{Type: "comm_msg", ID: c.ID(), Data: map[string]any{"v": "late"}})
	if strings.Join(got, " ") != "early late" {
		t.Errorf("the handler got %q", got)
	}
	for range 2 {
		if err := c.Close(map[string]any{"bye": true}); err != nil {
			t.Error(err)
		}
	}
	Deliver(cell.CommMessage{Type: "comm_msg", ID: c.ID(), Data: map[string]any{"v": "after"}})
	if len(got) != 2 {
		t.Errorf("a closed comm got a message: %q", got)
	}
	if err := c.Send(nil); err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("Send on a closed comm: %v", err)
	}
	var types []string
	for _, m := range f.take() {
		types = append(types, m.Type)
		if m.ID != c.ID() || m.Target != "target" || m.Data == nil {
			t.Errorf("sent %+v", m)
		}
	}
	if strings.Join(types, " ") != "comm_open comm_msg comm_close" {
		t.Errorf("sent %v", types)
	}
}

func testTheirs(t *testing.T, f *frontend) {
	var closed, opened bool
	Register("ours", func(c *Comm, m Message) {
		opened = m.Data["hello"] == true && c.ID() == "id1" && c.Target() == "ours"
		c.OnMessage(func(m Message) {
			if err := c.Send(m.Data, m.Buffers...); err != nil {
				t.Error(err)
			}
		})
		c.OnClose(func(m Message) { closed = m.Data["bye"] == true })
	})
	defer Unregister("ours")
	Deliver(cell.CommMessage{Type: "comm_open", ID: "id1", Target: "ours", Data: map[string]any{"hello": true}})
	Deliver(cell.CommMessage{Type: "comm_msg", ID: "id1", Data: map[string]any{"x": 1}, Buffers: [][]byte{{7}}})
	Deliver(cell.CommMessage{Type: "comm_close", ID: "id1", Data: map[string]any{"bye": true}})
	Deliver(cell.CommMessage{Type: "comm_msg", ID: "id1"})
	sent := f.take()
	if !opened || !closed || len(sent) != 1 || sent[0].Data["x"] != 1 || len(sent[0].Buffers) != 1 {
		t.Errorf("opened %v, closed %v, sent %+v", opened, closed, sent)
	}
}

func testUnknown(t *testing.T, f *frontend) {
	Deliver(cell.CommMessage{Type: "comm_open", ID: "id2", Target: "nobody"})
	Deliver(cell.CommMessage{Type: "comm_msg", ID: "id3"})
	Deliver(cell.CommMessage{Type: "comm_close", ID: "id3"})
	sent := f.take()
	if len(sent) != 1 || sent[0].Type != "comm_close" || sent[0].ID != "id2" {
		t.Errorf("sent %+v, want one comm_close of id2", sent)
	}
}

func testRefused(t *testing.T, f *frontend) {
	c, err := Open("target", nil)
	if err != nil {
		t.Fatal(err)
	}
	f.take()
	f.err = errors.New("no way")
	defer func() { f.err = nil }()
	_, open := Open("target", nil)
	for _, err := range []error{open, c.Send(nil), c.Close(nil)} {
		if !errors.Is(err, f.err) || !strings.Contains(err.Error(), `"target"`) {
			t.Errorf("error %v", err)
		}
	}
	registry.Lock()
	defer registry.Unlock()
	if len(registry.comms) != 0 {
		t.Errorf("comms left: %v", registry.comms)
	}
}
