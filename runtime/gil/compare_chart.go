package gil

import (
	"fmt"
	"math"
	"strings"
	"time"

	"interleave/runtime/display"
	"interleave/runtime/internal/chart"
	"interleave/runtime/internal/words"
)

// Table compares, with a line for each Python: simulated / real.
func (c *Comparison) Table() Table {
	t := Table{
		Title:  c.Program.Name + words.T(": simulated / measured"),
		Header: []string{"Python", words.T("wall"), words.T("speed-up"), words.T("CPU / wall")},
	}
	holds, latencies, lost := false, false, c.Program.counts()
	for _, v := range c.Runs {
		for _, r := range []*Result{v.Simulated, v.Real} {
			if r != nil {
				holds = holds || r.HoldTime(50) > 0
				latencies = latencies || r.Latency(50) > 0
			}
		}
	}
	for _, column := range []struct {
		used bool
		name string
	}{{holds, words.T("median hold")}, {latencies, words.T("median latency")}, {lost, words.T("lost updates")}} {
		if column.used {
			t.Header = append(t.Header, column.name)
		}
	}
	for _, v := range c.Runs {
		cell := func(of func(r *Result) string) string {
			return pair(v.Simulated, v.Real, of)
		}
		s, m := v.Speedup()
		speedup := fmt.Sprintf("%.2f / -", s)
		if v.Real != nil {
			speedup = fmt.Sprintf("%.2f / %.2f", s, m)
		}
		row := []string{
			v.Python.Version, cell(func(r *Result) string { return short(r.Wall) }), speedup,
			cell(func(r *Result) string { return fmt.Sprintf("%.2f", r.Parallelism()) }),
		}
		if holds {
			row = append(row, cell(func(r *Result) string { return MedianHold.format(r.HoldTime(50).Seconds()) }))
		}
		if latencies {
			row = append(row, cell(func(r *Result) string { return MedianLatency.format(r.Latency(50).Seconds()) }))
		}
		if lost {
			row = append(row, cell(func(r *Result) string { return fmt.Sprintf("%.0f %%", 100*LostUpdates.Of(r)) }))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func pair(simulated, real *Result, of func(*Result) string) string {
	a, b := "-", "-"
	if simulated != nil {
		a = of(simulated)
	}
	if real != nil {
		b = of(real)
	}
	return a + " / " + b
}

// noPython is what is said where there is none.
const noPython = "no Python was found on the PATH or in pyenv's folders; only the simulator can run here"

// remarks are what went wrong, a line each.
func (c *Comparison) remarks() []string {
	var lines []string
	if len(c.Runs) == 0 && c.Err == nil {
		lines = append(lines, c.Program.Name+": "+words.T(noPython))
	}
	for _, v := range c.Runs {
		if v.Err != nil {
			lines = append(lines, v.Err.Error())
		}
	}
	if c.Err != nil {
		lines = append(lines, words.F("ended early: %v", c.Err))
	}
	return lines
}

// String is the table, and what went wrong.
func (c *Comparison) String() string {
	lines := c.remarks()
	if len(c.Runs) > 0 {
		lines = append([]string{c.Table().String()}, lines...)
	}
	return strings.Join(lines, "\n")
}

// HTML is the chart, the table and what went wrong.
func (c *Comparison) HTML() string {
	var b strings.Builder
	if len(c.Runs) > 0 {
		b.WriteString(c.Figure().HTML() + "\n" + c.Table().HTML())
	}
	for _, line := range c.remarks() {
		fmt.Fprintf(&b, "<p>%s</p>\n", escape(line))
	}
	return b.String()
}

// Figure draws, simulated above real, what the program is about for each
// Python: lost updates if it counts, delays if it sleeps beside others, else
// the speed-up of its threads over running one after the other.
func (c *Comparison) Figure() display.Figure {
	if len(c.Runs) == 0 {
		return chart.Plot{Title: c.Program.Name + words.T(": no Python was found"), Height: 120}.Figure()
	}
	b := chart.Bars{Title: c.Program.Name + ": ", Value: chart.Axis{Zero: true}}
	var of func(v Versus) (simulated, real float64)
	measure := func(m Measure) func(v Versus) (float64, float64) {
		return func(v Versus) (simulated, real float64) {
			simulated, real = math.NaN(), math.NaN()
			if v.Simulated != nil {
				simulated = m.Of(v.Simulated)
			}
			if v.Real != nil {
				real = m.Of(v.Real)
			}
			return simulated, real
		}
	}
	switch {
	case c.Program.counts():
		b.Title += words.T("lost updates")
		b.Value.Label, b.Value.Unit = words.T("share of the updates"), chart.Percent
		of = measure(LostUpdates)
	case c.Program.has(stepPause) && len(c.Program.Threads) > 1:
		b.Title += words.T("delay after sleep, median")
		b.Value.Label, b.Value.Unit = words.T("delay"), chart.Seconds
		of = measure(MedianLatency)
	default:
		b.Title += words.T("speed-up by threads")
		b.Value.Label = words.T("times faster than one after the other")
		b.Refs = []chart.Ref{{Vertical: true, X: 1}}
		of = func(v Versus) (float64, float64) {
			s, m := v.Speedup()
			if v.Real == nil {
				m = math.NaN()
			}
			return s, m
		}
	}
	simulated, real := chart.Group{Name: words.T("simulated"), Color: chart.Sky}, chart.Group{Name: words.T("measured here"), Color: chart.Blue}
	for _, v := range c.Runs {
		s, m := of(v)
		b.Names = append(b.Names, v.Python.Version)
		simulated.Values, real.Values = append(simulated.Values, s), append(real.Values, m)
	}
	b.Groups = []chart.Group{simulated, real}
	return b.Figure()
}

// Strip draws who had the GIL on each Python that is named, or on all,
// simulated above real, over the first part of the run: some 20 switch intervals.
// Versions are named as "3.11"; one that was not run panics.
func (c *Comparison) Strip(versions ...string) display.Figure {
	return c.StripBetween(0, 100*time.Millisecond, versions...)
}

// StripBetween is Strip for another part of the run. It panics unless from is
// before to.
func (c *Comparison) StripBetween(from, to time.Duration, versions ...string) display.Figure {
	if from >= to {
		panic(fmt.Sprintf("gil: StripBetween(%v, %v): the first time has to be before the second", from, to))
	}
	chosen := map[string]bool{}
	for _, v := range versions {
		chosen[v] = false
	}
	var figures []chart.Figure
	for _, v := range c.Runs {
		name := v.Python.Version
		if _, full := chosen[name]; !full {
			name = minor(name)
		}
		if _, wanted := chosen[name]; !wanted && len(versions) > 0 {
			continue
		}
		chosen[name] = true
		figures = append(figures, v.strip(c.Program.Name, from, to))
	}
	for _, name := range versions {
		if !chosen[name] {
			panic(fmt.Sprintf("gil: Strip(%q): there is no run of this version; there are %s", name, strings.Join(c.versions(), ", ")))
		}
	}
	if len(figures) == 0 {
		return c.Figure()
	}
	if len(figures) == 1 {
		return figures[0]
	}
	return chart.Stack("", figures...)
}

func (c *Comparison) versions() []string {
	all := []string{}
	for _, v := range c.Runs {
		all = append(all, v.Python.Version)
	}
	if len(all) == 0 {
		all = append(all, "none")
	}
	return all
}

func (v Versus) strip(program string, from, to time.Duration) chart.Figure {
	longest := time.Duration(0)
	for _, r := range []*Result{v.Simulated, v.Real} {
		if r != nil {
			longest = max(longest, r.end())
		}
	}
	if longest > from {
		to = min(to, longest)
	}
	p := newStrips(fmt.Sprintf("%s on %s", program, v.Python), from, to)
	if v.Simulated != nil {
		p.add(v.Simulated, "simulated")
	}
	if v.Real != nil {
		p.add(v.Real, "measured here")
	}
	return p.figure()
}
