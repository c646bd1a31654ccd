package gil

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// BenchmarkAnchors runs the anchors that depend on time on every Python of this
// machine, simulated beside real, and reports both. What a loaded machine says is no
// proof of anything, so nothing is asserted here: the TestA… hold the simulator to its
// anchors, and say what the real side was when it was measured.
//
//	go test ./runtime/gil -run ^$ -bench Anchors -benchtime 1x
func BenchmarkAnchors(b *testing.B) {
	pythons := Pythons()
	if len(pythons) == 0 {
		b.Skip("no Python was found")
	}
	two := func(steps ...Step) []Actor {
		return []Actor{{Name: "A", Steps: steps}, {Name: "B", Steps: steps}}
	}
	speedup := func(v Versus) (simulated, real float64) { return v.Speedup() }
	of := func(f func(*Result) float64) func(Versus) (float64, float64) {
		return func(v Versus) (float64, float64) { return f(v.Simulated), f(v.Real) }
	}
	server := Actor{Name: "server", Steps: []Step{Repeat(40, Pause(ms), Work(ms/100))}}
	for _, anchor := range []struct {
		name, unit string
		threads    []Actor
		of         func(Versus) (simulated, real float64)
	}{
		{"A1 A2 two threads of bytecode", "x", two(Work(300 * ms)), speedup},
		{"A4 median hold", "ms", two(Work(300 * ms)), of(func(r *Result) float64 { return inMs(r.HoldTime(50)) })},
		{"A5 overlap", "ms", two(Work(300 * ms)), of(func(r *Result) float64 { return inMs(r.Overlap()) })},
		{"A6 delay beside one thread", "ms", []Actor{server, {Name: "cpu", Steps: []Step{Work(ms)}, Background: true}},
			of(func(r *Result) float64 { return inMs(r.Threads[0].Latency(50)) })},
		{"A8 delay beside native calls of 20 ms", "ms", []Actor{server, {Name: "native", Steps: []Step{KeepGIL(20 * ms)}, Background: true}},
			of(func(r *Result) float64 { return inMs(r.Threads[0].Latency(50)) })},
		{"A9 two threads of native code without the GIL", "x", two(ReleaseGIL(300 * ms)), speedup},
		{"A11 updates lost", "%", two(Increment(200_000)), of(func(r *Result) float64 { return 100 * LostUpdates.Of(r) })},
		{"A11 updates lost with a call between", "%", two(IncrementByCall(1_000_000)), of(func(r *Result) float64 { return 100 * LostUpdates.Of(r) })},
	} {
		for _, python := range pythons {
			b.Run(fmt.Sprintf("%s/%s", anchor.name, python.Version), func(b *testing.B) {
				if strings.HasPrefix(anchor.name, "A8") && strings.HasPrefix(python.Version, "2.") {
					b.Skip("the old GIL is let go after a hundred calls only, and then the thread that computes takes it again: the server waits for minutes")
				}
				for b.Loop() {
					c := Compare(Program{Name: anchor.name, Threads: anchor.threads}, python)
					v := c.Runs[0]
					if v.Err != nil {
						b.Fatal(v.Err)
					}
					simulated, real := anchor.of(v)
					b.ReportMetric(simulated, "simulated-"+anchor.unit)
					b.ReportMetric(real, "real-"+anchor.unit)
				}
				b.ReportMetric(0, "ns/op") // not what this is about
			})
		}
	}
}

func inMs(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
