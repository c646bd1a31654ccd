package speed

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/traefik/yaegi/interp"

	"interleave/kernel/engine"
	"interleave/kernel/evaluator"
	"interleave/runtime/symbols"
)

var (
	only   = flag.String("only", "", "programs to measure, a regular expression")
	rounds = flag.Int("rounds", 7, "rounds to measure")
)

// runner runs a program once and tells what run() gave and how long it took,
// without start and compilation.
type runner func() (result string, took time.Duration, err error)

// programs are the names of the programs: func run() int in testdata/name.go,
// and the same in name.py.
func programs(t testing.TB) (names []string) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs in testdata (%v)", err)
	}
	want := regexp.MustCompile(*only)
	for _, f := range files {
		if name := strings.TrimSuffix(filepath.Base(f), ".go"); want.MatchString(name) {
			names = append(names, name)
		}
	}
	return names
}

func source(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// cell runs the program as cells of our engine: one declares, one calls.
func cell(t testing.TB, name string) runner {
	e, err := engine.New(silent{}, engine.Options{NoNotes: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	n := 0
	execute := func(code string) evaluator.Result {
		n++
		return e.Execute(context.Background(), evaluator.Cell{ID: evaluator.CellID(n), Number: n, Code: code})
	}
	_, code, _ := strings.Cut(source(t, name+".go"), "\n")
	if r := execute(code); r.Error != nil {
		t.Fatalf("%s: %+v", name, r.Error)
	}
	return func() (string, time.Duration, error) {
		start := time.Now()
		r := execute("run()")
		took := time.Since(start)
		if r.Error != nil || r.Value == nil {
			return "", 0, fmt.Errorf("run() gave %+v, error %+v", r.Value, r.Error)
		}
		return fmt.Sprint(r.Value.Data["text/plain"]), took, nil
	}
}

// silent is a sink of everything that cells send.
type silent struct{}

func (silent) Stream(evaluator.CellID, string, []byte)     {}
func (silent) Display(evaluator.CellID, evaluator.Display) {}
func (silent) ClearOutput(evaluator.CellID, bool)          {}
func (silent) Comm(evaluator.CommMessage)                  {}
func (silent) Input(context.Context, evaluator.CellID, string, bool) (string, error) {
	return "", io.EOF
}

// plain runs the program in yaegi as it is.
func plain(t testing.TB, name string) (r runner, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("yaegi panics: %v", p)
		}
	}()
	i := interp.New(interp.Options{})
	for _, p := range []string{"sort", "strconv", "strings", "sync"} {
		table, ok := symbols.Lookup(p)
		if !ok {
			t.Fatalf("no symbols of %s", p)
		}
		if err := i.Use(interp.Exports{p + "/" + symbols.Name(p): table}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := i.Eval(source(t, name+".go")); err != nil {
		return nil, err
	}
	return func() (string, time.Duration, error) {
		start := time.Now()
		v, err := i.Eval("run()")
		took := time.Since(start)
		return fmt.Sprint(v), took, err
	}, nil
}

const nativeMain = `package main

import (
	"fmt"
	"time"
)

func main() {
	start := time.Now()
	r := run()
	fmt.Println(r, time.Since(start).Nanoseconds())
}
`

// native builds the program with the Go toolchain.
func native(t testing.TB, name string) runner {
	dir := t.TempDir()
	write := func(file, text string) {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module program\n\ngo 1.26\n")
	write("program.go", source(t, name+".go"))
	write("main.go", nativeMain)
	build := exec.Command("go", "build", "-o", "program")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%s: go build: %v\n%s", name, err, out)
	}
	return func() (string, time.Duration, error) { return external(filepath.Join(dir, "program")) }
}

// python runs the program in CPython.
func python(name string) runner {
	const main = "import sys, time\nsys.path.insert(0, 'testdata')\nsys.dont_write_bytecode = True\n" +
		"import importlib.util\nspec = importlib.util.spec_from_file_location('program', 'testdata/%s.py')\n" +
		"m = importlib.util.module_from_spec(spec)\nspec.loader.exec_module(m)\n" +
		"start = time.perf_counter_ns()\nr = m.run()\nprint(r, time.perf_counter_ns() - start)\n"
	return func() (string, time.Duration, error) {
		return external("python3", "-c", fmt.Sprintf(main, name))
	}
}

// external runs a command that prints a result and nanoseconds.
func external(command string, args ...string) (string, time.Duration, error) {
	out, err := exec.Command(command, args...).Output()
	f := bytes.Fields(out)
	if err != nil || len(f) != 2 {
		return "", 0, fmt.Errorf("%s printed %q: %v", command, out, err)
	}
	ns, err := strconv.ParseInt(string(f[1]), 10, 64)
	return string(f[0]), time.Duration(ns), err
}

// contender is one way to run a program. run is nil when it can't.
type contender struct {
	name string
	run  runner
	why  error
}

func contenders(t testing.TB, name string) []contender {
	yaegi, err := plain(t, name)
	all := []contender{
		{"cell", cell(t, name), nil},
		{"yaegi", yaegi, err},
		{"native", native(t, name), nil},
	}
	if _, err := exec.LookPath("python3"); err != nil {
		return append(all, contender{"CPython", nil, err})
	}
	return append(all, contender{"CPython", python(name), nil})
}

// The programs give the same in all ways to run them.
func TestPrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: builds programs")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no Go toolchain to compare with")
	}
	for _, name := range programs(t) {
		t.Run(name, func(t *testing.T) {
			all := contenders(t, name)
			want, _, err := all[2].run()
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range all {
				if c.run == nil {
					t.Logf("%s does not run it: %v", c.name, c.why)
					continue
				}
				if got, _, err := c.run(); err != nil || got != want {
					t.Errorf("%s: %s, error %v; compiled Go: %s", c.name, got, err, want)
				}
			}
		})
	}
}

// BenchmarkTable prints the table of README.md.
func BenchmarkTable(b *testing.B) {
	names := programs(b)
	for range b.N {
		fmt.Println("| program | cell, ms | yaegi | native | CPython | cell/yaegi | cell/native | cell/CPython |")
		fmt.Println("|---|---|---|---|---|---|---|---|")
		for _, name := range names {
			fmt.Println(row(b, name))
		}
	}
}

// row measures one program, all contenders in each round.
func row(b *testing.B, name string) string {
	all := contenders(b, name)
	times := make([][]time.Duration, len(all))
	for round := range *rounds + 1 {
		for k := range all {
			k = (k + round) % len(all)
			if all[k].run == nil {
				continue
			}
			_, took, err := all[k].run()
			if err != nil {
				b.Logf("%s, %s: %v", name, all[k].name, err)
				all[k].run = nil
				continue
			}
			if round > 0 { // the first warms up
				times[k] = append(times[k], took)
			}
		}
	}
	var ms [4]float64
	text := "| " + name
	for k := range all {
		if all[k].run == nil {
			text += " | –"
			continue
		}
		ms[k] = float64(median(times[k]).Microseconds()) / 1000
		text += fmt.Sprintf(" | %.3g", ms[k])
	}
	for k := 1; k < len(all); k++ {
		if ms[k] == 0 {
			text += " | –"
			continue
		}
		text += fmt.Sprintf(" | %.2g", ms[0]/ms[k])
	}
	return text + " |"
}

func median(times []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(times))[len(times)/2]
}
