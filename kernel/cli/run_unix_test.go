//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"interleave/install/testbin"
)

// running starts `interleave run` on a cell that prints "on" and then spins,
// and returns when it has printed.
func running(t *testing.T, mark string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "spin.go")
	if err := os.WriteFile(file, []byte("fmt.Println(\"on\")\nfor {\n}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(testbin.Path(t), append(append([]string{"run"}, args...), file)...)
	cmd.Env = append(os.Environ(), mark, "TMPDIR="+t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "on\n" {
		cmd.Process.Kill()
		cmd.Wait()
		t.Fatalf("the cell printed %q (%v)\n%s", line, err, &stderr)
	}
	return cmd, &stderr
}

func TestRunEndsCleanlyOnSignals(t *testing.T) {
	for _, test := range []struct {
		signal syscall.Signal
		status int
		says   string
	}{
		{syscall.SIGINT, 130, "interrupted"},
		{syscall.SIGTERM, 143, "terminated"},
	} {
		t.Run(test.signal.String(), func(t *testing.T) {
			mark := "MARK=" + t.TempDir()
			cmd, stderr := running(t, mark)
			cmd.Process.Signal(test.signal)
			cmd.Wait()
			if status := cmd.ProcessState.ExitCode(); status != test.status || !strings.Contains(stderr.String(), test.says) {
				t.Errorf("exit status %d, want %d; stderr:\n%s", status, test.status, stderr)
			}
			checkNothingLeft(t, mark, cmd)
		})
	}
}

// TestRunKilled: after kill -9 the kernel finds out that its parent has gone.
// The folder with the connection file is removed by the next run.
func TestRunKilled(t *testing.T) {
	mark := "MARK=" + t.TempDir()
	cmd, _ := running(t, mark)
	cmd.Process.Kill()
	cmd.Wait()
	if left := awaitNone(func() []string { return processesWith(mark) }); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	next := exec.Command(testbin.Path(t), "run", "-")
	next.Env = cmd.Env
	next.Stdin = strings.NewReader("1 + 1")
	if out, err := next.CombinedOutput(); err != nil {
		t.Fatalf("the next run: %v\n%s", err, out)
	}
	checkNothingLeft(t, mark, cmd)
}

func checkNothingLeft(t *testing.T, mark string, cmd *exec.Cmd) {
	t.Helper()
	tmp := ""
	for _, kv := range cmd.Env {
		if dir, ok := strings.CutPrefix(kv, "TMPDIR="); ok {
			tmp = dir
		}
	}
	left := awaitNone(func() []string {
		files, _ := filepath.Glob(filepath.Join(tmp, "*"))
		return append(processesWith(mark), files...)
	})
	if len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// TestRunStopsWhenNobodyReads: as in `interleave run … | head -1`.
func TestRunStopsWhenNobodyReads(t *testing.T) {
	mark := "MARK=" + t.TempDir()
	cmd := exec.Command(testbin.Path(t), "run", "-")
	cmd.Stdin = strings.NewReader("for {\n\tfmt.Println(\"on and on\")\n}\n")
	cmd.Env = append(os.Environ(), mark, "TMPDIR="+t.TempDir())
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Error(err)
	}
	out.Close()
	cmd.Wait()
	if status := cmd.ProcessState.ExitCode(); status != 141 || strings.Contains(stderr.String(), "interleave run") {
		t.Errorf("exit status %d, want 141; stderr:\n%s", status, &stderr)
	}
	checkNothingLeft(t, mark, cmd)
}
