package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"interleave/install/testbin"
	"interleave/kernel/client"
)

// TestKernelCommandLine: K-01, every way in which frontends pass the
// connection file, and what they pass besides.
func TestKernelCommandLine(t *testing.T) {
	for _, args := range [][]string{
		{"--connection-file", "{connection_file}"},
		{"--connection-file={connection_file}"},
		{"-f", "{connection_file}"},
		{"-f={connection_file}"},
		{"{connection_file}"},
		{`"{connection_file}"`},
		{"-f", `'{connection_file}'`},
		{"--debug", "{connection_file}x", "-f", "{connection_file}", "--Session.key=b''", "more", "--IPKernelApp.parent", "7", "-x"},
		{"--memory", "1GiB", "--history=off", "{connection_file}", "--rate-limit", "on"},
	} {
		o := client.OwnAt(testbin.Path(t))
		o.Spec.Argv = append([]string{o.Spec.Argv[0], "kernel"}, args...)
		o.Env = []string{"INTERLEAVE_HISTORY=off"}
		k, err := client.Start(t.Context(), o)
		if err != nil {
			t.Errorf("kernel %q: %v", args, err)
			continue
		}
		if err := k.Close(); err != nil {
			t.Errorf("kernel %q: %v", args, err)
		}
	}
}

// TestKernelMakesItsConnectionFile: K-31. The kernel belongs to nobody, so that only a
// request ends it.
func TestKernelMakesItsConnectionFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "made.json")
	var log bytes.Buffer
	cmd := exec.Command(testbin.Path(t), "kernel", file)
	cmd.Env = append(os.Environ(), "INTERLEAVE_HISTORY=off")
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	missing := func() []string {
		if info, err := os.Stat(file); err != nil || info.Size() == 0 {
			return []string{file}
		}
		return nil
	}
	if len(awaitNone(missing)) > 0 {
		cmd.Process.Kill()
		cmd.Wait()
		t.Fatalf("the kernel made no connection file; its log:\n%s", &log)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file holds a key and has mode %v (%v)", info.Mode(), err)
	}
	k, err := client.Connect(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("the kernel ended with %v; its log:\n%s", err, &log)
	}
	if _, err := os.Stat(file); err == nil {
		t.Errorf("the kernel left %s behind", file)
	}
}
