package display

import (
	"fmt"
	"reflect"

	"interleave/runtime/internal/chart"
)

// HeatMap is a grid of values as shades. Heat begins one; its methods change it,
// and each returns the chart itself. As the last line of a cell it shows itself,
// elsewhere Show shows it. One goroutine at a time may use it.
type HeatMap struct{ h chart.Heat }

// Heat begins a chart of a grid of values, zero or more, as shades of a colour.
// rows is a slice of slices of numbers or durations, all as long; other data
// panics with a sentence.
func Heat(rows any) *HeatMap {
	v := indirect(reflect.ValueOf(rows))
	if !v.IsValid() || v.Kind() != reflect.Slice && v.Kind() != reflect.Array {
		panic(fmt.Sprintf("display.Heat: rows is %s, want a slice of slices of numbers", typeName(rows)))
	}
	c := &HeatMap{}
	c.h.ShowValues = true
	for i := range v.Len() {
		what := fmt.Sprintf("rows[%d]", i)
		row, unit := numbers("Heat", what, v.Index(i).Interface())
		if i > 0 {
			asMany("Heat", "values in "+what, len(row), "in rows[0]", len(c.h.Values[0]))
		}
		c.h.Values = append(c.h.Values, row)
		c.h.Value.Unit = unit
	}
	return c
}

// Title sets the title.
func (c *HeatMap) Title(title string) *HeatMap { c.h.Title = title; return c }

// Rows names the rows, and what they are.
func (c *HeatMap) Rows(label string, names ...string) *HeatMap {
	c.h.Y = chart.Axis{Label: label, Names: names}
	return c
}

// Columns names the columns, and what they are.
func (c *HeatMap) Columns(label string, names ...string) *HeatMap {
	c.h.X = chart.Axis{Label: label, Names: names}
	return c
}

// Value says what the values are.
func (c *HeatMap) Value(label string) *HeatMap { c.h.Value.Label = label; return c }

// Figure draws the chart as it is now.
func (c *HeatMap) Figure() Figure { return c.h.Figure() }

// HTML is the chart in a page.
func (c *HeatMap) HTML() string { return c.Figure().HTML() }

// SVG is the chart as a file.
func (c *HeatMap) SVG() string { return c.Figure().SVG() }

// String is the chart as a table of text.
func (c *HeatMap) String() string { return c.Figure().String() }

// Show shows the chart below the cell.
func (c *HeatMap) Show() { Any(c) }
