package gil

import (
	"fmt"
	"reflect"
	"testing"
	"time"
)

// The anchors: what the simulator has to reproduce of CPython, each with the
// bounds that were agreed on when the figures were measured. All of it is
// virtual time, so the bounds are exact and the machine does not matter.

const ms = time.Millisecond

// config is the machine of the measurements: two cores.
func config(m Mode) Config { return Config{Mode: m, Cores: 2} }

func within(t *testing.T, what string, got, lo, hi float64) {
	t.Helper()
	t.Logf("%s: %.4g", what, got)
	if !(got >= lo && got <= hi) {
		t.Errorf("%s is %.4g, expected %.4g to %.4g", what, got, lo, hi)
	}
}

// split runs one second of bytecode in k threads.
func split(c Config, k int) *Result {
	vm := New(c)
	for i := range k {
		vm.Interpreter(fmt.Sprint("interpreter ", i)).Thread(fmt.Sprint("cpu ", i), func(t *Thread) { t.Bytecode(time.Second / time.Duration(k)) })
	}
	return vm.Run()
}

func speedup(r *Result) float64 { return float64(time.Second) / float64(r.Wall) }

func TestA1NewGILGainsNothing(t *testing.T) {
	within(t, "speedup of 2 threads", speedup(split(config(NewGIL), 2)), 0.95, 1)
}

func TestA2OldGILLosesOnTwoCores(t *testing.T) {
	r := split(config(OldGIL), 2)
	within(t, "speedup of 2 threads", speedup(r), 0.3, 0.6)
	within(t, "CPU/wall", r.Parallelism(), 1.4, 2)
	within(t, "failed wakes", float64(r.Threads[0].FailedWakes+r.Threads[1].FailedWakes), 10_000, 1e9)
}

func TestA3OldGILOnOneCore(t *testing.T) {
	c := config(OldGIL)
	c.Cores = 1
	within(t, "speedup of 2 threads on one core", speedup(split(c, 2)), 0.9, 1)
}

func cpuThreads(c Config, k int, d time.Duration) *Result {
	vm := New(c)
	for i := range k {
		vm.Thread(fmt.Sprint("cpu ", i), func(t *Thread) { t.Bytecode(time.Hour) })
	}
	return vm.RunFor(d)
}

func TestA4HoldIsTheSwitchInterval(t *testing.T) {
	for _, interval := range []time.Duration{ms / 10, ms / 2, ms, 2 * ms, 5 * ms, 10 * ms} {
		c := config(NewGIL)
		c.SwitchInterval = interval
		r := cpuThreads(c, 2, 2*time.Second)
		within(t, fmt.Sprintf("hold p50 - interval of %v, in ms", interval), (r.HoldTime(50)-interval).Seconds()*1e3, 0.05, 0.25)
	}
}

func TestA5HoldsNeverOverlap(t *testing.T) {
	for _, m := range []Mode{NewGIL, OldGIL} {
		r := cpuThreads(config(m), 4, time.Second/4)
		if r.Overlap() != 0 {
			t.Errorf("%v: threads ran bytecode together for %v", m, r.Overlap())
		}
		for i := 1; i < len(r.Holds); i++ {
			if r.Holds[i].From < r.Holds[i-1].To {
				t.Fatalf("%v: hold %d begins at %v, before the one before ends at %v", m, i, r.Holds[i].From, r.Holds[i-1].To)
			}
		}
		if len(r.Holds) < 40 {
			t.Errorf("%v: only %d holds", m, len(r.Holds))
		}
	}
	if r := cpuThreads(config(FreeThreaded), 2, time.Second/4); r.Overlap() < time.Second/5 {
		t.Errorf("free-threaded: threads ran together for %v of 250ms only", r.Overlap())
	}
}

// convoy is a thread that serves requests beside CPU-bound ones.
func convoy(c Config, cpus int, d time.Duration) *Result {
	vm := New(c)
	vm.Thread("server", func(t *Thread) {
		for {
			t.IO(ms)
			t.Ticks(200)
		}
	})
	for i := range cpus {
		vm.Thread(fmt.Sprint("cpu ", i), func(t *Thread) { t.Bytecode(time.Hour) })
	}
	return vm.RunFor(d)
}

func TestA6Convoy(t *testing.T) {
	for _, cpus := range []int{1, 2, 4} {
		r := convoy(config(NewGIL), cpus, 4*time.Second)
		want := float64(cpus) * 5
		within(t, fmt.Sprintf("latency p50 in ms beside %d CPU-bound threads", cpus), r.Latency(50).Seconds()*1e3, want*0.75, want*1.25)
	}
}

func TestA7ConvoyIsLinearInTheInterval(t *testing.T) {
	var xs, ys []float64
	for _, interval := range []time.Duration{ms / 100, ms / 10, ms / 2, ms, 2 * ms, 5 * ms, 10 * ms, 20 * ms, 50 * ms} {
		c := config(NewGIL)
		c.SwitchInterval = interval
		xs = append(xs, interval.Seconds())
		ys = append(ys, convoy(c, 1, 4*time.Second).Latency(50).Seconds())
	}
	within(t, "r² of latency over interval", rSquared(xs, ys), 0.99, 1)
}

// rSquared is the squared correlation of xs and ys.
func rSquared(xs, ys []float64) float64 {
	var mx, my float64
	for i := range xs {
		mx += xs[i] / float64(len(xs))
		my += ys[i] / float64(len(xs))
	}
	var xy, xx, yy float64
	for i := range xs {
		xy += (xs[i] - mx) * (ys[i] - my)
		xx += (xs[i] - mx) * (xs[i] - mx)
		yy += (ys[i] - my) * (ys[i] - my)
	}
	return xy * xy / (xx * yy)
}

func TestA8LongNativeCallDelaysOthers(t *testing.T) {
	for _, call := range []time.Duration{17 * ms, 48 * ms} {
		vm := New(config(NewGIL))
		vm.Thread("sleeper", func(t *Thread) {
			for {
				t.Sleep(ms)
				t.Ticks(50)
			}
		})
		vm.Thread("native", func(t *Thread) {
			for {
				t.Native(call)
				t.Loop()
			}
		})
		delay := vm.RunFor(4 * time.Second).Latency(50)
		within(t, fmt.Sprintf("delay / length of a native call of %v", call), ratio(delay, call), 0.8, 1)
	}
}

func TestA9NativeCodeThatReleasesOverlaps(t *testing.T) {
	run := func(op func(*Thread, time.Duration)) float64 {
		vm := New(config(NewGIL))
		for i := range 2 {
			vm.Thread(fmt.Sprint("T", i), func(t *Thread) {
				for range 100 {
					op(t, 2*ms)
					t.Loop()
				}
			})
		}
		return 0.4 / vm.Run().Wall.Seconds()
	}
	within(t, "speedup of native code without the GIL", run((*Thread).NoGIL), 1.8, 2)
	within(t, "speedup of native code with the GIL", run((*Thread).Native), 0.9, 1)
	within(t, "speedup of bytecode", run((*Thread).Bytecode), 0.9, 1)
}

func TestA10GILPerInterpreter(t *testing.T) {
	for _, k := range []int{2, 4} {
		within(t, fmt.Sprintf("speedup of %d interpreters with a GIL each", k), speedup(split(config(PerInterpreter), k)), 1.9, 2)
		within(t, fmt.Sprintf("speedup of %d interpreters that share one", k), speedup(split(config(NewGIL), k)), 0.9, 1)
	}
}

// lost is which share of the updates is lost when 4 threads count.
func lost(c Config, n int, add func(*Thread, *Int)) float64 {
	c.Tick = time.Microsecond // a longer run in fewer steps
	vm := New(c)
	x := vm.Int("x", 0)
	for i := range 4 {
		vm.Thread(fmt.Sprint("T", i), func(t *Thread) {
			for range n {
				add(t, x)
				t.Loop()
			}
		})
	}
	r := vm.Run()
	want := 4 * n
	if x.Value() != want-x.Lost() || r.Vars[0].Lost != x.Lost() || r.Vars[0].Stores != want {
		panic(fmt.Sprintf("%d of %d updates are left, %d are said to be lost", x.Value(), want, x.Lost()))
	}
	return float64(x.Lost()) / float64(want)
}

func augmented(t *Thread, x *Int) { t.Add(x, 1) }

// withCall is x = x + one().
func withCall(t *Thread, x *Int) {
	v := t.Load(x)
	t.Call(func() {})
	t.Store(x, v+1)
}

func TestA11LostUpdates(t *testing.T) {
	for _, test := range []struct {
		version         string
		augmented, call [2]float64
	}{
		{"2.7", [2]float64{0.2, 0.9}, [2]float64{0.2, 0.9}},
		{"3.8", [2]float64{0.2, 0.9}, [2]float64{0.2, 0.9}},
		{"3.9", [2]float64{0.2, 0.9}, [2]float64{0.2, 0.9}},
		{"3.10", [2]float64{0, 0}, [2]float64{0.2, 0.9}},
		{"3.11", [2]float64{0, 0}, [2]float64{0.2, 0.9}},
		{"3.12", [2]float64{0, 0}, [2]float64{0.2, 0.9}},
		{"3.13", [2]float64{0, 0}, [2]float64{0.2, 0.9}},
		{"3.13t", [2]float64{0.2, 0.9}, [2]float64{0.2, 0.9}},
	} {
		c := Python(test.version)
		within(t, test.version+": x += 1, share lost", lost(c, 20_000, augmented), test.augmented[0], test.augmented[1])
		within(t, test.version+": x = x + one(), share lost", lost(c, 20_000, withCall), test.call[0], test.call[1])
	}
}

func TestA11NothingIsLostWithAMutex(t *testing.T) {
	for _, version := range []string{"2.7", "3.9", "3.13", "3.13t"} {
		c := Python(version)
		c.Tick = time.Microsecond
		vm := New(c)
		x, m := vm.Int("x", 0), vm.Mutex("m")
		for i := range 4 {
			vm.Thread(fmt.Sprint("T", i), func(t *Thread) {
				for range 2000 {
					t.Lock(m)
					withCall(t, x)
					t.Unlock(m)
					t.Loop()
				}
			})
		}
		if vm.Run(); x.Value() != 8000 || x.Lost() != 0 {
			t.Errorf("%s: %d of 8000 updates are left", version, x.Value())
		}
	}
}

func TestA12RunsRepeatToTheByte(t *testing.T) {
	for _, m := range []Mode{NewGIL, OldGIL, PerInterpreter, FreeThreaded} {
		run := func(seed uint64) *Result {
			c := config(m)
			c.Seed = seed
			r := convoy(c, 3, time.Second/4)
			r.Config.Seed = 0
			return r
		}
		a, b, other := run(1), run(1), run(2)
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%v: two runs with the same seed differ", m)
		}
		if reflect.DeepEqual(a, other) {
			t.Errorf("%v: another seed gives the same run", m)
		}
	}
}
