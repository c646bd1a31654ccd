package engine

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"interleave/runtime/parallel"
)

const mapElements = 200_000

func double(x int) int { return 2 * x }

// BenchmarkMapElement is what parallel.Map costs for an element of almost no
// work, on one worker, in a compiled program and in a cell, and a plain loop
// beside each.
func BenchmarkMapElement(b *testing.B) {
	xs := make([]int, mapElements)
	report := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/mapElements, "ns/element")
	}
	b.Run("compiled/loop", func(b *testing.B) {
		for b.Loop() {
			ys := make([]int, len(xs))
			f := double
			for i, x := range xs {
				ys[i] = f(x)
			}
		}
		report(b)
	})
	b.Run("compiled/map", func(b *testing.B) {
		for b.Loop() {
			if _, err := parallel.Map(xs, double, parallel.Workers(1)); err != nil {
				b.Fatal(err)
			}
		}
		report(b)
	})
	s := newSession(b)
	s.out.quiet = true
	s.must(fmt.Sprintf("xs := make([]int, %d)\nfunc double(x int) int { return 2 * x }", mapElements))
	b.Run("cell/loop", func(b *testing.B) {
		for b.Loop() {
			s.must("ys := make([]int, len(xs))\nfor i, x := range xs {\n\tys[i] = double(x)\n}")
		}
		report(b)
	})
	b.Run("cell/map", func(b *testing.B) {
		for b.Loop() {
			s.must("_, err := parallel.Map(xs, double, parallel.Workers(1))")
		}
		report(b)
	})
}

func collatz(n int) int {
	steps := 0
	for n != 1 {
		if n%2 == 0 {
			n /= 2
		} else {
			n = 3*n + 1
		}
		steps++
	}
	return steps
}

const collatzText = `func collatz(n int) int {
	steps := 0
	for n != 1 {
		if n%2 == 0 {
			n /= 2
		} else {
			n = 3*n + 1
		}
		steps++
	}
	return steps
}`

// BenchmarkMapSpeedup is the speed-up of parallel.Map over a function that only
// computes, from one worker to GOMAXPROCS, interpreted and compiled in the same
// rounds: the medians, and how much of the compiled one the interpreted one has.
func BenchmarkMapSpeedup(b *testing.B) {
	const rounds = 9
	n := runtime.GOMAXPROCS(0)
	input := func(size int) []int {
		xs := make([]int, size)
		for i := range xs {
			xs[i] = 10_000 + i
		}
		return xs
	}
	compiledInput := input(100_000)
	s := newSession(b)
	s.out.quiet = true
	s.must(collatzText)
	s.must("xs := make([]int, 2000)\nfor i := range xs {\n\txs[i] = 10_000 + i\n}")
	compiled := func(workers int) time.Duration {
		start := time.Now()
		if _, err := parallel.Map(compiledInput, collatz, parallel.Workers(workers)); err != nil {
			b.Fatal(err)
		}
		return time.Since(start)
	}
	cell := func(workers int) time.Duration {
		start := time.Now()
		s.must(fmt.Sprintf("_, err := parallel.Map(xs, collatz, parallel.Workers(%d))", workers))
		return time.Since(start)
	}
	for b.Loop() {
		var c1, cn, i1, in []time.Duration
		for range rounds {
			c1, i1 = append(c1, compiled(1)), append(i1, cell(1))
			cn, in = append(cn, compiled(n)), append(in, cell(n))
		}
		c := float64(median(c1)) / float64(median(cn))
		i := float64(median(i1)) / float64(median(in))
		b.ReportMetric(c, "compiled-speedup")
		b.ReportMetric(i, "cell-speedup")
		b.ReportMetric(i/c, "cell/compiled")
	}
}
