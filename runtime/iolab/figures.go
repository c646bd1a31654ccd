package iolab

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"interleave/runtime/internal/chart"
	"interleave/runtime/internal/words"
)

func (l *load) figure(what string) chart.Figure {
	s := l.stats()
	l.mu.Lock()
	levels, first, last := slices.Clone(l.levels), l.first, l.last
	l.mu.Unlock()
	in := chart.Series{Name: words.T("in flight"), Step: true, Area: true}
	for _, v := range levels {
		in.X = append(in.X, v.at.Sub(first).Seconds())
		in.Y = append(in.Y, float64(v.now))
	}
	end := last.Sub(first).Seconds()
	if n := len(levels); n > 0 && n < maxLevels {
		in.X, in.Y = append(in.X, end), append(in.Y, float64(levels[n-1].now))
	}
	p := chart.Plot{
		Title:  words.F("%s: %d in all, at most %d in flight", words.T(what), s.Done+s.Now, s.Max),
		X:      chart.Axis{Unit: chart.Seconds},
		Y:      chart.Axis{Label: words.T("operations"), Zero: true},
		Series: []chart.Series{in},
		Height: 260,
	}
	if s.Done > 0 {
		label := words.F("mean %.2f", s.InFlight)
		if s.Now == 0 { // Little's law is exact
			label += fmt.Sprintf(" = %.1f/s × %v", s.Rate, s.Time.Round(10*time.Microsecond))
		}
		p.Refs = []chart.Ref{{Label: label, Y: s.InFlight, Color: chart.Orange}}
	}
	return p.Figure()
}

// Figure draws the times over one logarithmic scale.
func (r Rungs) Figure() chart.Figure {
	sorted := slices.SortedFunc(slices.Values(r), func(a, b Rung) int { return cmp.Compare(a.Time, b.Time) })
	b := chart.Bars{Title: words.T("how long it takes here"), Value: chart.Axis{Unit: chart.Seconds, Log: true}}
	var g chart.Group
	for _, rung := range sorted {
		b.Names = append(b.Names, words.T(rung.Name))
		g.Values = append(g.Values, rung.Time.Seconds())
	}
	b.Groups = []chart.Group{g}
	return b.Figure()
}
