package engine

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"interleave/kernel/evaluator"
)

const tenLines = `func work%d(n int) (int, string) {
	sum := 0
	for i := 0; i < n; i++ {
		if i%%3 == 0 || i%%5 == 0 {
			sum += i
		}
	}
	s := fmt.Sprintf("sum of %%d", n)
	return sum, s
}
work%d(10)`

func BenchmarkCell(b *testing.B) {
	for _, c := range []struct {
		name string
		code func(n int) string
	}{
		{"empty", func(int) string { return "" }},
		{"one-plus-one", func(int) string { return "1 + 1" }},
		{"ten-line-function", func(n int) string { return fmt.Sprintf(tenLines, n, n) }},
		{"println-100k", func(int) string { return "for i := 0; i < 100000; i++ {\n\tfmt.Println(i)\n}" }},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := newSession(b)
			s.out.quiet = true
			s.must("fmt.Println(\"warm\")")
			for b.Loop() {
				s.must(c.code(s.next))
			}
		})
	}
}

// BenchmarkStart is a new engine up to its first result.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		e, err := New(newRecord(), Options{})
		if err != nil {
			b.Fatal(err)
		}
		if r := e.Execute(context.Background(), evaluator.Cell{ID: 1, Number: 1, Code: "1 + 1"}); text(r) != "2" {
			b.Fatalf("1 + 1 is %s, %+v", text(r), r.Error)
		}
	}
}

// BenchmarkLatency10000 reports how the time of a cell grows over a long
// session: the median of the last thousand of 10 000 cells against the first.
func BenchmarkLatency10000(b *testing.B) {
	for b.Loop() {
		s := newSession(b)
		times := make([]time.Duration, 10_000)
		for i := range times {
			start := time.Now()
			s.must(mixedCell(i))
			times[i] = time.Since(start)
		}
		first, last := median(times[:1000]), median(times[9000:])
		b.ReportMetric(float64(first.Microseconds()), "us/first")
		b.ReportMetric(float64(last.Microseconds()), "us/last")
		b.ReportMetric(float64(last)/float64(first), "last/first")
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapAlloc)/1e6, "MB-heap")
	}
}

func median(d []time.Duration) time.Duration {
	d = slices.Clone(d)
	slices.Sort(d)
	return d[len(d)/2]
}

// mixedCell is what people write: statements, a result, now and then a
// declaration, a name declared anew, an error.
func mixedCell(i int) string {
	switch i % 10 {
	case 0:
		return fmt.Sprintf("func f%d(n int) int { return n + %d }", i%50, i)
	case 1:
		return fmt.Sprintf("x := %d\nf0 := func(n int) int { return n * x }", i)
	case 2:
		return "total := 0\nfor i := 0; i < 10; i++ {\n\ttotal += i\n}\ntotal"
	case 3:
		return "defer func() { recover() }()\nvar m map[string]int\nm[\"a\"] = 1"
	case 4:
		return "c := make(chan int)\ngo func() { c <- 1 }()\n<-c"
	}
	return fmt.Sprintf("fmt.Sprint(%d + len(\"abc\"))", i)
}

// A session of 1000 cells keeps little of each: what the user declared.
func TestMemoryIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: runs 1000 cells")
	}
	s := newSession(t)
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	for i := range 200 {
		s.must(mixedCell(i))
	}
	before := heap()
	for i := range 1000 {
		s.must(mixedCell(i))
	}
	after := heap()
	if per := (int64(after) - int64(before)) / 1000; per > 20_000 {
		t.Errorf("1000 cells keep %d bytes each (%d MB before, %d MB after)", per, before>>20, after>>20)
	} else {
		t.Logf("%d bytes per cell", per)
	}
	if n := len(living(s.e.executions)); n > 20 {
		t.Errorf("%d executions are still referred to", n)
	}
}

// Goroutines of the engine itself must not pile up.
func TestNoGoroutinesAreLeft(t *testing.T) {
	s := newSession(t)
	s.must("1")
	before := runtime.NumGoroutine()
	for i := range 50 {
		s.must(mixedCell(i))
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		s.next++
		s.e.Execute(ctx, evaluator.Cell{ID: evaluator.CellID(s.next), Number: s.next, Code: "select {}"})
	}
	s.out.wait(func() bool { return runtime.NumGoroutine() <= before+2 })
	if n := runtime.NumGoroutine(); n > before+2 {
		buf := make([]byte, 1<<20)
		t.Errorf("%d goroutines before, %d after\n%s", before, n, buf[:runtime.Stack(buf, true)])
	}
}
