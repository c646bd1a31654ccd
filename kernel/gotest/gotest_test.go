package gotest

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"interleave/install/testbin"
)

var (
	whole   = flag.Bool("whole", false, "run all of GOROOT/test")
	update  = flag.Bool("update", false, "write testdata/known.txt anew")
	only    = flag.String("only", "", "run only the programs whose name matches this regular expression")
	results = flag.String("results", "", "write a JSON line for each program to this file")
	limit   = flag.Duration("limit", time.Minute, "CPU time for a program")
)

const (
	knownFile  = "testdata/known.txt"
	sampleFile = "testdata/sample.txt"
	wallLimit  = 20 * time.Minute
)

// TestWhole runs every program. It fails when one is better or worse than
// testdata/known.txt says.
func TestWhole(t *testing.T) {
	if !*whole {
		t.Skip("takes an hour; ask for it with -whole")
	}
	programs := chosen(t, func(p *Program) bool { return regexp.MustCompile(*only).MatchString(p.Name) })
	known := readKnown(t)
	known.SlowLast(programs)
	found := runAll(t, programs)
	t.Logf("\n%s", Report(programs, found))
	better, worse := known.Changes(found)
	if *update {
		writeKnown(t, known, programs, found)
		t.Logf("%s is new: %d better, %d worse", knownFile, len(better), len(worse))
		return
	}
	for _, change := range worse {
		t.Errorf("worse: %s", change)
	}
	for _, change := range better {
		t.Errorf("better: %s", change)
	}
	if t.Failed() {
		t.Logf("accept with: go test ./kernel/gotest -run Whole -whole -update -timeout 6h")
	}
}

// TestSample is a ratchet: no program of the sample may get worse.
func TestSample(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: compiles and runs some sixty programs")
	}
	if *whole {
		t.Skip("-whole runs them all")
	}
	list, err := os.ReadFile(sampleFile)
	if err != nil {
		t.Fatal(err)
	}
	names := strings.Fields(string(list))
	programs := chosen(t, func(p *Program) bool { return slices.Contains(names, p.Name) })
	if len(programs) != len(names) {
		t.Logf("this Go has %d of the %d programs of %s", len(programs), len(names), sampleFile)
	}
	known := readKnown(t)
	found := runAll(t, programs)
	better, worse := known.Changes(found)
	for _, change := range worse {
		t.Errorf("worse: %s", change)
	}
	for _, change := range better {
		t.Logf("better: %s", change)
	}
	t.Logf("\n%s", Rates(programs, found))
}

// chosen are the programs of GOROOT/test that are wanted.
func chosen(t *testing.T, want func(*Program) bool) []*Program {
	t.Helper()
	root, err := Root()
	if err != nil {
		t.Skip(err)
	}
	programs, err := Programs(root)
	if err != nil {
		t.Fatal(err)
	}
	programs = slices.DeleteFunc(programs, func(p *Program) bool { return !want(p) })
	if len(programs) == 0 {
		t.Fatalf("%s holds no such program", root)
	}
	return programs
}

func readKnown(t *testing.T) Table {
	t.Helper()
	known, err := ReadTable(knownFile)
	if errors.Is(err, fs.ErrNotExist) {
		return Table{}
	}
	if err != nil {
		t.Fatal(err)
	}
	return known
}

func writeKnown(t *testing.T, known Table, programs []*Program, found Table) {
	t.Helper()
	known.Update(found)
	all := chosen(t, func(*Program) bool { return true })
	head := "Every program of GOROOT/test that does not pass as a cell, with its class and how it shows. Written by\n" +
		"go test ./kernel/gotest -run Whole -whole -update -timeout 6h\n\n" + Rates(all, known.Of(all))
	if err := known.Write(knownFile, head); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(sampleFile); errors.Is(err, fs.ErrNotExist) && *only == "" {
		list := strings.Join(Sample(programs, found), "\n") + "\n"
		if err := os.WriteFile(sampleFile, []byte(list), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// runAll runs programs one after the other and says how they end.
func runAll(t *testing.T, programs []*Program) Table {
	t.Helper()
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	tools, err := NewToolchain(root)
	if err != nil {
		t.Fatal(err)
	}
	r := &Runner{Binary: testbin.Path(t), Dir: root, CPU: *limit, Wall: wallLimit}
	defer r.Close()
	n := 0
	if err := tools.Prepare(t.Context(), programs, 2, func(*Program) { n++; progress("compiled", n, len(programs)) }); err != nil {
		t.Fatal(err)
	}
	record := recorder(t)
	found := Table{}
	for i, p := range programs {
		expected, err := tools.Expect(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		o := Outcome{Class: NotCounted, Detail: expected.NotCounted}
		if expected.NotCounted == "" {
			if o, err = r.Run(t.Context(), p, expected.Output); err != nil {
				t.Fatalf("%s: %v", p.Name, err)
			}
		}
		found[p.Name] = o
		record(p, o)
		progress("ran", i+1, len(programs))
	}
	return found
}

// progress writes now and then how far a long run is, past the test log, which
// is shown at the end only.
func progress(verb string, n, of int) {
	if *whole && (n%50 == 0 || n == of) {
		fmt.Fprintf(os.Stderr, "%s %d of %d\n", verb, n, of)
	}
}

// recorder is a function that writes outcomes to the file of -results.
func recorder(t *testing.T) func(*Program, Outcome) {
	if *results == "" {
		return func(*Program, Outcome) {}
	}
	file, err := os.Create(*results)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	encoder := json.NewEncoder(file)
	return func(p *Program, o Outcome) {
		line := struct {
			Name string
			Outcome
			Seconds float64
			Kinds   []string
		}{p.Name, o, o.CPU.Seconds(), p.Kinds}
		if err := encoder.Encode(line); err != nil {
			t.Error(err)
		}
	}
}
