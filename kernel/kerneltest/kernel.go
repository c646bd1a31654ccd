package kerneltest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"interleave/kernel"
)

// Deadline is how long this package waits for anything. It is no measure of
// speed: it ends a test that hangs, on a machine that may be busy.
const Deadline = 60 * time.Second

// Kernel is a kernel under test.
type Kernel struct {
	ConnectionFile string

	t    testing.TB
	log  *logBuffer
	done chan struct{} // closed when it has ended
	err  error         // how; to be read after done

	stop    context.CancelFunc // of a kernel in this process
	process *exec.Cmd          // of a kernel in its own
}

// Start runs a kernel in this process, with the echo engine, a fresh
// connection file, and no history; change may change its options. At the end
// of the test it is stopped, if it is still there, and must end well.
func Start(t testing.TB, change ...func(*kernel.Options)) *Kernel {
	t.Helper()
	k := &Kernel{t: t, log: &logBuffer{}, done: make(chan struct{}), ConnectionFile: filepath.Join(t.TempDir(), "connection.json")}
	ready := make(chan struct{})
	o := kernel.Options{
		ConnectionFile: k.ConnectionFile,
		Evaluator:      EchoEvaluator(),
		History:        kernel.HistoryOff,
		Log:            k.log,
		Ready:          func(string) { close(ready) },
	}
	for _, f := range change {
		f(&o)
	}
	k.ConnectionFile = o.ConnectionFile
	ctx, cancel := context.WithCancel(context.Background())
	k.stop = cancel
	go func() {
		defer close(k.done)
		k.err = kernel.Run(ctx, o)
	}()
	t.Cleanup(k.cleanup)
	k.await(ready, "be ready")
	return k
}

// StartProcess runs a kernel in a process of its own, which obeys signals.
// env adds to its environment.
func StartProcess(t testing.TB, connectionFile string, env ...string) *Kernel {
	t.Helper()
	k := &Kernel{t: t, log: &logBuffer{}, done: make(chan struct{}), ConnectionFile: connectionFile}
	k.process = kernelCommand(connectionFile, env...)
	k.process.Stderr = k.log
	k.process.WaitDelay = time.Second // a grandchild may hold the pipes
	stdout, err := k.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := k.process.Start(); err != nil {
		t.Fatal(err)
	}
	ready := make(chan struct{})
	go func() {
		lines := bufio.NewScanner(stdout)
		for lines.Scan() && lines.Text() != "ready" {
		}
		close(ready)
		io.Copy(io.Discard, stdout)
		k.err = k.process.Wait()
		close(k.done)
	}()
	k.stop = func() { k.process.Process.Kill() }
	t.Cleanup(k.cleanup)
	k.await(ready, "be ready")
	return k
}

// PID is the process id of a kernel that StartProcess started.
func (k *Kernel) PID() int { return k.process.Process.Pid }

// Signal sends a signal to a kernel that StartProcess started.
func (k *Kernel) Signal(s os.Signal) {
	k.t.Helper()
	if err := k.process.Process.Signal(s); err != nil {
		k.t.Fatalf("signal %v: %v", s, err)
	}
}

// Interrupt sends SIGINT to a kernel that StartProcess started, which may have ended.
func (k *Kernel) Interrupt() {
	k.t.Helper()
	if err := k.process.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		k.t.Fatalf("interrupt: %v", err)
	}
}

// Wait waits until the kernel has ended and returns how: nil is an orderly end.
func (k *Kernel) Wait() error {
	k.t.Helper()
	k.await(k.done, "end")
	return k.err
}

// Done is closed when the kernel has ended.
func (k *Kernel) Done() <-chan struct{} { return k.done }

// AwaitLog waits until the kernel has logged text.
func (k *Kernel) AwaitLog(text string) {
	k.t.Helper()
	for deadline := time.Now().Add(Deadline); !strings.Contains(k.Log(), text); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			k.t.Fatalf("the kernel has not logged %q; its log:\n%s", text, k.Log())
		}
	}
}

// Log is what the kernel has logged so far.
func (k *Kernel) Log() string { return k.log.String() }

func (k *Kernel) await(what <-chan struct{}, verb string) {
	k.t.Helper()
	select {
	case <-what:
		return
	default:
	}
	select {
	case <-what:
	case <-time.After(Deadline):
		k.t.Fatalf("the kernel did not %s within %v; its log:\n%s", verb, Deadline, k.Log())
	}
	select {
	case <-k.done:
		if verb != "end" {
			k.t.Fatalf("the kernel ended (%v) instead of getting to %s; its log:\n%s", k.err, verb, k.Log())
		}
	default:
	}
}

// cleanup stops what still runs and reports a bad end.
func (k *Kernel) cleanup() {
	killed := k.process != nil && !isClosed(k.done)
	k.stop()
	k.await(k.done, "end")
	if k.err != nil && !killed && !isExit(k.err) {
		k.t.Errorf("the kernel ended with: %v", k.err)
	}
	if k.t.Failed() {
		end := fmt.Sprintf("it had ended: %v", k.err)
		if killed {
			end = "it still ran and was killed"
		}
		k.t.Logf("log of the kernel (%s):\n%s", end, strings.TrimSpace(k.Log()))
	}
}

// isExit reports whether err is the exit status of a process, which the test
// that caused it judges.
func isExit(err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit)
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// logBuffer is a bytes.Buffer for several goroutines.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
