package scaling

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"
)

var counts = []int{1, 2, 3, 4, 8, 16}

func curve(f func(p float64) float64) (s []float64) {
	for _, p := range counts {
		s = append(s, f(float64(p)))
	}
	return s
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestFitsFindWhatMadeTheCurve(t *testing.T) {
	for _, f := range []float64{0, 0.05, 0.5, 1} {
		near(t, "Amdahl", Amdahl(counts, curve(func(p float64) float64 { return AmdahlAt(f, p) })), f)
		near(t, "Gustafson", Gustafson(counts, curve(func(p float64) float64 { return GustafsonAt(f, p) })), f)
		for _, p := range counts[1:] {
			near(t, "Karp-Flatt", KarpFlatt(p, AmdahlAt(f, float64(p))), f)
		}
	}
	for _, c := range [][2]float64{{0, 0}, {0.1, 0}, {0, 0.01}, {0.05, 0.002}} {
		a, b, ok := USL(counts, curve(func(p float64) float64 { return USLAt(c[0], c[1], p) }))
		near(t, "contention", a, c[0])
		near(t, "coherency", b, c[1])
		if !ok {
			t.Error("USL was not fitted")
		}
	}
	// Faster than the workers are many: no part is below zero.
	fast := curve(func(p float64) float64 { return 1.2 * p })
	if a, b, _ := USL(counts, fast); a != 0 || b != 0 || Amdahl(counts, fast) != 0 {
		t.Errorf("superlinear: contention %v, coherency %v", a, b)
	}
	near(t, "peak", USLPeak(0.04, 0.0006), 40)
	if !math.IsInf(USLPeak(0.1, 0), 1) {
		t.Error("a peak without coherency")
	}
}

func TestFitsSayThatPointsAreMissing(t *testing.T) {
	if !math.IsNaN(Amdahl([]int{1}, []float64{1})) || !math.IsNaN(Gustafson([]int{1}, []float64{1})) {
		t.Error("one point is fitted")
	}
	if _, _, ok := USL([]int{1, 2}, []float64{1, 1.9}); ok {
		t.Error("two numbers are fitted with one point")
	}
}

func TestQuartiles(t *testing.T) {
	low, median, high := Quartiles([]time.Duration{50, 10, 40, 20, 30})
	if low != 20 || median != 30 || high != 40 {
		t.Errorf("%d %d %d", low, median, high)
	}
	if low, median, high := Quartiles([]time.Duration{7}); low != 7 || median != 7 || high != 7 {
		t.Errorf("of one: %d %d %d", low, median, high)
	}
}

// clock is a clock that only Run moves.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func TestMeasureRotatesAndLeavesTheWarmUpOut(t *testing.T) {
	var c clock
	var order []int
	times, err := Measure(context.Background(), Plan{
		Run: func(w int) {
			d := 100 * time.Millisecond / time.Duration(w)
			if len(order) < 3 {
				d *= 10 // cold
			}
			order = append(order, w)
			c.now = c.now.Add(d)
		},
		Workers: []int{1, 2, 4}, Repeats: 2, Now: c.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(order), "[1 2 4 2 4 1 4 1 2]"; got != want {
		t.Errorf("order %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(times), "[[100ms 100ms] [50ms 50ms] [25ms 25ms]]"; got != want {
		t.Errorf("times %s, want %s", got, want)
	}
}

func TestMeasureStops(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	cause := errors.New("enough")
	n := 0
	times, err := Measure(ctx, Plan{
		Run: func(int) {
			if n++; n == 5 {
				cancel(cause)
			}
		},
		Workers: []int{1, 2}, Repeats: 100,
	})
	if err != cause || n != 5 || len(times[0]) != 1 || len(times[1]) != 1 {
		t.Errorf("error %v after %d runs, times %v", err, n, times)
	}
}
