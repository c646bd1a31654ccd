package display

import (
	"fmt"

	"interleave/runtime/internal/chart"
)

// Distribution is a chart of how often values fall into ranges. Histogram begins
// one; its methods change it, and each returns the chart itself. As the last
// line of a cell it shows itself, elsewhere Show shows it. One goroutine at a
// time may use it.
type Distribution struct{ h chart.Histogram }

// Histogram begins a chart of how often values fall into ranges. values is a
// slice of numbers or durations; other data panics with a sentence.
func Histogram(values any) *Distribution {
	vs, unit := numbers("Histogram", "values", values)
	return &Distribution{chart.Histogram{Values: vs, X: chart.Axis{Unit: unit}}}
}

// Title sets the title.
func (c *Distribution) Title(title string) *Distribution { c.h.Title = title; return c }

// X names the axis of the values.
func (c *Distribution) X(label string) *Distribution { c.h.X.Label = label; return c }

// Bins sets the number of ranges; without, it follows from the number of values.
func (c *Distribution) Bins(n int) *Distribution {
	if n < 1 {
		panic(fmt.Sprintf("display.Distribution.Bins: %d ranges; at least 1 is needed", n))
	}
	c.h.Bins = n
	return c
}

// VLine draws a vertical line at a value, in seconds for durations.
func (c *Distribution) VLine(label string, x float64) *Distribution {
	c.h.Refs = append(c.h.Refs, chart.Ref{Label: label, X: x, Vertical: true})
	return c
}

// Size sets width and height in pixels.
func (c *Distribution) Size(width, height float64) *Distribution {
	checkSize("Distribution", width, height)
	c.h.Width, c.h.Height = width, height
	return c
}

// Figure draws the chart as it is now.
func (c *Distribution) Figure() Figure { return c.h.Figure() }

// HTML is the chart in a page.
func (c *Distribution) HTML() string { return c.Figure().HTML() }

// SVG is the chart as a file.
func (c *Distribution) SVG() string { return c.Figure().SVG() }

// String is the chart as a table of text.
func (c *Distribution) String() string { return c.Figure().String() }

// Show shows the chart below the cell.
func (c *Distribution) Show() { Any(c) }
