package bench

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// rival is one way to do the same. Those that are called "async.…" are other ways of
// ours and no rivals.
type rival struct {
	name string
	run  func()
}

const (
	rounds = 101                  // of which each rival runs once, in turn
	sample = 2 * time.Millisecond // what is timed at once is not much shorter
)

// compare runs the rivals in turn, ours first, and reports for each the median time per
// element, with the bytes and allocations of one element. How many times the best of the
// others ours takes is the median of the quotients of the rounds: what else the machine
// does slows down both sides of one round.
func compare(b *testing.B, elements int, rivals ...rival) {
	order := rand.New(rand.NewPCG(1, 2))
	for b.Loop() {
		times, repeats := make([][]float64, len(rivals)), make([]int, len(rivals))
		for i, r := range rivals {
			r.run() // warm up
			begun := time.Now()
			r.run()
			repeats[i] = 1 + int(sample/max(1, time.Since(begun)))
		}
		for range rounds {
			for _, i := range order.Perm(len(rivals)) { // nobody always follows the same one
				begun := time.Now()
				for range repeats[i] {
					rivals[i].run()
				}
				times[i] = append(times[i], float64(time.Since(begun).Nanoseconds())/float64(repeats[i]*elements))
			}
		}
		best, medians := 0, make([]float64, len(rivals))
		var line strings.Builder
		for i, r := range rivals {
			medians[i] = median(times[i])
			bytes, allocs := memory(r.run, elements)
			fmt.Fprintf(&line, "\n  %-9s %8.1f ns %7.1f B %6.2f allocs", r.name, medians[i], bytes, allocs)
			if i > 0 && !strings.HasPrefix(r.name, "async.") && (best == 0 || medians[i] < medians[best]) {
				best = i
			}
		}
		quotients := make([]float64, rounds)
		for round := range quotients {
			quotients[round] = times[0][round] / times[best][round]
		}
		b.Log("each element:" + line.String())
		b.ReportMetric(medians[0], "ns/element")
		b.ReportMetric(median(quotients), "x-best-rival")
		b.ReportMetric(0, "ns/op")
	}
}

func median(xs []float64) float64 {
	xs = slices.Sorted(slices.Values(xs))
	return xs[len(xs)/2]
}

// memory is what one element takes, in the mean.
func memory(run func(), elements int) (bytes, allocs float64) {
	const runs = 5
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range runs {
		run()
	}
	runtime.ReadMemStats(&after)
	n := float64(runs * elements)
	return float64(after.TotalAlloc-before.TotalAlloc) / n, float64(after.Mallocs-before.Mallocs) / n
}
