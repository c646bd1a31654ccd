package cell

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

// stdio runs f with the standard streams replaced: stdin holds the given text;
// what f writes to stdout comes back.
func stdio(t *testing.T, in string, f func()) string {
	t.Helper()
	oldIn, oldOut := os.Stdin, os.Stdout
	defer func() { os.Stdin, os.Stdout = oldIn, oldOut }()
	inR, inW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	outR, outW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(inW, in); err != nil {
		t.Fatal(err)
	}
	inW.Close()
	os.Stdin, os.Stdout = inR, outW
	f()
	outW.Close()
	out, err := io.ReadAll(outR)
	if err != nil {
		t.Fatal(err)
	}
	inR.Close()
	outR.Close()
	return string(out)
}

func TestProgramPrintsPlainText(t *testing.T) {
	for want, b := range map[string]Bundle{
		"text\n":                      {Data: map[string]any{"text/plain": "text", "text/html": "<b>text</b>"}},
		"line\n":                      {Data: map[string]any{"text/plain": "line\n"}},
		"":                            {Data: map[string]any{"text/plain": ""}},
		"[image/png, text/x-other]\n": {Data: map[string]any{"text/x-other": "x", "image/png": []byte{1}}},
	} {
		got := stdio(t, "", func() {
			if err := Publish(b); err != nil {
				t.Error(err)
			}
		})
		if got != want {
			t.Errorf("%v prints %q, want %q", b, got, want)
		}
	}
}

func TestProgramReadsLines(t *testing.T) {
	var lines []string
	var last error
	out := stdio(t, "one\r\ntwo\nthree", func() {
		for range 4 {
			line, err := Input(context.Background(), "? ", false)
			if err != nil {
				last = err
				break
			}
			lines = append(lines, line)
		}
	})
	if strings.Join(lines, ",") != "one,two,three" || last != io.EOF || out != "? ? ? ? " {
		t.Errorf("read %q, then %v; printed %q", lines, last, out)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Input(ctx, "", false); !errors.Is(err, context.Canceled) {
		t.Errorf("with a cancelled context: %v", err)
	}
}

func TestProgramHasNoCell(t *testing.T) {
	ClearOutput(true)
	AtEnd(func() { t.Error("a program has no cell that ends") })
	called := false
	Bind(func() { called = true })()
	if Number() != 0 || Hosted() || Context() != context.Background() || !called {
		t.Errorf("number %d, hosted %v, context %v, bound function called: %v", Number(), Hosted(), Context(), called)
	}
	if err := SendComm(CommMessage{}); !errors.Is(err, errNoFrontend) {
		t.Errorf("SendComm: %v", err)
	}
}

// recording is a host that writes down what it is asked.
type recording struct {
	program
	calls []string
}

func (r *recording) Number() int { return 7 }
func (r *recording) Publish(Bundle) error {
	r.calls = append(r.calls, "publish")
	return io.ErrClosedPipe
}
func (r *recording) ClearOutput(wait bool)      { r.calls = append(r.calls, "clear") }
func (r *recording) AtEnd(f func())             { f() }
func (r *recording) SendComm(CommMessage) error { r.calls = append(r.calls, "comm"); return nil }

func TestHostIsAskedAndSetOnce(t *testing.T) {
	r := &recording{}
	SetHost(r)
	defer host.Store(nil)
	ended := false
	AtEnd(func() { ended = true })
	ClearOutput(false)
	if err := Publish(Bundle{}); err != io.ErrClosedPipe {
		t.Errorf("Publish: %v, want the host's error", err)
	}
	if err := SendComm(CommMessage{}); err != nil {
		t.Error(err)
	}
	if Number() != 7 || !Hosted() || !ended || strings.Join(r.calls, " ") != "clear publish comm" {
		t.Errorf("number %d, hosted %v, ended %v, calls %v", Number(), Hosted(), ended, r.calls)
	}
	defer func() {
		if p, _ := recover().(string); !strings.Contains(p, "SetHost was called before") {
			t.Errorf("a second SetHost panicked with %q", p)
		}
	}()
	SetHost(r)
}
