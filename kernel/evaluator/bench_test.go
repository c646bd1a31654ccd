//go:build unix

package evaluator

import (
	"fmt"
	"testing"
)

func BenchmarkRoundTrip(b *testing.B) {
	k := startKernel(b)
	for b.Loop() {
		k.run("value 1")
	}
}

func BenchmarkLines(b *testing.B) {
	const lines = 100000
	k := startKernel(b)
	for b.Loop() {
		k.run(fmt.Sprint("lines ", lines))
	}
	b.ReportMetric(float64(lines)*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}

func BenchmarkBytes(b *testing.B) {
	const size = 50 << 20
	k := startKernel(b)
	b.SetBytes(size)
	for b.Loop() {
		k.run(fmt.Sprint("bytes ", size))
	}
}

func BenchmarkDisplay(b *testing.B) {
	const size = 5 << 20
	k := startKernel(b)
	b.SetBytes(size)
	for b.Loop() {
		k.run(fmt.Sprint("display ", size))
	}
}
