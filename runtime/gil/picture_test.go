package gil

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"interleave/runtime/internal/chart"
)

// shares is how much of a lane's window each state has.
func shares(p *strips, lane chart.Lane) map[State]float64 {
	all := map[State]float64{}
	for _, s := range lane.Spans {
		all[State(s.State)] += (s.To - s.From) / (p.to - p.from).Seconds()
	}
	return all
}

func TestMixedLanesKeepTheShares(t *testing.T) {
	r := cpuThreads(config(OldGIL), 8, time.Second)
	p := newStrips("", 0, r.Wall)
	p.add(r, "")
	for i := range p.lanes.Lanes {
		lane := &p.lanes.Lanes[i]
		before, n := shares(p, *lane), len(lane.Spans)
		if !p.mix(lane) {
			t.Errorf("%s: %d spans were left as they are", lane.Name, n)
		}
		if len(lane.Spans) > columns {
			t.Errorf("%s: %d spans are left of %d", lane.Name, len(lane.Spans), n)
		}
		for s, got := range shares(p, *lane) {
			if math.Abs(got-before[s]) > 5.0/columns {
				t.Errorf("%s: %v has %.3f of the lane, %.3f before", lane.Name, s, got, before[s])
			}
		}
	}
	if svg := r.Strip().SVG(); len(svg) > 300_000 {
		t.Errorf("the strip has %d bytes", len(svg))
	}
}

func TestStripsHaveALaneForEachGIL(t *testing.T) {
	for _, test := range []struct {
		mode  Mode
		locks int
	}{{NewGIL, 1}, {OldGIL, 1}, {PerInterpreter, 2}, {FreeThreaded, 0}} {
		r := split(config(test.mode), 2)
		p := newStrips("", 0, r.Wall)
		p.add(r, "")
		locks, threads := 0, 0
		for _, lane := range p.lanes.Lanes {
			if lane.Name == "GIL" {
				locks++
			} else {
				threads++
			}
		}
		if locks != test.locks || threads != 2 {
			t.Errorf("%v: %d lanes of GILs and %d of threads, expected %d and 2", test.mode, locks, threads, test.locks)
		}
	}
}

func TestDelaysAreTheLatencies(t *testing.T) {
	for _, m := range []Mode{NewGIL, OldGIL, FreeThreaded} {
		r := convoy(config(m), 2, time.Second/2)
		i := 0
		for _, d := range r.delays() {
			if want := r.Threads[0].Latencies[i]; d.length() != want {
				t.Fatalf("%v: delay %d is %v, the latency %v", m, i, d.length(), want)
			}
			i++
		}
		if n := len(r.Threads[0].Latencies); n-i > 1 || n < 10 {
			t.Errorf("%v: %d delays of %d latencies were found", m, i, n)
		}
	}
}

func TestPicturesOfEmptyRuns(t *testing.T) {
	r := New(Config{}).Run()
	for name, f := range map[string]chart.Figure{"strip": r.Strip(), "convoy": r.Convoy()} {
		if f.SVG() == "" || f.Title() == "" {
			t.Errorf("the %s of a run without threads is empty", name)
		}
	}
	mustPanic(t, "window", "has to be before", func() { cpuThreads(Config{}, 1, ms).StripBetween(2*ms, ms) })
}

func TestResultShowsItself(t *testing.T) {
	vm := New(Config{})
	x := vm.Int("<x>", 0)
	vm.Thread("a & b", func(t *Thread) { t.Add(x, 1) })
	html := vm.Run().HTML()
	for _, want := range []string{"&lt;x&gt; = 1 after 1 stores", "a &amp; b</th>", "<svg"} {
		if !strings.Contains(html, want) {
			t.Errorf("the page of a result lacks %q", want)
		}
	}
}

func sweepProgram(vm *VM, threads int) {
	vm.Thread("server", func(t *Thread) {
		for range 20 {
			t.IO(ms)
			t.Ticks(200)
		}
	})
	for range threads {
		vm.Thread("", func(t *Thread) { t.Bytecode(50 * ms) })
	}
}

func TestSweepIsEveryCombination(t *testing.T) {
	s := Sweep{Versions: []string{"3.9", "3.13t"}, Intervals: []time.Duration{ms, 5 * ms}, Threads: []int{0, 1, 4}, Seeds: 3}
	p := s.Run(sweepProgram)
	if p.Err != nil || len(p.Points) != 12 {
		t.Fatalf("%d points, error %v; expected 12", len(p.Points), p.Err)
	}
	seen := map[string]bool{}
	for _, point := range p.Points {
		seen[fmt.Sprint(point.Version, point.Config.SwitchInterval, point.Threads)] = true
		if len(point.Results) != 3 || len(point.Results[0].Threads) != point.Threads+1 {
			t.Errorf("%v: %d runs with %d threads", point.Config, len(point.Results), len(point.Results[0].Threads))
		}
		for i, r := range point.Results {
			if r.Config.Seed != uint64(i+1) {
				t.Errorf("run %d has the seed %d", i, r.Config.Seed)
			}
		}
		lo, mid, hi := point.of(MedianLatency)
		if !(lo <= mid && mid <= hi) {
			t.Errorf("latency %v, %v, %v is not in order", lo, mid, hi)
		}
	}
	if len(seen) != 12 {
		t.Errorf("only %d of the points differ", len(seen))
	}
	if table := p.Table(WallTime); len(table.Rows) != 12 || len(table.Header) != 4 {
		t.Errorf("the table has %d rows and the columns %q", len(table.Rows), table.Header)
	}
	text := p.Chart(MedianLatency).String()
	for _, want := range []string{"Python 3.9, 4 threads", "Python 3.13t, 1 thread", "switch interval"} {
		if !strings.Contains(text, want) {
			t.Errorf("the chart lacks %q:\n%s", want, text)
		}
	}
}

func TestSweepOfVersionsHasBars(t *testing.T) {
	p := Sweep{Versions: []string{"2.7", "3.11"}}.Run(sweepProgram)
	if text := p.Chart(Switches).String(); !strings.Contains(text, "Python 2.7") || !strings.Contains(text, "Python 3.11") {
		t.Errorf("the chart is\n%s", text)
	}
}

func TestSweepEndsWithAnError(t *testing.T) {
	p := Sweep{Threads: []int{1, 2, 3}}.Run(func(vm *VM, threads int) {
		m := vm.Mutex("m")
		vm.Thread("A", func(t *Thread) {
			for range min(threads, 2) {
				t.Lock(m)
			}
		})
	})
	var d *Deadlock
	if !errors.As(p.Err, &d) || len(p.Points) != 1 {
		t.Errorf("error %v after %d points, expected a deadlock after 1", p.Err, len(p.Points))
	}
	if !strings.Contains(p.String(), "ended early: deadlock") {
		t.Errorf("the table does not tell the error:\n%v", p)
	}
}

func TestMisuseOfSweep(t *testing.T) {
	mustPanic(t, "nil", "program is nil", func() { Sweep{}.Run(nil) })
	mustPanic(t, "seeds", "Seeds -1", func() { Sweep{Seeds: -1}.Run(sweepProgram) })
	mustPanic(t, "threads", "Threads has -2", func() { Sweep{Threads: []int{-2}}.Run(sweepProgram) })
	mustPanic(t, "interval", "SwitchInterval", func() { Sweep{Intervals: []time.Duration{-1}}.Run(sweepProgram) })
	mustPanic(t, "measure", "no function Of", func() { Sweep{}.Run(sweepProgram).Chart(Measure{Name: "m"}) })
}
