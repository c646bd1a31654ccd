package gil

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkAnchorsOnPython runs the anchors that have a program on every Python
// of this machine and reports simulated and measured values, with the bounds
// that were agreed on for real Pythons with the new GIL. They are no test,
// since a busy machine breaks them.
func BenchmarkAnchorsOnPython(b *testing.B) {
	two := func(steps ...Step) []Actor {
		return []Actor{{Name: "A", Steps: steps}, {Name: "B", Steps: steps}}
	}
	server := Actor{Name: "server", Steps: []Step{Repeat(40, Pause(ms), Work(10*time.Microsecond))}}
	cpu := Actor{Steps: []Step{Work(ms)}, Background: true}
	native := Actor{Steps: []Step{KeepGIL(17 * ms)}, Background: true}
	speedup := func(v Versus, real bool) float64 {
		s, m := v.Speedup()
		if real {
			return m
		}
		return s
	}
	of := func(f func(*Result) float64) func(Versus, bool) float64 {
		return func(v Versus, real bool) float64 {
			if real {
				return f(v.Real)
			}
			return f(v.Simulated)
		}
	}
	latency := of(func(r *Result) float64 { return r.Threads[0].Latency(50).Seconds() * 1e3 })
	for _, anchor := range []struct {
		name    string
		threads []Actor
		value   func(v Versus, real bool) float64
		bounds  string
	}{
		{"A1 speed-up of 2 threads", two(Work(150 * ms)), speedup, "0.7 to 1.15"},
		{"A4 median hold in ms", two(Work(150 * ms)), of(func(r *Result) float64 { return r.HoldTime(50).Seconds() * 1e3 }), "5.05 to 5.25"},
		{"A5 overlap in ms", two(Work(150 * ms)), of(func(r *Result) float64 { return r.Overlap().Seconds() * 1e3 }), "0 to 1"},
		{"A6 delay in ms beside 1", []Actor{server, cpu}, latency, "2 to 8"},
		{"A6 delay in ms beside 2", []Actor{server, cpu, cpu}, latency, "4 to 16"},
		{"A8 delay in ms beside native code of 17 ms", []Actor{server, native}, latency, "12 to 19"},
		{"A9 speed-up of native code that releases", two(Repeat(20, ReleaseGIL(5*ms))), speedup, "1.4 to 2, with two idle cores"},
	} {
		b.Run(anchor.name, func(b *testing.B) {
			for b.Loop() {
				for _, v := range Compare(Program{Name: anchor.name, Threads: anchor.threads}).Runs {
					if v.Err != nil {
						b.Error(v.Err)
						continue
					}
					b.ReportMetric(anchor.value(v, true), v.Python.Version)
					b.Logf("%-8s simulated %.3g, measured %.3g (%s)", v.Python.Version, anchor.value(v, false), anchor.value(v, true), anchor.bounds)
				}
			}
			b.ReportMetric(0, "ns/op")
		})
	}
	if len(Pythons()) == 0 {
		b.Log(fmt.Sprintf("nothing was measured: %s", noPython))
	}
}
