package engine

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"interleave/kernel/evaluator"
)

// TestSameAsToolchain runs the programs of testdata/go as cells and as
// compiled programs: what they print and how they end has to be the same.
func TestSameAsToolchain(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: compiles a dozen programs")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("there is no go command to compare with")
	}
	files, _ := filepath.Glob("testdata/go/*.go")
	if len(files) == 0 {
		t.Fatal("testdata/go holds no programs")
	}
	bin := buildPrograms(t, files)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".go")
		t.Run(name, func(t *testing.T) {
			want := runProgram(t, filepath.Join(bin, name))
			got := runAsCell(t, file)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-compiled +cell):\n%s", file, diff)
			}
		})
	}
}

// ending is what is compared of a program.
type ending struct {
	Stdout string
	Status int    // 0, that of os.Exit, or 2 for a panic
	Panic  string // its first line
}

// buildPrograms compiles all programs in one go, each in a folder of its own.
func buildPrograms(t *testing.T, files []string) string {
	dir, bin := t.TempDir(), t.TempDir()
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		sub := filepath.Join(dir, strings.TrimSuffix(filepath.Base(f), ".go"))
		if err := os.Mkdir(sub, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(sub, "main.go"), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module programs\n\ngo 1.26\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "build", "-o", bin+string(filepath.Separator), "./...")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building the programs: %v\n%s", err, out)
	}
	return bin
}

func runProgram(t *testing.T, path string) ending {
	cmd := exec.Command(path)
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	e := ending{Stdout: stdout.String(), Status: cmd.ProcessState.ExitCode()}
	if text, ok := strings.CutPrefix(stderr.String(), "panic: "); ok {
		e.Panic, _, _ = strings.Cut(text, "\n")
	}
	return e
}

func runAsCell(t *testing.T, file string) ending {
	code, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	e, out := newEngine(t, Options{})
	ctx, cancel := context.WithTimeout(context.Background(), 3**patience)
	defer cancel()
	r := e.Execute(ctx, evaluator.Cell{ID: 1, Number: 1, Code: string(code)})
	end := ending{Stdout: out.stream(1, "stdout")}
	switch {
	case r.Error == nil:
	case r.Error.Name == evaluator.ErrorExit:
		end.Status = statusOf(r.Error.Value)
	case r.Error.Name == evaluator.ErrorPanic:
		end.Status, end.Panic = 2, r.Error.Value
	default:
		t.Errorf("%s: %s\n%s", r.Error.Name, r.Error.Value, strip(strings.Join(r.Error.Traceback, "\n")))
	}
	return end
}

func statusOf(value string) int {
	n := 0
	for _, c := range strings.TrimPrefix(value, "exit status ") {
		n = 10*n + int(c-'0')
	}
	return n
}
