package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"interleave/install"
	"interleave/install/testbin"
	"interleave/kernel/client"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds what must happen soon; a loaded machine needs a part of it.
const patience = 60 * time.Second

func start(t *testing.T) *client.Kernel {
	t.Helper()
	return startWith(t, client.OwnAt(testbin.Path(t), "--history", "off"))
}

func startWith(t *testing.T, o client.Options) *client.Kernel {
	t.Helper()
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	k, err := client.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := k.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		if left, _ := filepath.Glob(filepath.Join(tmp, "interleave-client-*")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	})
	return k
}

// told gathers what a cell says.
type told struct {
	mu     sync.Mutex
	text   strings.Builder
	result string
	more   chan struct{} // capacity 1: something was said
}

func newTold() *told { return &told{more: make(chan struct{}, 1)} }

func (o *told) add(msgType string, content json.RawMessage) {
	var m struct {
		Text string
		Data map[string]any
	}
	json.Unmarshal(content, &m)
	o.mu.Lock()
	o.text.WriteString(m.Text)
	if msgType == "execute_result" {
		o.result, _ = m.Data["text/plain"].(string)
	}
	o.mu.Unlock()
	select {
	case o.more <- struct{}{}:
	default:
	}
}

func (o *told) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// await waits until the cell has said text.
func (o *told) await(t *testing.T, text string) {
	t.Helper()
	limit := time.After(patience)
	for !strings.Contains(o.String(), text) {
		select {
		case <-o.more:
		case <-limit:
			t.Errorf("waited for %q; the cell said %q", text, o) // not Fatal: it may not be the test's goroutine
			return
		}
	}
}

func run(t *testing.T, k *client.Kernel, code string) (client.Reply, *told) {
	t.Helper()
	out := newTold()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	reply, err := k.Execute(ctx, client.Request{Code: code, Output: out.add})
	if err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	return reply, out
}

func TestExecute(t *testing.T) {
	k := start(t)
	if info := k.Info(); info.Implementation != "interleave" || info.Language["name"] != "go" || !strings.HasPrefix(info.Protocol, "5.") {
		t.Errorf("info: %+v", info)
	}
	reply, out := run(t, k, "fmt.Println(\"hello\")\nx := 40\nx + 2")
	if reply.Status != "ok" || reply.Count != 1 || out.String() != "hello\n" || out.result != "42" {
		t.Errorf("reply %+v, said %q, result %q", reply, out, out.result)
	}
	reply, _ = run(t, k, `panic("boom")`)
	if reply.Status != "error" || reply.Count != 2 || !strings.Contains(reply.Evalue, "boom") || len(reply.Traceback) == 0 {
		t.Errorf("reply %+v", reply)
	}
	if _, out := run(t, k, "x"); out.result != "40" {
		t.Errorf("after the panic x is %q", out.result)
	}
}

func TestLateOutputReachesTheCellThatStartedIt(t *testing.T) {
	k := start(t)
	_, first := run(t, k, "gate := make(chan bool)\ngo func() { <-gate; fmt.Println(\"late\") }()")
	_, second := run(t, k, "gate <- true")
	first.await(t, "late\n")
	if second.String() != "" {
		t.Errorf("the second cell said %q", second)
	}
}

func TestContextInterrupts(t *testing.T) {
	k := start(t)
	run(t, k, "kept := 7")
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	out := newTold()
	go func() {
		out.await(t, "on")
		cancel(enough)
	}()
	reply, err := k.Execute(ctx, client.Request{Code: "fmt.Println(\"on\")\nfor {\n}", Output: out.add})
	if !errors.Is(err, enough) || reply.Status != "error" || reply.Ename != "interrupted" {
		t.Errorf("reply %+v, error %v", reply, err)
	}
	if _, out := run(t, k, "kept"); out.result != "7" {
		t.Errorf("after the interrupt kept is %q", out.result)
	}
}

func TestInput(t *testing.T) {
	k := start(t)
	const ask = "import \"interleave/runtime/input\"\nname, err := input.Line(\"Who? \")\nfmt.Print(name, err)"
	for _, test := range []struct {
		answer func(context.Context, string, bool) (string, error)
		want   string
	}{
		{func(_ context.Context, prompt string, password bool) (string, error) {
			if prompt != "Who? " || password {
				t.Errorf("asked %q, password %v", prompt, password)
			}
			return "Ada", nil
		}, "Ada<nil>"},
		{func(context.Context, string, bool) (string, error) { return "", io.EOF }, "EOF"},
	} {
		out := newTold()
		if _, err := k.Execute(t.Context(), client.Request{Code: ask, Output: out.add, Input: test.answer}); err != nil || out.String() != test.want {
			t.Errorf("said %q (%v), want %q", out, err, test.want)
		}
	}
	// Without an Input function the cell gets an error and does not wait.
	if reply, out := run(t, k, ask); !strings.Contains(out.String()+reply.Evalue, "input") {
		t.Errorf("said %q, reply %+v", out, reply)
	}
	// An interrupt ends the question.
	asked := make(chan struct{})
	over := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-asked; cancel() }()
	reply, err := k.Execute(ctx, client.Request{Code: ask, Input: func(ctx context.Context, _ string, _ bool) (string, error) {
		close(asked)
		<-ctx.Done()
		close(over)
		return "", ctx.Err()
	}})
	if !errors.Is(err, context.Canceled) || reply.Ename != "interrupted" {
		t.Errorf("reply %+v, error %v", reply, err)
	}
	<-over
}

func TestRestartKeepsTheConnection(t *testing.T) {
	k := start(t)
	run(t, k, "x := 1")
	before := k.PID()
	if err := k.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if k.PID() == before {
		t.Error("it is still the same process")
	}
	if reply, _ := run(t, k, "x"); reply.Status != "error" || reply.Count != 1 {
		t.Errorf("the state survived: %+v", reply)
	}
}

func TestDeathIsAnError(t *testing.T) {
	k := start(t)
	out := newTold()
	process, err := os.FindProcess(k.PID())
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		out.await(t, "on")
		process.Kill()
	}()
	_, err = k.Execute(t.Context(), client.Request{Code: "fmt.Println(\"on\")\nfor {\n}", Output: out.add})
	if !errors.Is(err, client.ErrDied) || !strings.Contains(err.Error(), "killed") {
		t.Errorf("error %v", err)
	}
	if _, err := k.Execute(t.Context(), client.Request{Code: "1"}); !errors.Is(err, client.ErrDied) {
		t.Errorf("the next execution: %v", err)
	}
	select {
	case <-k.Done():
	default:
		t.Error("Done is not closed")
	}
	if k.Alive() {
		t.Error("it is said to be alive")
	}
	if err := k.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, out := run(t, k, "1 + 1"); out.result != "2" {
		t.Errorf("after the restart 1 + 1 is %q", out.result)
	}
}

func TestStartFailures(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("needs sh")
	}
	script := func(s string) install.Spec {
		return install.Spec{DisplayName: "bad", Argv: []string{sh, "-c", s, "{connection_file}"}}
	}
	for _, test := range []struct {
		spec install.Spec
		want []string
	}{
		{install.Spec{DisplayName: "bad", Argv: []string{"/no/such/program"}}, []string{`start kernel "bad"`, "/no/such/program"}},
		{script("echo the licence has expired >&2; exit 3"), []string{`start kernel "bad"`, "exit status 3", "the licence has expired"}},
	} {
		t.Setenv("TMPDIR", t.TempDir())
		_, err := client.Start(t.Context(), client.Options{Spec: test.spec})
		for _, want := range test.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q: error %v, want %q in it", test.spec.Argv, err, want)
			}
		}
		if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "*")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
	// One that never opens its sockets is given up when the context ends.
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	time.AfterFunc(50*time.Millisecond, func() { cancel(enough) })
	if _, err := client.Start(ctx, client.Options{Spec: script("exec sleep 1000")}); !errors.Is(err, enough) {
		t.Errorf("a mute kernel: %v", err)
	}
}

// TestForeignKernel: ipykernel, whose kernelspec wants signals.
func TestForeignKernel(t *testing.T) {
	env := testbin.Python(t)
	spec, err := install.ReadSpec(filepath.Join(env.Prefix, "share", "jupyter", "kernels", "python3"))
	if err != nil {
		t.Fatal(err)
	}
	k := startWith(t, client.Options{Spec: spec})
	_, out := run(t, k, "print('hello')\n40 + 2")
	if out.String() != "hello\n" || out.result != "42" {
		t.Errorf("said %q, result %q", out, out.result)
	}
	ctx, cancel := context.WithCancel(t.Context())
	busy := newTold()
	go func() {
		busy.await(t, "on")
		cancel()
	}()
	reply, err := k.Execute(ctx, client.Request{Code: "import time\nprint('on')\nwhile True: time.sleep(0.01)", Output: busy.add})
	if !errors.Is(err, context.Canceled) || reply.Ename != "KeyboardInterrupt" {
		t.Errorf("reply %+v, error %v", reply, err)
	}
	status, indent, err := k.IsComplete(t.Context(), "for i in x:")
	if status != "incomplete" || indent == "" || err != nil {
		t.Errorf("is_complete: %q %q %v", status, indent, err)
	}
}

func TestQuestions(t *testing.T) {
	k := start(t)
	run(t, k, "// answer is known.\nfunc answer() int { return 42 }")
	if status, _, err := k.IsComplete(t.Context(), "for {"); status != "incomplete" || err != nil {
		t.Errorf("is_complete: %q %v", status, err)
	}
	c, err := k.Complete(t.Context(), "x := ans", 8)
	if err != nil || len(c.Matches) == 0 || c.Matches[0] != "answer" || c.Start != 5 || c.End != 8 {
		t.Errorf("complete: %+v %v", c, err)
	}
	data, err := k.Inspect(t.Context(), "answer", 3, 0)
	if text, _ := data["text/plain"].(string); err != nil || !strings.Contains(text, "func answer() int") {
		t.Errorf("inspect: %v %v", data, err)
	}
	if data, err := k.Inspect(t.Context(), "nonesuch", 3, 0); err != nil || data != nil {
		t.Errorf("inspect of an unknown name: %v %v", data, err)
	}
	history, err := k.History(t.Context(), 5)
	if err != nil || len(history) != 1 || !strings.Contains(history[0], "func answer") {
		t.Errorf("history: %q %v", history, err)
	}
}
