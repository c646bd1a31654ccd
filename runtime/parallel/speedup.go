package parallel

import (
	"cmp"
	"fmt"
	"html"
	"math"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/chart"
	"interleave/runtime/internal/scaling"
	"interleave/runtime/internal/words"
	"interleave/runtime/internal/workers"
)

// Scaling is what Speedup measured: the times with each number of workers, and
// the laws that fit them. It shows itself as a chart and as text.
type Scaling struct {
	Points []ScalingPoint // by the number of workers, beginning with 1

	// Amdahl is the serial part of the work, from 0 to 1, that fits the speed-ups
	// best: what no number of workers makes faster. Gustafson is the serial part of
	// the time with many workers, for work that grows with them. NaN when only one
	// worker was measured.
	Amdahl, Gustafson float64

	// Contention and Coherency are those of the universal scalability law: what
	// workers wait for, and what they have to tell each other. NaN when fewer than
	// three numbers of workers were measured: two points fit any curve.
	Contention, Coherency float64
}

// ScalingPoint is the measurement of one number of workers.
type ScalingPoint struct {
	Workers    int
	Median     time.Duration
	Low, High  time.Duration // quartiles
	Speedup    float64       // the median of one worker by this one
	Efficiency float64       // Speedup by Workers
	KarpFlatt  float64       // the serial part that this point alone tells of; NaN for one worker
}

// defaultRepeats is how often Speedup measures each number of workers.
const defaultRepeats = 5

// Speedup calls f with numbers of workers and measures how long that takes: from
// one to as many as GOMAXPROCS says, or those of [Workers], to which one is
// added. Each is called once to warm up and then measured five times, or as
// [Repeats] says, in rounds that have all numbers. f has to do the same work
// whatever the number is:
//
//	parallel.Speedup(func(n int) { parallel.Map(xs, f, parallel.Workers(n)) })
//
// It takes Workers, Repeats and Context. When the context is done or the cell is
// interrupted, the error is the cause, and the result what was measured until
// then, nil if that is nothing. A nil f panics.
//
// On a machine with two cores there are two points, and then Amdahl's law fits
// whatever was measured; a law is tested by the points between and beyond those
// that it was fitted to.
func Speedup(f func(workers int), options ...Option) (*Scaling, error) {
	if f == nil {
		panic("parallel: Speedup of a nil function; it needs one that does the work with the number of workers that it is given")
	}
	o := workers.NewOptions("Speedup", options, "Repeats", "-Chunk", "-Static", "-Guided", "-AllErrors", "-Progress")
	counts := o.Workers
	if len(counts) == 0 {
		for n := range runtime.GOMAXPROCS(0) {
			counts = append(counts, n+1)
		}
	}
	counts = append([]int{1}, counts...)
	slices.Sort(counts)
	counts = slices.Compact(counts)
	ctx := o.Context
	if ctx == nil {
		ctx = cell.Context()
	}
	times, err := scaling.Measure(ctx, scaling.Plan{Run: f, Workers: counts, Repeats: cmp.Or(o.Repeat, defaultRepeats)})
	if len(times[0]) == 0 {
		return nil, err
	}
	return newScaling(counts, times), err
}

// Repeats sets how often Speedup measures each number of workers. Numbers below 1
// panic.
func Repeats(n int) Option {
	if n < 1 {
		panic(fmt.Sprintf("parallel: Repeats(%d): at least one measurement is needed", n))
	}
	return workers.NewOption("Repeats", func(o *workers.Options) { o.Repeat = n })
}

func newScaling(counts []int, times [][]time.Duration) *Scaling {
	s := &Scaling{}
	speedups := make([]float64, len(counts))
	for i, n := range counts {
		p := ScalingPoint{Workers: n, KarpFlatt: math.NaN()}
		p.Low, p.Median, p.High = scaling.Quartiles(times[i])
		p.Median = max(p.Median, 1) // of a clock that does not see it
		first := p.Median
		if i > 0 {
			first = s.Points[0].Median
		}
		p.Speedup = float64(first) / float64(p.Median)
		p.Efficiency = p.Speedup / float64(n)
		if n > 1 {
			p.KarpFlatt = scaling.KarpFlatt(n, p.Speedup)
		}
		speedups[i] = p.Speedup
		s.Points = append(s.Points, p)
	}
	s.Amdahl, s.Gustafson = scaling.Amdahl(counts, speedups), scaling.Gustafson(counts, speedups)
	s.Contention, s.Coherency, _ = scaling.USL(counts, speedups)
	return s
}

// Limit is the speed-up that no number of workers passes, by Amdahl's law; it is
// infinite when nothing is serial.
func (s *Scaling) Limit() float64 { return 1 / s.Amdahl }

// Peak is the number of workers with which the work is fastest, by the universal
// scalability law: infinite when more are always better, NaN when it was not
// fitted.
func (s *Scaling) Peak() float64 {
	if math.IsNaN(s.Coherency) {
		return math.NaN()
	}
	return scaling.USLPeak(s.Contention, s.Coherency)
}

// String is the result as a table, with the laws below it.
func (s *Scaling) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, words.T("workers\tmedian\tquartiles\tspeed-up\tefficiency\tKarp-Flatt\t"))
	for _, p := range s.Points {
		fmt.Fprintf(w, words.T("%d\t%v\t%v to %v\t%.2f\t%.0f %%\t%s\t\n"), p.Workers, digits(p.Median), digits(p.Low), digits(p.High),
			p.Speedup, 100*p.Efficiency, percent(p.KarpFlatt))
	}
	w.Flush()
	return b.String() + strings.Join(s.laws(), "\n")
}

// laws says what the laws say.
func (s *Scaling) laws() []string {
	if math.IsNaN(s.Amdahl) {
		return []string{words.T("one number of workers: no speed-up to speak of")}
	}
	limit := words.T("no limit")
	if s.Amdahl > 0 {
		limit = words.F("at most %.3g times as fast", s.Limit())
	}
	list := []string{
		words.F("Amdahl: %s of the work is serial, %s", percent(s.Amdahl), limit),
		words.F("Gustafson: %s of the time is serial, for work that grows with the workers", percent(s.Gustafson)),
	}
	switch {
	case math.IsNaN(s.Contention):
		return append(list, words.T("USL: it takes three numbers of workers to fit it"))
	case math.IsInf(s.Peak(), 1):
		return append(list, words.F("USL: contention %s, no coherency: more workers are never slower", percent(s.Contention)))
	}
	return append(list, words.F("USL: contention %s, coherency %s, fastest with %.0f workers", percent(s.Contention), percent(s.Coherency), s.Peak()))
}

// Figure draws the speed-ups with their quartiles, the ideal, and the laws.
func (s *Scaling) Figure() chart.Figure {
	last := float64(s.Points[len(s.Points)-1].Workers)
	measured := chart.Series{Name: words.T("measured"), Line: true, Points: true}
	first := float64(s.Points[0].Median)
	most := 1.0
	for _, p := range s.Points {
		measured.X = append(measured.X, float64(p.Workers))
		measured.Y = append(measured.Y, p.Speedup)
		measured.Low = append(measured.Low, first/float64(max(p.High, 1)))
		measured.High = append(measured.High, first/float64(max(p.Low, 1)))
		most = max(most, measured.High[len(measured.High)-1])
	}
	plot := chart.Plot{
		Title:  words.T("Speed-up by the number of workers"),
		X:      chart.Axis{Label: words.T("workers"), Min: 1, Max: max(last, 2)},
		Y:      chart.Axis{Label: words.T("speed-up"), Zero: true},
		Series: []chart.Series{measured},
		Refs:   []chart.Ref{{Label: words.T("ideal"), Slope: 1}},
	}
	law := func(name string, f func(p float64) float64) {
		const steps = 60
		l := chart.Series{Name: name, Line: true, Dashed: true}
		for i := range steps + 1 {
			p := 1 + (last-1)*float64(i)/steps
			l.X, l.Y = append(l.X, p), append(l.Y, f(p))
		}
		plot.Series = append(plot.Series, l)
	}
	if last > 1 {
		law(words.F("Amdahl, %s serial", percent(s.Amdahl)), func(p float64) float64 { return scaling.AmdahlAt(s.Amdahl, p) })
	}
	if !math.IsNaN(s.Contention) {
		law(words.T("universal scalability law"), func(p float64) float64 { return scaling.USLAt(s.Contention, s.Coherency, p) })
	}
	return plot.Figure()
}

// HTML is the chart with the table below it.
func (s *Scaling) HTML() string {
	return s.Figure().HTML() + "<pre>" + html.EscapeString(s.String()) + "</pre>"
}

func percent(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return fmt.Sprintf("%.3g %%", 100*x)
}

// digits keeps three of them.
func digits(d time.Duration) time.Duration {
	unit := time.Duration(1)
	for d >= 1000*unit {
		unit *= 10
	}
	return d.Round(unit)
}
