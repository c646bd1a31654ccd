package gil

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

var everyStep = Program{Name: "every step", Threads: []Actor{
	{Name: "A", Steps: []Step{Work(2 * ms), KeepGIL(ms), ReleaseGIL(ms), Pause(ms), Repeat(3, Increment(250), IncrementByCall(10)), IncrementLocked(30)}},
	{Name: "B", Steps: []Step{IncrementLocked(30), Repeat(0)}},
	{Steps: []Step{Work(ms), Repeat(2, Pause(ms))}, Background: true},
}}

func TestProgramsAreSimulated(t *testing.T) {
	r := everyStep.Simulate(config(NewGIL))
	if r.Err != nil || len(r.Threads) != 3 || r.Threads[2].Name != "thread 3" {
		t.Fatalf("error %v, threads %v", r.Err, r.Threads)
	}
	a := r.Threads[0]
	if a.Native != ms || a.NoGIL != ms || a.WaitedDevice.Round(ms/4) != ms || a.Bytecode < 2*ms {
		t.Errorf("A ran %v of bytecode, %v native, %v without the GIL, waited %v", a.Bytecode, a.Native, a.NoGIL, a.WaitedDevice)
	}
	if x := r.Vars[0]; x.Stores != 3*260+60 || r.Mutexes[0].Locked != 60 {
		t.Errorf("%d stores and %d locks, expected 840 and 60", x.Stores, r.Mutexes[0].Locked)
	}
	for _, v := range r.Threads {
		if !v.Ended {
			t.Errorf("%s has not ended", v.Name)
		}
	}
}

func TestMisuseOfPrograms(t *testing.T) {
	mustPanic(t, "none", "no thread that ends", func() { Program{}.Simulate(Config{}) })
	mustPanic(t, "background", "nothing to repeat", func() {
		Program{Threads: []Actor{{}, {Steps: []Step{Repeat(3)}, Background: true}}}.Python()
	})
	mustPanic(t, "empty step", "empty Step", func() { Program{Threads: []Actor{{Steps: []Step{{}}}}}.Python() })
	mustPanic(t, "time", "has to be positive", func() { Work(0) })
	mustPanic(t, "number", "must not be negative", func() { Increment(-1) })
	mustPanic(t, "limit", "Limit is -1s", func() { Compare(Program{Threads: []Actor{{}}, Limit: -time.Second}) })
	mustPanic(t, "strip", "no run of this version", func() { (&Comparison{}).Strip("3.11") })
}

func TestVersionsAreInOrder(t *testing.T) {
	versions := []string{"2.7.18", "3.9.18", "3.10.13", "3.13.5", "3.13.5t", "3.14.0"}
	for i := range versions[1:] {
		if compareVersions(versions[i], versions[i+1]) >= 0 {
			t.Errorf("%s is not before %s", versions[i], versions[i+1])
		}
	}
	for full, want := range map[string]string{"3.13.5t": "3.13t", "2.7.18": "2.7", "3.11": "3.11"} {
		if got := minor(full); got != want {
			t.Errorf("minor(%q) is %q, expected %q", full, got, want)
		}
	}
}

func TestWithoutPython(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("PYENV_ROOT", t.TempDir())
	if all := Pythons(); len(all) != 0 {
		t.Fatalf("found %v", all)
	}
	c := Compare(everyStep)
	if c.Err != nil || !strings.Contains(c.String(), "no Python was found") || !strings.Contains(c.HTML(), "no Python was found") {
		t.Errorf("error %v, and it says %q", c.Err, c)
	}
	if c.Strip().SVG() == "" {
		t.Error("its strip is empty")
	}
}

// record is one that a Python could have printed.
func exampleRecord() *record {
	rec := &record{}
	rec.Run.Wall, rec.Run.CPU = 0.02, 0.019
	for _, spans := range [][][3]float64{
		{{0, 0, 0.005}, {3, 0.005, 0.010}, {0, 0.010, 0.012}, {3, 0.012, 0.013}, {0, 0.013, 0.015}},
		{{3, 0, 0.005}, {0, 0.005, 0.010}, {4, 0.010, 0.014}, {3, 0.014, 0.015}, {0, 0.015, 0.020}, {9, 0, 1}},
	} {
		rec.Run.Threads = append(rec.Run.Threads, struct {
			End   float64
			Spans [][3]float64
			Late  []float64
		}{End: 0.02, Spans: spans})
	}
	rec.Run.Threads[1].Late = []float64{0.001}
	return rec
}

func TestShortStallsAreBytecode(t *testing.T) {
	rec := exampleRecord()
	rec.Run.Threads = rec.Run.Threads[:1]
	rec.Run.Threads[0].Spans = [][3]float64{
		{0, 0, 0.001}, {3, 0.001, 0.00105}, {0, 0.00105, 0.002}, {0, 0.002, 0.003},
		{3, 0.003, 0.004}, {0, 0.004, 0.005}, {4, 0.005, 0.00505}, {0, 0.00505, 0.006},
	}
	r := Program{Threads: []Actor{{}}}.must().result(Installed{Version: "3.11.2"}, rec)
	want := []State{Running, Runnable, Running, Blocked, Running}
	if len(r.Spans) != len(want) {
		t.Fatalf("spans %v, expected the states %v", r.Spans, want)
	}
	for i, s := range r.Spans {
		if s.State != want[i] {
			t.Errorf("span %d is %v, expected %v", i, s.State, want[i])
		}
	}
	if a := r.Threads[0]; a.WaitedCore.Round(ms) != ms || a.Bytecode.Round(ms/100) != 4950*time.Microsecond {
		t.Errorf("A waited %v for a core and ran for %v", a.WaitedCore, a.Bytecode)
	}
}

func TestWhoHadTheGILIsInferred(t *testing.T) {
	p := Program{Threads: []Actor{{Name: "A"}, {Name: "B"}}}.must()
	r := p.result(Installed{Version: "3.11.2"}, exampleRecord())
	want := []Hold{{0, 0, 5 * ms}, {1, 5 * ms, 10 * ms}, {0, 10 * ms, 15 * ms}, {1, 15 * ms, 20 * ms}}
	if len(r.Holds) != len(want) {
		t.Fatalf("holds %v, expected %v", r.Holds, want)
	}
	for i, h := range r.Holds {
		if h.Thread != want[i].Thread || (h.To-want[i].To).Abs() > time.Microsecond {
			t.Errorf("hold %d is %v, expected %v", i, h, want[i])
		}
	}
	a, b := r.Threads[0], r.Threads[1]
	if a.WaitedGIL.Round(ms) != 5*ms || a.WaitedCore.Round(ms) != ms {
		t.Errorf("A waited %v for the GIL and %v for a core, expected 5ms and 1ms: nobody else ran in the second wait", a.WaitedGIL, a.WaitedCore)
	}
	if b.WaitedGIL.Round(ms) != 6*ms || b.WaitedDevice.Round(ms) != 4*ms || r.Latency(50) != ms || r.Switches() != 3 {
		t.Errorf("B waited %v for the GIL, %v for devices; latency %v, %d switches", b.WaitedGIL, b.WaitedDevice, r.Latency(50), r.Switches())
	}
	if r.CPU() != 19*ms || r.Overlap() > time.Microsecond {
		t.Errorf("CPU %v, overlap %v", r.CPU(), r.Overlap())
	}
	rec := exampleRecord()
	rec.Free = true
	if free := p.result(Installed{Version: "3.13.1t"}, rec); len(free.Holds) != 0 || free.Threads[0].WaitedCore.Round(ms) != 6*ms {
		t.Errorf("without a GIL: holds %v, A waited %v for a core", free.Holds, free.Threads[0].WaitedCore)
	}
}

// onThisMachine finds the Pythons of this machine, or skips the test.
func onThisMachine(t *testing.T) []Installed {
	if testing.Short() {
		t.Skip("starts Python")
	}
	all := Pythons()
	if len(all) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal(noPython)
		}
		t.Skip(noPython)
	}
	return all
}

func TestEveryPythonRunsEveryStep(t *testing.T) {
	pythons := onThisMachine(t)
	c := Compare(everyStep, pythons...)
	if c.Err != nil || len(c.Runs) != len(pythons) {
		t.Fatalf("%d runs on %d Pythons, error %v", len(c.Runs), len(pythons), c.Err)
	}
	for _, v := range c.Runs {
		if v.Err != nil {
			t.Errorf("%v: %v", v.Python, v.Err)
			continue
		}
		r := v.Real
		if x := r.Vars[0]; x.Stores != 840 || x.Value > 840 || x.Value < 1 {
			t.Errorf("%v: x = %d after %d stores, expected 840 stores", v.Python, x.Value, x.Stores)
		}
		a := r.Threads[0]
		if a.Bytecode == 0 || a.Native == 0 || a.NoGIL == 0 || a.WaitedDevice == 0 || len(a.Latencies) != 1 {
			t.Errorf("%v: the record of A is not complete:\n%v", v.Python, r)
		}
		// The old GIL may keep a thread waiting for as long as others compute.
		if len(r.Threads[2].Latencies) == 0 && !strings.HasPrefix(v.Python.Version, "2.") {
			t.Errorf("%v: the thread in the background did nothing", v.Python)
		}
		for i, h := range r.Holds {
			if i > 0 && h.From < r.Holds[i-1].To {
				t.Errorf("%v: hold %d begins before the one before has ended", v.Python, i)
			}
		}
		name := minor(v.Python.Version)
		if svg := c.Strip(name).SVG(); !strings.Contains(svg, "measured here") || !strings.Contains(svg, "simulated") {
			t.Errorf("%v: the strip lacks one of the sides", v.Python)
		}
	}
}

func TestAugmentedAssignmentIsWholeSince310(t *testing.T) {
	add := []Step{Increment(40_000)}
	for _, v := range Compare(Program{Threads: []Actor{{Steps: add}, {Steps: add}}}, onThisMachine(t)...).Runs {
		if v.Err != nil {
			t.Fatal(v.Err)
		}
		c := v.Real.Config
		if whole := c.Mode != OldGIL && c.Mode != FreeThreaded && !c.EagerChecks; whole && v.Real.Vars[0].Lost != 0 {
			t.Errorf("%v lost %d updates", v.Python, v.Real.Vars[0].Lost)
		}
	}
}

func TestPythonIsStoppedAfterItsLimit(t *testing.T) {
	python := onThisMachine(t)[0]
	p := Program{Threads: []Actor{{Steps: []Step{Pause(time.Hour)}}}, Limit: 100 * ms}
	c := Compare(p, python)
	if len(c.Runs) != 1 || c.Runs[0].Err == nil || !strings.Contains(c.Runs[0].Err.Error(), "did not end within 100ms") {
		t.Errorf("the runs are %+v", c.Runs)
	}
	if c.Err != nil || !strings.Contains(c.String(), "did not end within 100ms") {
		t.Errorf("error %v; it says\n%v", c.Err, c)
	}
}

func TestAnInterruptStopsPython(t *testing.T) {
	python := onThisMachine(t)[0]
	ctx, cancel := context.WithCancelCause(context.Background())
	hosted.set(t, ctx)
	stop := errors.New("stop it")
	go cancel(stop)
	c := Compare(Program{Threads: []Actor{{Steps: []Step{Pause(time.Hour)}}}, Limit: time.Hour}, python)
	if !errors.Is(c.Err, stop) || len(c.Runs) != 0 {
		t.Errorf("error %v, %d runs", c.Err, len(c.Runs))
	}
}

func TestAPythonThatFailsSaysWhy(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell script")
	}
	path := filepath.Join(t.TempDir(), "python3")
	script := "#!/bin/sh\ncat >/dev/null\necho 'Traceback' >&2\necho 'ImportError: no hashlib' >&2\nexit 1\n"
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	c := Compare(everyStep, Installed{Version: "3.11.2", Path: path})
	if got := c.String(); !strings.Contains(got, "ImportError: no hashlib") {
		t.Errorf("it says\n%s", got)
	}
}
