package gil

import (
	"math"
	"slices"

	"interleave/runtime/display"
	"interleave/runtime/internal/chart"
	"interleave/runtime/internal/words"
)

// Chart draws a measure over the setting that was swept: the switch interval
// if there are several, else the check interval, the threads, the cores, the
// versions. Of the other settings each combination has a line of its own. With
// several seeds, bars go from the least value to the greatest.
func (p *Points) Chart(m Measure) display.Figure {
	m.must()
	dims := p.Sweep.dimensions()
	axis := axisOf(dims)
	title := words.T(m.Name)
	if c := p.Sweep.Config; len(p.Sweep.Versions) == 0 {
		title += ", " + c.withDefaults().Name
	}
	if axis < 0 || dims[axis].value == nil {
		return p.bars(title, m, dims, axis)
	}
	d := dims[axis]
	plot := chart.Plot{
		Title: title,
		X:     chart.Axis{Label: words.T(d.name)},
		Y:     chart.Axis{Label: words.T(m.Name), Unit: m.unit(), Zero: true},
	}
	if d.seconds {
		plot.X.Unit = chart.Seconds
	}
	for _, point := range p.Points {
		name := label(point, dims, axis)
		i := slices.IndexFunc(plot.Series, func(s chart.Series) bool { return s.Name == name })
		if i < 0 {
			i = len(plot.Series)
			plot.Series = append(plot.Series, chart.Series{Name: name, Points: true, Line: true})
		}
		s := &plot.Series[i]
		lo, mid, hi := point.of(m)
		s.X, s.Y = append(s.X, d.value(point)), append(s.Y, mid)
		if p.Sweep.Seeds > 1 {
			s.Low, s.High = append(s.Low, lo), append(s.High, hi)
		}
	}
	plot.X.Log = wide(plot.Series, func(s chart.Series) []float64 { return s.X })
	if plot.X.Log && m.Seconds && wide(plot.Series, func(s chart.Series) []float64 { return s.Y }) {
		plot.Y.Log, plot.Y.Zero = true, false
	}
	return plot.Figure()
}

// axisOf chooses the dimension on the axis: the last that has several values,
// numbers before names; -1 if there is none.
func axisOf(dims []dimension) int {
	best := -1
	for i, d := range dims {
		if d.n > 1 && (best < 0 || d.value != nil) {
			best = i
		}
	}
	return best
}

// wide reports whether values are best seen on a logarithmic axis: they are
// positive and their largest is 30 times their least.
func wide(series []chart.Series, of func(chart.Series) []float64) bool {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, s := range series {
		for _, v := range of(s) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	return lo > 0 && hi >= 30*lo
}

func (p *Points) bars(title string, m Measure, dims []dimension, axis int) chart.Figure {
	b := chart.Bars{Title: title, Value: chart.Axis{Label: words.T(m.Name), Unit: m.unit(), Zero: true}}
	g := chart.Group{}
	for _, point := range p.Points {
		name := point.Config.Name
		if rest := label(point, dims, axis); rest != "" {
			name += ", " + rest
		}
		b.Names = append(b.Names, name)
		lo, mid, hi := point.of(m)
		g.Values = append(g.Values, mid)
		if p.Sweep.Seeds > 1 {
			g.Low, g.High = append(g.Low, lo), append(g.High, hi)
		}
	}
	if len(b.Names) == 0 {
		return chart.Plot{Title: words.F("%s: no run was finished", words.T(m.Name)), Height: 120}.Figure()
	}
	b.Groups = []chart.Group{g}
	return b.Figure()
}
