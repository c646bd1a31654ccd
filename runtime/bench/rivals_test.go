package bench

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// rival is one way to do the same.
type rival struct {
	name string
	run  func()
}

// compare runs the rivals in turn, ours first, and reports for each the median time
// per element, and how many times the best of the others ours takes.
func compare(b *testing.B, elements int, rivals ...rival) {
	const rounds = 15
	for b.Loop() {
		times := make([][]float64, len(rivals))
		for _, r := range rivals {
			r.run() // warm up
		}
		for range rounds {
			for i, r := range rivals {
				begun := time.Now()
				r.run()
				times[i] = append(times[i], float64(time.Since(begun).Nanoseconds())/float64(elements))
			}
		}
		best, line := 0.0, ""
		for i, r := range rivals {
			slices.Sort(times[i])
			median := times[i][rounds/2]
			line += fmt.Sprintf("  %s %.1f", r.name, median)
			if i > 0 && (best == 0 || median < best) {
				best = median
			}
		}
		b.Log(line + " ns/element")
		b.ReportMetric(times[0][rounds/2], "ns/element")
		b.ReportMetric(times[0][rounds/2]/best, "x-best-rival")
		b.ReportMetric(0, "ns/op")
	}
}
