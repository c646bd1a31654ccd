package wire

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"interleave/install/testbin"
)

// TestLibzmqPeer lets a peer that we did not write, Python on libzmq, be the
// client: testdata/libzmq_peer.py says what it does.
func TestLibzmqPeer(t *testing.T) {
	python := testbin.Python(t).Program("python")
	for _, transport := range []string{"tcp", "ipc"} {
		t.Run(transport, func(t *testing.T) {
			dir, err := os.MkdirTemp("", "wire")
			if err != nil {
				t.Fatal(err)
			}
			defer os.RemoveAll(dir)
			ip := map[string]string{"tcp": "127.0.0.1", "ipc": filepath.Join(dir, "k")}[transport]
			c, err := NewConnection(transport, ip)
			if err != nil {
				t.Fatal(err)
			}
			k := &kernel{Connection: c}
			k.handle = k.obey
			k.start(t, Options{})
			file := filepath.Join(dir, "connection.json")
			if err := k.Connection.Write(file); err != nil {
				t.Fatal(err)
			}
			out, err := exec.CommandContext(testContext(t), python, filepath.Join("testdata", "libzmq_peer.py"), file).CombinedOutput()
			t.Logf("%s", out)
			if err != nil {
				t.Errorf("the peer ended with %v\nkernel's log:\n%s", err, k.log)
			}
		})
	}
}

// obey does what the peer asks for on shell beyond an echo.
func (k *kernel) obey(m *Message) bool {
	verb, count, _ := strings.Cut(m.Header.MsgType, " ")
	n, _ := strconv.Atoi(count)
	switch verb {
	case "burst": // publish n streams, then idle, holding back as the kernel does
		go k.burst(m, n)
	case "ask": // speak first on stdin
		request, err := k.session.New("input_request", m, InputRequest{Prompt: "?"})
		if err != nil {
			return false
		}
		k.Stdin.Send(request)
	case "shutdown": // publish n streams, answer, idle, and go
		for i := range n {
			k.publish("stream", m, Stream{"stdout", strconv.Itoa(i)})
		}
		if reply, err := k.session.New("shutdown_reply", m, nil); err == nil {
			k.Shell.Send(reply)
		}
		k.publish("status", m, Status{"idle"})
		go k.Close()
	default:
		return false
	}
	return true
}

func (k *kernel) burst(parent *Message, n int) {
	pad := strings.Repeat("x", 4<<10)
	for i := range n {
		k.IOPub.Wait(context.Background())
		k.publish("stream", parent, Stream{"stdout", strconv.Itoa(i) + " " + pad})
	}
	k.publish("status", parent, Status{"idle"})
}
