package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"interleave/install/testbin"
)

// TestScripts runs the dialogues in testdata/script with the real binary.
// Accept changed output with -update.
func TestScripts(t *testing.T) {
	bin := filepath.Dir(testbin.Path(t))
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: os.Getenv("UPDATE") != "",
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", bin+string(filepath.ListSeparator)+e.Getenv("PATH"))
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("INTERLEAVE_CACHE", filepath.Join(e.WorkDir, ".cache"))
			e.Setenv("BIN", bin)
			e.Setenv("MARK", e.WorkDir)
			return os.MkdirAll(filepath.Join(e.WorkDir, "home"), 0o755)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"leftovers":  scriptLeftovers,
			"withpython": scriptWithPython,
		},
		Condition: func(cond string) (bool, error) {
			if cond == "python" {
				return !testing.Short(), nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
	})
}

// scriptLeftovers: no process that the script started is there, and no folder
// with a connection file. Both are waited for, since a process takes a moment to go.
func scriptLeftovers(ts *testscript.TestScript, _ bool, _ []string) {
	left := awaitNone(func() []string {
		folders, _ := filepath.Glob(filepath.Join(ts.Getenv("TMPDIR"), "interleave-client-*"))
		return append(processesWith("MARK="+ts.Getenv("MARK")), folders...)
	})
	if len(left) > 0 {
		ts.Fatalf("left behind:\n%q", left)
	}
}

// scriptWithPython puts the test environment first on PATH.
func scriptWithPython(ts *testscript.TestScript, _ bool, _ []string) {
	env := testbin.Python(ts.Value("t").(testing.TB))
	ts.Setenv("PATH", filepath.Dir(env.Program("python"))+string(filepath.ListSeparator)+ts.Getenv("PATH"))
}

// awaitNone polls until look finds nothing or patience ends; it returns what is still there.
func awaitNone(look func() []string) []string {
	deadline := time.Now().Add(20 * time.Second)
	for {
		left := look()
		if len(left) == 0 || time.Now().After(deadline) {
			return left
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// processesWith finds living processes by a variable in their environment
// (Linux only).
func processesWith(variable string) []string {
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	var found []string
	for _, f := range files {
		env, err := os.ReadFile(f)
		if err != nil || !bytes.Contains(append([]byte{0}, env...), []byte("\x00"+variable+"\x00")) {
			continue
		}
		dir := filepath.Dir(f)
		line, _ := os.ReadFile(filepath.Join(dir, "cmdline"))
		found = append(found, filepath.Base(dir)+" "+string(bytes.ReplaceAll(line, []byte{0}, []byte{' '})))
	}
	return found
}
