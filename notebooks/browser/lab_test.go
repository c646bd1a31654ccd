package browser

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// lab is a private JupyterLab server: own home, settings, data and notebooks,
// so that neither the person's configuration nor other tests are touched.
type lab struct {
	url, token string
	root       string // the notebooks
	log        string
	process    *exec.Cmd
	ended      chan struct{} // closed by the waiting goroutine when the server has ended
}

// settings switch off what reaches for a network or moves things under a test.
var settings = map[string]string{
	"apputils-extension/notification": `{"fetchNews":"false","checkForUpdates":false,"doNotDisturbMode":true}`,
	"notebook-extension/tracker":      `{"windowingMode":"none","recordTiming":true}`,
	"docmanager-extension/plugin":     `{"autosave":false}`,
	"codemirror-extension/plugin":     `{"defaultConfig":{"autoClosingBrackets":false}}`,
	"completer-extension/manager":     `{"autoCompletion":false}`,
}

// startLab starts `jupyter lab` of the environment whose programs are in bin,
// with the kernelspecs below kernels (a folder of JUPYTER_PATH).
func startLab(t *testing.T, bin, kernels string) *lab {
	t.Helper()
	base := t.TempDir()
	l := &lab{
		root: filepath.Join(base, "root"), log: filepath.Join(base, "lab.log"),
		token: "token-of-this-test", ended: make(chan struct{}),
	}
	for _, d := range []string{"root", "config", "data", "runtime", "workspaces", "home"} {
		mkdir(t, filepath.Join(base, d))
	}
	for name, text := range settings {
		file := filepath.Join(base, "settings", "@jupyterlab", name+".jupyterlab-settings")
		mkdir(t, filepath.Dir(file))
		write(t, file, text)
	}
	log, err := os.Create(l.log)
	if err != nil {
		t.Fatal(err)
	}
	l.process = exec.Command(filepath.Join(bin, "jupyter-lab"), "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0",
		"--ServerApp.root_dir="+l.root, "--IdentityProvider.token="+l.token,
		"--LabApp.expose_app_in_browser=True", "--LabApp.extension_manager=readonly",
		"--ServerApp.jpserver_extensions=jupyter_lsp=False")
	l.process.Env = append(os.Environ(),
		"HOME="+filepath.Join(base, "home"),
		"PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"),
		"JUPYTER_CONFIG_DIR="+filepath.Join(base, "config"),
		"JUPYTER_DATA_DIR="+filepath.Join(base, "data"),
		"JUPYTER_RUNTIME_DIR="+filepath.Join(base, "runtime"),
		"JUPYTERLAB_SETTINGS_DIR="+filepath.Join(base, "settings"),
		"JUPYTERLAB_WORKSPACES_DIR="+filepath.Join(base, "workspaces"),
		"JUPYTER_PATH="+kernels, "JUPYTER_PREFER_ENV_PATH=1")
	l.process.Stdout, l.process.Stderr = log, log
	l.process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := l.process.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = l.process.Wait(); log.Close(); close(l.ended) }()
	t.Cleanup(l.stop)
	l.awaitServer(t, filepath.Join(base, "runtime", fmt.Sprintf("jpserver-%d.json", l.process.Process.Pid)))
	return l
}

// awaitServer reads the real port from the file that the server writes when it
// listens, and asks it for its version.
func (l *lab) awaitServer(t *testing.T, info string) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		select {
		case <-l.ended:
			text, _ := os.ReadFile(l.log)
			t.Fatalf("jupyter lab ended at once:\n%s", text)
		default:
		}
		var server struct{ Port int }
		if b, err := os.ReadFile(info); err != nil || json.Unmarshal(b, &server) != nil || server.Port == 0 {
			continue
		}
		l.url = fmt.Sprintf("http://127.0.0.1:%d", server.Port)
		response, err := http.Get(l.url + "/api?token=" + l.token)
		if err != nil {
			continue
		}
		_, _ = io.Copy(io.Discard, response.Body)
		response.Body.Close()
		if response.StatusCode == http.StatusOK {
			return
		}
	}
	text, _ := os.ReadFile(l.log)
	t.Fatalf("jupyter lab did not listen within %s:\n%s", patience, text)
}

// stop ends the server, which shuts its kernels down, and waits for it.
func (l *lab) stop() {
	_ = l.process.Process.Signal(syscall.SIGTERM)
	select {
	case <-l.ended:
	case <-time.After(20 * time.Second):
		_ = syscall.Kill(-l.process.Process.Pid, syscall.SIGKILL)
		<-l.ended
	}
}

func mkdir(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// newNotebook is the text of a notebook with the given code cells.
func newNotebook(kernel string, cells ...string) string {
	var list []map[string]any
	for i, source := range cells {
		list = append(list, map[string]any{"cell_type": "code", "id": fmt.Sprintf("cell-%d", i), "metadata": map[string]any{},
			"execution_count": nil, "outputs": []any{}, "source": source})
	}
	b, _ := json.Marshal(map[string]any{"nbformat": 4, "nbformat_minor": 5, "cells": list,
		"metadata": map[string]any{"kernelspec": map[string]any{"name": kernel, "display_name": kernel, "language": "go"}}})
	return string(b)
}
