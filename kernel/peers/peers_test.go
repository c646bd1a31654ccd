package peers

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"interleave/install"
	"interleave/install/testbin"
)

// python is an environment with the peers and a Jupyter search path on which
// this module's kernel is the one named kernel.
type python struct {
	install.Environment
	kernel string
	env    []string
}

func newPython(t *testing.T) *python {
	t.Helper()
	return newPythonWith(t, install.Test)
}

func newPythonWith(t *testing.T, packages install.Set) *python {
	t.Helper()
	environment := testbin.PythonWith(t, packages)
	path, name := testbin.KernelSpec(t)
	testbin.Heavy(t)
	home := t.TempDir()
	env := append(environment.Environ(os.Environ()), "JUPYTER_PATH="+path, "INTERLEAVE_KERNEL="+name,
		"HOME="+home, "JUPYTER_CONFIG_DIR="+home, "JUPYTER_DATA_DIR="+filepath.Join(home, "data"),
		"JUPYTER_RUNTIME_DIR="+filepath.Join(home, "runtime"), "PYTHONUNBUFFERED=1")
	return &python{environment, name, env}
}

// run runs a program of the environment and returns what it printed. The
// deadline only keeps a hang from taking the whole test run with it.
func (p *python) run(t *testing.T, program string, arguments ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 8*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, p.Program(program), arguments...)
	command.Env = p.env
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	if err := command.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(arguments, " "), err, out.String())
	}
	return out.String()
}

func TestConformanceSuite(t *testing.T) {
	p := newPython(t)
	out := p.run(t, "python", "-m", "pytest", "-p", "no:cacheprovider", "-v", "-rs", "testdata/conformance.py")
	// The suite skips a test whose attribute is missing without a word.
	const tests = 13
	if got := count(t, out, `(\d+) passed`); got != tests {
		t.Errorf("%d tests of the suite passed, want %d:\n%s", got, tests, out)
	}
	if strings.Contains(out, "skipped") {
		t.Errorf("the suite skipped tests:\n%s", out)
	}
}

func TestClientAndNbclient(t *testing.T) {
	p := newPython(t)
	out := p.run(t, "python", "testdata/client.py", p.kernel)
	if !strings.Contains(out, "client: done") {
		t.Errorf("the script ended early:\n%s", out)
	}
	t.Log(out)
}

// TestNbconvertExecutes runs the lesson in one language, and the first notebook of the
// other, with nbclient, and makes pages of them with nbconvert.
func TestNbconvertExecutes(t *testing.T) {
	p := newPython(t)
	folder := t.TempDir()
	files, err := filepath.Glob(filepath.Join("..", "..", "notebooks", "pt", "*.ipynb"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d notebooks: %v", len(files), err)
	}
	files = append(files, filepath.Join("..", "..", "notebooks", "en", "00-start.ipynb"))
	p.run(t, "jupyter", append([]string{"nbconvert", "--to", "html", "--execute", "--output-dir", folder,
		"--ExecutePreprocessor.kernel_name=" + p.kernel}, files...)...)
	for _, notebook := range files {
		page := strings.TrimSuffix(filepath.Base(notebook), ".ipynb") + ".html"
		html, err := os.ReadFile(filepath.Join(folder, page))
		if err != nil {
			t.Error(err)
			continue
		}
		if !bytes.Contains(html, []byte("<svg")) && !bytes.Contains(html, []byte("image/svg+xml")) {
			t.Errorf("%s has no picture", page)
		}
	}
}

func TestJupyterConsole(t *testing.T) {
	p := newPython(t)
	out := p.run(t, "python", "testdata/console.py", p.kernel)
	if !strings.Contains(out, "console: done") {
		t.Errorf("the session ended early:\n%s", out)
	}
}

func count(t *testing.T, out, pattern string) int {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("no %q in:\n%s", pattern, out)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}
