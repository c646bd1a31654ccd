package display

import "interleave/runtime/internal/chart"

// Figure is a finished picture of this module's chart style, such as the charts
// of this package and the pictures of the concurrency helpers. It shows itself:
// HTML is its form in a page, in the colours of the page's theme, SVG that of a
// file, String its plain text. A Figure does not change; any number of
// goroutines may use it.
type Figure = chart.Figure

// Figurer is what Stack and Grid take: the charts of this package, results of
// helpers, and figures themselves by their own method Figure.
type Figurer interface{ Figure() Figure }

// Stack sets charts one below the other in one figure with a title of its own,
// which may be "".
func Stack(title string, charts ...Figurer) Figure { return chart.Stack(title, figures(charts)...) }

// Grid sets charts side by side, so many in a row, in one figure. Make the
// charts narrower with Size. Less than one column panics.
func Grid(title string, columns int, charts ...Figurer) Figure {
	return chart.Grid(title, columns, figures(charts)...)
}

func figures(charts []Figurer) []Figure {
	out := make([]Figure, len(charts))
	for i, c := range charts {
		out[i] = c.Figure()
	}
	return out
}
