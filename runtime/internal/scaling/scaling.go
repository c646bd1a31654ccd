// Package scaling measures how work speeds up with workers and fits the laws that
// describe it. It is the core of parallel.Speedup.
package scaling

import (
	"context"
	"math"
	"runtime"
	"slices"
	"time"
)

// Plan is what to measure.
type Plan struct {
	Run     func(workers int)
	Workers []int // sorted, without repetitions, beginning with 1
	Repeats int   // measured rounds; one more warms up
	// Now is the clock, time.Now if nil.
	Now func() time.Time
}

// Measure runs the plan and gives, for each number of workers, its times. Each
// round has all numbers, beginning with another one, so that a machine that gets
// slower or faster meanwhile is no one's advantage. When ctx is done, the rounds
// that are whole are what was measured, and the error is its cause.
func Measure(ctx context.Context, p Plan) ([][]time.Duration, error) {
	now := p.Now
	if now == nil {
		now = time.Now
	}
	times := make([][]time.Duration, len(p.Workers))
	for round := range p.Repeats + 1 {
		one := make([]time.Duration, len(p.Workers))
		runtime.GC() // what the last round left is not this one's
		for i := range p.Workers {
			k := (i + round) % len(p.Workers)
			if ctx.Err() != nil {
				return times, context.Cause(ctx)
			}
			start := now()
			p.Run(p.Workers[k])
			one[k] = now().Sub(start)
		}
		if ctx.Err() != nil {
			return times, context.Cause(ctx) // the last run may have ended early
		}
		if round == 0 {
			continue
		}
		for k, d := range one {
			times[k] = append(times[k], d)
		}
	}
	return times, nil
}

// Quartiles are the median and the two quartiles of times, which are not empty.
func Quartiles(times []time.Duration) (low, median, high time.Duration) {
	s := slices.Sorted(slices.Values(times))
	at := func(q float64) time.Duration {
		x := q * float64(len(s)-1)
		i := int(x)
		if i+1 == len(s) {
			return s[i]
		}
		return s[i] + time.Duration((x-float64(i))*float64(s[i+1]-s[i]))
	}
	return at(0.25), at(0.5), at(0.75)
}

// Amdahl is the part of the work that no number of workers makes faster, from 0
// to 1, which fits the speed-ups s with p workers best: 1/s = f + (1-f)/p. It is
// NaN without a p above 1.
func Amdahl(p []int, s []float64) float64 {
	var top, bottom float64
	for i := range p {
		x := 1 - 1/float64(p[i])
		top += x * (1/s[i] - 1/float64(p[i]))
		bottom += x * x
	}
	return clamp(top / bottom)
}

// AmdahlAt is Amdahl's speed-up with p workers.
func AmdahlAt(serial, p float64) float64 { return 1 / (serial + (1-serial)/p) }

// Gustafson is the part of the time with p workers that is serial, from 0 to 1,
// which fits s = p - f·(p-1) best. It is NaN without a p above 1.
func Gustafson(p []int, s []float64) float64 {
	var top, bottom float64
	for i := range p {
		x := float64(p[i] - 1)
		top += x * (float64(p[i]) - s[i])
		bottom += x * x
	}
	return clamp(top / bottom)
}

// GustafsonAt is Gustafson's speed-up with p workers.
func GustafsonAt(serial, p float64) float64 { return p - serial*(p-1) }

// KarpFlatt is the serial part that one speed-up s with p workers, more than 1,
// tells of.
func KarpFlatt(p int, s float64) float64 {
	x := 1 / float64(p)
	return (1/s - x) / (1 - x)
}

// USL fits the universal scalability law, s = p/(1 + a(p-1) + b·p(p-1)): a is the
// contention, what workers wait for, b the coherency, what they tell each other,
// neither below 0. It needs two different p above 1; ok says whether it had them.
func USL(p []int, s []float64) (a, b float64, ok bool) {
	// Least squares of p/s - 1 = a·x + b·y with x = p-1 and y = p(p-1).
	var xx, xy, yy, xz, yz float64
	above := map[int]bool{}
	for i := range p {
		if p[i] <= 1 {
			continue
		}
		above[p[i]] = true
		n := float64(p[i])
		x, y, z := n-1, n*(n-1), n/s[i]-1
		xx, xy, yy, xz, yz = xx+x*x, xy+x*y, yy+y*y, xz+x*z, yz+y*z
	}
	if len(above) < 2 {
		return math.NaN(), math.NaN(), false
	}
	d := xx*yy - xy*xy
	a, b = (xz*yy-yz*xy)/d, (yz*xx-xz*xy)/d
	// The best pair without a negative one has a zero where the free one is negative.
	switch {
	case a < 0:
		a, b = 0, max(0, yz/yy)
	case b < 0:
		a, b = max(0, xz/xx), 0
	}
	return a, b, true
}

// USLAt is the speed-up with p workers.
func USLAt(a, b, p float64) float64 { return p / (1 + a*(p-1) + b*p*(p-1)) }

// USLPeak is the number of workers with the greatest speed-up: infinite without
// coherency.
func USLPeak(a, b float64) float64 {
	if b <= 0 {
		return math.Inf(1)
	}
	return max(1, math.Sqrt((1-min(a, 1))/b))
}

func clamp(x float64) float64 {
	if math.IsNaN(x) {
		return x
	}
	return min(1, max(0, x))
}
