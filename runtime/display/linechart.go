package display

import (
	"fmt"
	"math"

	"interleave/runtime/internal/chart"
)

// LineChart is a chart of one or more series of points over two axes. Line,
// Scatter, Steps and Function begin one; its methods add to it, and each
// returns the chart itself:
//
//	display.Line("measured", workers, speedup).
//		Function("Amdahl", func(p float64) float64 { return 1 / (0.1 + 0.9/p) }, 1, 8).
//		Title("Speedup").X("workers").Y("speedup")
//
// As the last line of a cell it shows itself, elsewhere Show shows it. Shapes
// and dashes say again what colours say. Durations are written in the unit that
// suits them. One goroutine at a time may use it.
type LineChart struct{ plot chart.Plot }

// Line begins a chart with a line through points. x and y are slices of as many
// numbers of any type, or durations; a nil x stands for 0, 1, 2 and so on. A NaN
// interrupts the line. Other data panics with a sentence.
func Line(name string, x, y any) *LineChart { return new(LineChart).Line(name, x, y) }

// Scatter begins a chart with points, see Line.
func Scatter(name string, x, y any) *LineChart { return new(LineChart).Scatter(name, x, y) }

// Steps begins a chart with a line that keeps its value until the next point,
// filled down to zero: the length of a queue, the number of goroutines. See Line.
func Steps(name string, x, y any) *LineChart { return new(LineChart).Steps(name, x, y) }

// Function begins a chart with the graph of f between two values of x.
func Function(name string, f func(x float64) float64, from, to float64) *LineChart {
	return new(LineChart).Function(name, f, from, to)
}

// Line adds a line, see the function Line.
func (c *LineChart) Line(name string, x, y any) *LineChart {
	return c.add("Line", chart.Series{Name: name, Line: true, Points: few(y)}, x, y)
}

// Scatter adds points, see the function Line.
func (c *LineChart) Scatter(name string, x, y any) *LineChart {
	return c.add("Scatter", chart.Series{Name: name, Points: true}, x, y)
}

// Steps adds a line of steps, see the function Steps.
func (c *LineChart) Steps(name string, x, y any) *LineChart {
	return c.add("Steps", chart.Series{Name: name, Step: true, Area: true}, x, y)
}

// functionPoints is at how many places a function is looked at.
const functionPoints = 300

// Function adds the graph of f between two values of x, dashed.
func (c *LineChart) Function(name string, f func(x float64) float64, from, to float64) *LineChart {
	if f == nil {
		panic("display.Function: the function is nil")
	}
	x, y := make([]float64, functionPoints+1), make([]float64, functionPoints+1)
	for i := range x {
		x[i] = from + (to-from)*float64(i)/functionPoints
		y[i] = f(x[i])
		if math.IsInf(y[i], 0) {
			y[i] = math.NaN()
		}
	}
	c.plot.Series = append(c.plot.Series, chart.Series{Name: name, X: x, Y: y, Line: true, Dashed: true})
	return c
}

// few says that points are drawn on a line too: not if there are many.
func few(y any) bool {
	v, _ := numbers("Line", "y", y)
	return len(v) <= 30
}

func (c *LineChart) add(who string, s chart.Series, x, y any) *LineChart {
	var unit chart.Unit
	s.Y, unit = numbers(who, "y", y)
	c.unit(who, "y", &c.plot.Y, unit, len(s.Y))
	if x != nil {
		s.X, unit = numbers(who, "x", x)
		asMany(who, "values of x", len(s.X), "of y", len(s.Y))
		c.unit(who, "x", &c.plot.X, unit, len(s.X))
	}
	c.plot.Series = append(c.plot.Series, s)
	return c
}

// unit sets the unit of an axis, which all series have to share.
func (c *LineChart) unit(who, axis string, a *chart.Axis, unit chart.Unit, n int) {
	if n > 0 && len(c.plot.Series) > 0 && a.Unit != unit {
		panic(fmt.Sprintf("display.%s: on the %s axis some series have numbers and others durations", who, axis))
	}
	if n > 0 {
		a.Unit = unit
	}
}

// Errors gives the series that was added last error bars, from low to high, as
// values of y: slices with a number for each point.
func (c *LineChart) Errors(low, high any) *LineChart {
	if len(c.plot.Series) == 0 {
		panic("display.LineChart.Errors: there is no series yet; add one before")
	}
	s := &c.plot.Series[len(c.plot.Series)-1]
	s.Low, _ = numbers("LineChart.Errors", "low", low)
	s.High, _ = numbers("LineChart.Errors", "high", high)
	asMany("LineChart.Errors", "low ends", len(s.Low), "points", len(s.Y))
	asMany("LineChart.Errors", "high ends", len(s.High), "points", len(s.Y))
	s.Points = true
	return c
}

// Title sets the title.
func (c *LineChart) Title(title string) *LineChart { c.plot.Title = title; return c }

// X names the x axis.
func (c *LineChart) X(label string) *LineChart { c.plot.X.Label = label; return c }

// Y names the y axis.
func (c *LineChart) Y(label string) *LineChart { c.plot.Y.Label = label; return c }

// LogX makes the x axis logarithmic; values that are not positive are left out.
func (c *LineChart) LogX() *LineChart { c.plot.X.Log = true; return c }

// LogY makes the y axis logarithmic; values that are not positive are left out.
func (c *LineChart) LogY() *LineChart { c.plot.Y.Log = true; return c }

// FromZero makes the y axis begin at zero.
func (c *LineChart) FromZero() *LineChart { c.plot.Y.Zero = true; return c }

// Between fixes the range of the y axis; what lies outside is drawn at its edge.
func (c *LineChart) Between(low, high float64) *LineChart {
	if !(low < high) {
		panic(fmt.Sprintf("display.LineChart.Between: from %v to %v is no range", low, high))
	}
	c.plot.Y.Min, c.plot.Y.Max = low, high
	return c
}

// HLine draws a horizontal line to compare with.
func (c *LineChart) HLine(label string, y float64) *LineChart {
	c.plot.Refs = append(c.plot.Refs, chart.Ref{Label: label, Y: y})
	return c
}

// VLine draws a vertical line to compare with.
func (c *LineChart) VLine(label string, x float64) *LineChart {
	c.plot.Refs = append(c.plot.Refs, chart.Ref{Label: label, X: x, Vertical: true})
	return c
}

// Size sets width and height in pixels.
func (c *LineChart) Size(width, height float64) *LineChart {
	checkSize("LineChart", width, height)
	c.plot.Width, c.plot.Height = width, height
	return c
}

// Figure draws the chart as it is now.
func (c *LineChart) Figure() Figure { return c.plot.Figure() }

// HTML is the chart in a page.
func (c *LineChart) HTML() string { return c.Figure().HTML() }

// SVG is the chart as a file.
func (c *LineChart) SVG() string { return c.Figure().SVG() }

// String is the chart as a table of text.
func (c *LineChart) String() string { return c.Figure().String() }

// Show shows the chart below the cell.
func (c *LineChart) Show() { Any(c) }

func checkSize(who string, width, height float64) {
	if !(width >= 120 && height >= 80) {
		panic(fmt.Sprintf("display.%s.Size: %v x %v pixels; at least 120 x 80 are needed", who, width, height))
	}
}
