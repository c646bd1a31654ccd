package gil

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"interleave/runtime/internal/chart"
)

// A Measure is a number that a run has. Those below are the usual ones; write
// others as Measure{Name: "…", Of: func(r *gil.Result) float64 { … }}.
type Measure struct {
	Name    string
	Seconds bool // the number is a time in seconds
	Of      func(r *Result) float64
}

// Usual measures.
var (
	WallTime      = Measure{"wall", true, func(r *Result) float64 { return r.Wall.Seconds() }}
	CPUTime       = Measure{"CPU", true, func(r *Result) float64 { return r.CPU().Seconds() }}
	Parallelism   = Measure{"parallelism", false, (*Result).Parallelism}
	Fairness      = Measure{"fairness", false, (*Result).Fairness}
	Switches      = Measure{"switches", false, func(r *Result) float64 { return float64(r.Switches()) }}
	MedianHold    = Measure{"median hold", true, func(r *Result) float64 { return r.HoldTime(50).Seconds() }}
	MedianLatency = Measure{"median latency", true, func(r *Result) float64 { return r.Latency(50).Seconds() }}
	// LostUpdates is the share of all stores to shared variables.
	LostUpdates = Measure{"lost updates", false, func(r *Result) float64 {
		stores, lost := 0, 0
		for _, x := range r.Vars {
			stores, lost = stores+x.Stores, lost+x.Lost
		}
		return float64(lost) / float64(max(stores, 1))
	}}
)

func (m Measure) must() {
	if m.Of == nil {
		panic(fmt.Sprintf("gil: the measure %q has no function Of; expected one from a *Result to a number", m.Name))
	}
}

func (m Measure) format(v float64) string {
	switch {
	case math.IsNaN(v) || m.Seconds && v == 0:
		return "-"
	case m.Seconds:
		return short(time.Duration(math.Round(v * 1e9)))
	case v == math.Trunc(v) && math.Abs(v) < 1e15:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

func (m Measure) unit() chart.Unit {
	if m.Seconds {
		return chart.Seconds
	}
	return chart.Plain
}

// of is the measure's least, median and greatest value over the seeds.
func (p Point) of(m Measure) (lo, mid, hi float64) {
	var all []float64
	for _, r := range p.Results {
		all = append(all, m.Of(r))
	}
	if len(all) == 0 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	slices.Sort(all)
	n := len(all)
	return all[0], (all[(n-1)/2] + all[n/2]) / 2, all[n-1]
}
