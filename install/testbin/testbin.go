// Package testbin gives tests what is dear to make: the real binary, built
// once for all packages of a test run, the Python environment, and a browser.
// What can't be had makes a test skip, with the reason; in CI (CI=true) it makes it
// fail.
package testbin

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"interleave/install"
)

// build is made once in each test process; other processes wait for the lock
// and then find that the go command has nothing to do.
var build = sync.OnceValues(func() (string, error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	cache, err := install.CacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "test")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	lock := flock.New(filepath.Join(dir, "build.lock"))
	if err := lock.Lock(); err != nil {
		return "", fmt.Errorf("lock %s: %w", lock.Path(), err)
	}
	defer lock.Unlock()
	built := filepath.Join(dir, "interleave"+exe())
	cmd := exec.Command("go", "build", "-o", built, ".")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build interleave in %s: %w\n%s", root, err, out)
	}
	return snapshot(built)
})

// snapshot is a copy under a name made of the content, which no later build
// replaces while a test runs it. Copies that are a day old go.
func snapshot(built string) (string, error) {
	content, err := os.ReadFile(built)
	if err != nil {
		return "", err
	}
	copies := filepath.Join(filepath.Dir(built), "bin")
	sum := sha256.Sum256(content)
	dir := filepath.Join(copies, hex.EncodeToString(sum[:8]))
	path := filepath.Join(dir, filepath.Base(built))
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	entries, _ := os.ReadDir(copies)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			os.RemoveAll(filepath.Join(copies, e.Name()))
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if err := os.WriteFile(path+".new", content, 0o755); err != nil {
		return "", err
	}
	return path, os.Rename(path+".new", path)
}

func exe() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}

// moduleRoot is the folder of go.mod: tests run in the folder of their package.
func moduleRoot() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	root := strings.TrimSpace(string(out))
	if err != nil || root == "" || root == os.DevNull {
		return "", fmt.Errorf("find the module's folder: go env GOMOD says %q (%v)", root, err)
	}
	return filepath.Dir(root), nil
}

// Path is the real interleave binary of this source tree. It is built at the
// first call.
func Path(t testing.TB) string {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// KernelSpec installs the binary's kernelspec into a temporary Jupyter data
// folder: jupyterPath is what JUPYTER_PATH has to name, name the kernel's.
func KernelSpec(t testing.TB) (jupyterPath, name string) {
	t.Helper()
	dir := t.TempDir()
	spec := install.OwnSpec(Path(t))
	if _, err := install.Install(spec, install.Target{Data: dir}, true); err != nil {
		t.Fatal(err)
	}
	return dir, spec.Name
}

// Python is the private environment with the test packages; its first use
// makes it, which takes about half a minute. Under -short the test is skipped.
func Python(t testing.TB) install.Environment {
	t.Helper()
	return PythonWith(t, install.Test)
}

// PythonWith is Python with the packages of another set.
func PythonWith(t testing.TB, packages install.Set) install.Environment {
	t.Helper()
	if testing.Short() {
		t.Skip("needs Python packages; not with -short")
	}
	env, err := python(packages)
	if err != nil {
		need(t, "a Python environment: %v", err)
	}
	return env
}

func python(packages install.Set) (install.Environment, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	return install.Python(ctx, packages, nil)
}

// Chromium is the path of a Chromium or Chrome; INTERLEAVE_CHROMIUM names
// another than the one on PATH. Under -short the test is skipped.
func Chromium(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a browser; not with -short")
	}
	names := []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}
	if own := os.Getenv("INTERLEAVE_CHROMIUM"); own != "" {
		names = []string{own}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	need(t, "Chromium (tried %s); on Debian: apt install chromium", strings.Join(names, ", "))
	return ""
}

// Heavy makes the test wait until no other heavy test runs on this machine,
// in whichever process, and holds that place until the test ends.
func Heavy(t testing.TB) {
	t.Helper()
	cache, err := install.CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	lock := flock.New(filepath.Join(cache, "heavy-test.lock"))
	if err := lock.Lock(); err != nil {
		t.Fatalf("lock %s: %v", lock.Path(), err)
	}
	t.Cleanup(func() { lock.Unlock() })
}

func need(t testing.TB, format string, args ...any) {
	t.Helper()
	text := "needs " + fmt.Sprintf(format, args...)
	if ci := os.Getenv("CI"); ci != "" && ci != "false" && ci != "0" {
		t.Fatal(text)
	}
	t.Skip(text)
}

// Leftovers are the processes whose command line holds the given text, for a
// test that nothing is left behind. It knows them on Linux only.
func Leftovers(text string) []string {
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	var found []string
	for _, f := range files {
		line, err := os.ReadFile(f)
		if err == nil && bytes.Contains(line, []byte(text)) {
			found = append(found, f+": "+string(bytes.ReplaceAll(bytes.TrimRight(line, "\x00"), []byte{0}, []byte{' '})))
		}
	}
	return found
}
