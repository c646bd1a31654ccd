//go:build linux

package kernel_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"interleave/kernel/kerneltest"
	"interleave/kernel/wire"
)

// connectionFile writes a connection file for a kernel that fills in the ports.
func connectionFile(t *testing.T) string {
	t.Helper()
	c, err := wire.NewConnection("tcp", "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "kernel.json")
	if err := c.Write(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// gone reports whether a process has ended; one that is dead and not yet
// waited for has.
func gone(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return true
	}
	after := string(stat[strings.LastIndexByte(string(stat), ')')+1:])
	state := strings.Fields(after)[0]
	return state == "Z" || state == "X"
}

func awaitGone(t *testing.T, what string, pid int) {
	t.Helper()
	for deadline := time.Now().Add(kerneltest.Deadline); !gone(pid); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s (process %d) is still there", what, pid)
		}
	}
}

// descendants runs cells that start a child, and returns the ids of the
// evaluator and of the child.
func descendants(t *testing.T, f *kerneltest.Frontend) map[string]int {
	t.Helper()
	evaluator, err := strconv.Atoi(strings.TrimSpace(f.Run("pid").Stream("stdout")))
	if err != nil {
		t.Fatal(err)
	}
	child, err := strconv.Atoi(strings.TrimPrefix(strings.TrimSpace(f.Run("child").Stream("stdout")), "child "))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]int{"the evaluator": evaluator, "a child of a cell": child}
}

// Each way to end a kernel ends all its processes, and says so (K-51 to K-54,
// K-59, M-40).
func TestNothingIsLeftBehind(t *testing.T) {
	for name, end := range map[string]func(k *kerneltest.Kernel, f *kerneltest.Frontend){
		"shutdown_request": func(k *kerneltest.Kernel, f *kerneltest.Frontend) {
			f.Send("control", "shutdown_request", wire.ShutdownRequest{}).Wait()
		},
		"shutdown_request while a cell spins": func(k *kerneltest.Kernel, f *kerneltest.Frontend) {
			f.Execute("print go\nspin").Printed("go\n")
			f.Send("control", "shutdown_request", wire.ShutdownRequest{Restart: true}).Wait()
		},
		"interrupt, then shutdown_request": func(k *kerneltest.Kernel, f *kerneltest.Frontend) {
			k.Signal(os.Interrupt)
			f.Send("control", "shutdown_request", wire.ShutdownRequest{}).Wait()
		},
		"SIGTERM":          func(k *kerneltest.Kernel, f *kerneltest.Frontend) { k.Signal(syscall.SIGTERM) },
		"kill -9 of front": func(k *kerneltest.Kernel, f *kerneltest.Frontend) { k.Signal(syscall.SIGKILL) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := connectionFile(t)
			k := kerneltest.StartProcess(t, path)
			f := k.Connect()
			processes := descendants(t, f)
			f.ExpectEnd()
			end(k, f)
			err := k.Wait()
			if killed := strings.HasPrefix(name, "kill"); (err != nil) != killed {
				t.Errorf("the kernel ended with %v; its log:\n%s", err, k.Log())
			}
			for what, pid := range processes {
				awaitGone(t, what, pid)
			}
		})
	}
}

// A kernel whose parent is gone ends (K-54).
func TestKernelEndsWithItsParent(t *testing.T) {
	t.Parallel()
	parent := kerneltest.StartUnderParent(t, connectionFile(t))
	f := parent.Connect()
	processes := descendants(t, f)
	processes["the kernel"] = parent.KernelPID
	f.ExpectEnd()
	parent.Kill()
	for what, pid := range processes {
		awaitGone(t, what, pid)
	}
}

// Signals that mean nothing to an idle kernel don't end it (K-51, K-52).
func TestKernelSurvivesSignals(t *testing.T) {
	t.Parallel()
	k := kerneltest.StartProcess(t, connectionFile(t))
	f := k.Connect()
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGHUP, syscall.SIGPIPE} {
		k.Signal(s)
		k.AwaitLog("signal: " + s.String())
		f.Send("control", "kernel_info_request", nil).Wait()
	}
	cell := f.Execute("print go\nsleep 1h")
	cell.Printed("go\n")
	k.Signal(os.Interrupt)
	if r := cell.Wait().Reply; r.Text("ename") != "interrupted" {
		t.Errorf("reply to a cell that SIGINT interrupted: %v", r)
	}
	if a := f.Run("print next"); a.Stream("stdout") != "next\n" {
		t.Errorf("the next cell: %v", a.Reply)
	}
	f.ExpectEnd()
	f.Send("control", "shutdown_request", wire.ShutdownRequest{}).Wait()
	if err := k.Wait(); err != nil {
		t.Errorf("the kernel ended with %v", err)
	}
}

// A restart is a new process on the same ports, while the old connections are
// still in TIME_WAIT (K-55).
func TestRestartOnTheSamePorts(t *testing.T) {
	t.Parallel()
	path := connectionFile(t)
	session := ""
	for range 8 {
		k := kerneltest.StartProcess(t, path)
		f := k.Connect()
		a := f.Run("print hello")
		if a.Stream("stdout") != "hello\n" {
			t.Fatalf("after a restart: %v", a.Reply)
		}
		if n := a.Reply.Fields["execution_count"]; n != 1.0 {
			t.Errorf("the first cell has the number %v", n)
		}
		if a.Reply.Header.Session == session {
			t.Error("a restarted kernel has the session of the old one")
		}
		session = a.Reply.Header.Session
		f.ExpectEnd()
		f.Send("control", "shutdown_request", wire.ShutdownRequest{Restart: true}).Wait()
		if err := k.Wait(); err != nil {
			t.Fatalf("the kernel ended with %v", err)
		}
		f.Close()
	}
}

// A kernel makes the connection file when there is none and removes it again
// (K-31).
func TestConnectionFileIsMade(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "made.json")
	k := kerneltest.StartProcess(t, path)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the connection file is %v, want 0600", info.Mode())
	}
	f := k.Connect()
	f.ExpectEnd()
	f.Send("control", "shutdown_request", wire.ShutdownRequest{}).Wait()
	if err := k.Wait(); err != nil {
		t.Errorf("the kernel ended with %v", err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the connection file that the kernel made is still there (%v)", err)
	}
}

// Managers and terminals send an interrupt and then a shutdown, or both at once. An
// interrupt that comes while the kernel shuts down doesn't end it before it has said
// its last idle and ended its processes (K-51, K-59).
func TestInterruptsDuringShutdown(t *testing.T) {
	t.Parallel()
	k := kerneltest.StartProcess(t, connectionFile(t))
	f := k.Connect()
	processes := descendants(t, f)
	f.ExpectEnd()
	request := f.Send("control", "shutdown_request", wire.ShutdownRequest{})
	for ended := false; !ended; {
		k.Interrupt()
		select {
		case <-k.Done():
			ended = true
		case <-time.After(100 * time.Microsecond):
		}
	}
	if err := k.Wait(); err != nil {
		t.Errorf("the kernel ended with %v; its log:\n%s", err, k.Log())
	}
	request.Wait()
	for what, pid := range processes {
		awaitGone(t, what, pid)
	}
}
