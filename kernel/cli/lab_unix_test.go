//go:build unix

package cli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"interleave/install/testbin"
)

// TestLabServesKernelAndNotebooks starts `interleave lab` with a JupyterLab
// on PATH and asks its server what a browser would see.
func TestLabServesKernelAndNotebooks(t *testing.T) {
	env := testbin.Python(t)
	testbin.Heavy(t)
	dir := t.TempDir()
	mark := "MARK=" + dir
	cmd := exec.Command(testbin.Path(t), "lab", "--dir", filepath.Join(dir, "books"), "--language", "pt", "--", "--no-browser", "--ServerApp.port=0")
	cmd.Env = append(env.Environ(os.Environ()), mark, "HOME="+filepath.Join(dir, "home"), "INTERLEAVE_CACHE="+filepath.Join(dir, "cache"),
		"JUPYTER_RUNTIME_DIR="+filepath.Join(dir, "runtime"), "JUPYTER_PATH=/nowhere")
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // so that a failed test can end the server, too
	cmd.WaitDelay = 10 * time.Second                      // which has the output open
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // nobody may be left
		<-ended
	})

	begun := time.Now()
	server := awaitServer(t, filepath.Join(dir, "runtime"), ended, &log)
	t.Logf("the server answers after %v", time.Since(begun).Round(time.Second))
	var specs struct {
		Kernelspecs map[string]struct {
			Spec      struct{ Argv []string }
			Resources map[string]string
		}
	}
	server.get(t, "api/kernelspecs", &specs)
	ours := specs.Kernelspecs["interleave"]
	if len(ours.Spec.Argv) == 0 || ours.Spec.Argv[0] != testbin.Path(t) || ours.Resources["logo-svg"] == "" {
		t.Errorf("the server's kernelspec is %+v", ours)
	}
	var notebook struct{ Type string }
	server.get(t, "api/contents/pt/00-inicio.ipynb?content=0", &notebook)
	if notebook.Type != "notebook" {
		t.Errorf("the notebook is a %q", notebook.Type)
	}
	var kernel struct{ Name string }
	server.call(t, http.MethodPost, "api/kernels", `{"name":"interleave"}`, http.StatusCreated, &kernel)
	if kernel.Name != "interleave" {
		t.Errorf("the started kernel is %q", kernel.Name)
	}

	t.Logf("the kernel is started after %v", time.Since(begun).Round(time.Second))
	cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-ended:
	case <-time.After(2 * time.Minute):
		t.Fatal("it does not end after SIGTERM")
	}
	t.Logf("it has ended after %v", time.Since(begun).Round(time.Second))
	if left := awaitNone(func() []string { return processesWith(mark) }); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	t.Log(log.String())
}

// jupyterServer is how to reach a server.
type jupyterServer struct {
	URL   string
	Token string
}

// awaitServer waits for the file in which a server tells where it is.
func awaitServer(t *testing.T, runtime string, ended <-chan struct{}, log *bytes.Buffer) jupyterServer {
	t.Helper()
	deadline := time.Now().Add(3 * time.Minute)
	for time.Now().Before(deadline) {
		files, _ := filepath.Glob(filepath.Join(runtime, "jpserver-*.json"))
		for _, f := range files {
			var s jupyterServer
			text, err := os.ReadFile(f)
			if err == nil && json.Unmarshal(text, &s) == nil && s.URL != "" {
				return s
			}
		}
		select {
		case <-ended:
			t.Fatalf("lab ended:\n%s", log)
		case <-time.After(100 * time.Millisecond):
		}
	}
	t.Fatal("the server does not start")
	return jupyterServer{}
}

func (s jupyterServer) get(t *testing.T, path string, into any) {
	t.Helper()
	s.call(t, http.MethodGet, path, "", http.StatusOK, into)
}

func (s jupyterServer) call(t *testing.T, method, path, body string, want int, into any) {
	t.Helper()
	var reply *http.Response
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		request, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "token "+s.Token)
		if reply, err = http.DefaultClient.Do(request); err == nil {
			break
		}
		// The server tells where it is a little before it listens there.
		if !errors.Is(err, syscall.ECONNREFUSED) || time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	defer reply.Body.Close()
	if reply.StatusCode != want {
		t.Fatalf("%s %s: %s", method, path, reply.Status)
	}
	if err := json.NewDecoder(reply.Body).Decode(into); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
}
