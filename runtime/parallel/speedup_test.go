package parallel

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

// made is a Scaling of times by the number of workers.
func made(f func(p float64) float64, counts ...int) *Scaling {
	times := make([][]time.Duration, len(counts))
	for i, n := range counts {
		d := time.Duration(float64(time.Second) / f(float64(n)))
		times[i] = []time.Duration{d * 9 / 10, d, d * 11 / 10}
	}
	return newScaling(counts, times)
}

func TestScalingSaysWhatWasMeasured(t *testing.T) {
	s := made(func(p float64) float64 { return 1 / (0.25 + 0.75/p) }, 1, 2, 4, 8)
	if math.Abs(s.Amdahl-0.25) > 1e-6 || math.Abs(s.Limit()-4) > 1e-4 {
		t.Errorf("Amdahl %v, limit %v", s.Amdahl, s.Limit())
	}
	p := s.Points[2]
	if p.Workers != 4 || math.Abs(p.Speedup-1/(0.25+0.75/4)) > 1e-6 || math.Abs(p.Efficiency-p.Speedup/4) > 1e-9 || math.Abs(p.KarpFlatt-0.25) > 1e-6 {
		t.Errorf("%+v", p)
	}
	text := s.String()
	for _, want := range []string{"workers", "speed-up", "25 %", "at most 4 times as fast", "USL: contention"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if figure := s.Figure().String(); !strings.Contains(figure, "Amdahl, 25 % serial") || !strings.Contains(figure, "measured") {
		t.Errorf("the figure says\n%s", figure)
	}
	if !strings.Contains(s.HTML(), "<svg") {
		t.Error("no drawing in the HTML")
	}
}

func TestScalingWithCoherencyHasAPeak(t *testing.T) {
	s := made(func(p float64) float64 { return p / (1 + 0.04*(p-1) + 0.0024*p*(p-1)) }, 1, 2, 4, 8, 16)
	if math.Abs(s.Peak()-20) > 1e-3 {
		t.Errorf("peak %v", s.Peak())
	}
	if !strings.Contains(s.String(), "fastest with 20 workers") {
		t.Error(s.String())
	}
}

func TestScalingOfFewPoints(t *testing.T) {
	one := made(func(p float64) float64 { return p }, 1)
	if !math.IsNaN(one.Amdahl) || !math.IsNaN(one.Peak()) || !strings.Contains(one.String(), "no speed-up to speak of") {
		t.Error(one.String())
	}
	two := made(func(p float64) float64 { return p }, 1, 2)
	if two.Amdahl > 1e-9 || !math.IsNaN(two.Contention) || !strings.Contains(two.String(), "three numbers of workers") {
		t.Error(two.String())
	}
	one.Figure()
	two.Figure()
}

func TestSpeedupCallsWithAllNumbers(t *testing.T) {
	calls := map[int]int{}
	s, err := Speedup(func(n int) { calls[n]++ }, Workers(4, 2, 2), Repeats(3))
	if err != nil || fmt.Sprint(calls) != "map[1:4 2:4 4:4]" || len(s.Points) != 3 {
		t.Errorf("calls %v, %v", calls, err)
	}
}

func TestSpeedupStops(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("enough")
	n := 0
	s, err := Speedup(func(int) {
		if n++; n == 5 {
			cancel(cause)
		}
	}, Workers(2), Context(ctx))
	if s == nil || err != cause || len(s.Points) != 2 {
		t.Errorf("%v, %v", s, err)
	}
	if s, err := Speedup(func(int) { t.Error("called") }, Context(ctx)); s != nil || err != cause {
		t.Errorf("%v, %v", s, err)
	}
}

func TestSpeedupMisuse(t *testing.T) {
	for want, f := range map[string]func(){
		"Speedup of a nil function":               func() { Speedup(nil) },
		"Repeats(0): at least one":                func() { Repeats(0) },
		"Speedup does not take the option Guided": func() { Speedup(func(int) {}, Guided()) },
		"Map does not take the option Repeats":    func() { Map([]int{1}, func(x int) int { return x }, Repeats(2)) },
	} {
		func() {
			defer func() {
				if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), want) {
					t.Errorf("panic %v, want %q", r, want)
				}
			}()
			f()
		}()
	}
}
