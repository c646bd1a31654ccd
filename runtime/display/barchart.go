package display

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	"interleave/runtime/internal/chart"
	"interleave/runtime/internal/words"
)

// BarChart is a chart of bars with names. Bars and Counts begin one; its methods
// add to it, and each returns the chart itself. As the last line of a cell it
// shows itself, elsewhere Show shows it. One goroutine at a time may use it.
type BarChart struct{ bars chart.Bars }

// Bars begins a chart with a bar for each name. values is a slice with a number
// or duration for each name; other data panics with a sentence.
func Bars(names []string, values any) *BarChart {
	c := &BarChart{chart.Bars{Names: slices.Clone(names)}}
	return c.add("Bars", "", values)
}

// Counts begins a chart of how often each value appears in a slice, most
// frequent first; equal ones are sorted by their text. Given a map with numbers
// or durations it makes a bar of each entry, sorted by key. It is the way to
// look at outcomes of a program that runs differently each time.
//
//	display.Counts(outcomes)
func Counts(data any) *BarChart {
	v := indirect(reflect.ValueOf(data))
	switch {
	case v.IsValid() && (v.Kind() == reflect.Slice || v.Kind() == reflect.Array):
		return countsOf(v)
	case v.IsValid() && v.Kind() == reflect.Map:
		return barsOfMap(v)
	}
	panic(fmt.Sprintf("display.Counts: the data is %s, want a slice, or a map with numbers", typeName(data)))
}

func countsOf(v reflect.Value) *BarChart {
	counts := map[string]int{}
	for i := range v.Len() {
		counts[text(v.Index(i))]++
	}
	var names []string
	for name := range counts {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	values := make([]int, len(names))
	for i, name := range names {
		values[i] = counts[name]
	}
	return Bars(names, values).Value(words.T("count"))
}

func barsOfMap(v reflect.Value) *BarChart {
	keys := v.MapKeys()
	slices.SortFunc(keys, compareKeys)
	names := make([]string, len(keys))
	values := make([]any, len(keys))
	for i, k := range keys {
		names[i] = text(k)
		values[i] = v.MapIndex(k).Interface()
	}
	c := &BarChart{chart.Bars{Names: names}}
	return c.add("Counts", "", values)
}

func (c *BarChart) add(who, name string, values any) *BarChart {
	vs, unit := numbers(who, "values", values)
	asMany(who, "values", len(vs), "names", len(c.bars.Names))
	if len(c.bars.Groups) > 0 && len(vs) > 0 && unit != c.bars.Value.Unit {
		panic(fmt.Sprintf("display.%s: some groups have numbers and others durations", who))
	}
	c.bars.Value.Unit = unit
	c.bars.Groups = append(c.bars.Groups, chart.Group{Name: name, Values: vs})
	return c
}

// Group adds another group of bars with a name; values are as for Bars. Named
// names the first group.
func (c *BarChart) Group(name string, values any) *BarChart {
	return c.add("BarChart.Group", name, values)
}

// Named names the group that was added last, for the legend.
func (c *BarChart) Named(name string) *BarChart {
	c.bars.Groups[len(c.bars.Groups)-1].Name = name
	return c
}

// Errors gives the group that was added last error bars, from low to high:
// slices with a number or duration for each name.
func (c *BarChart) Errors(low, high any) *BarChart {
	g := &c.bars.Groups[len(c.bars.Groups)-1]
	g.Low, _ = numbers("BarChart.Errors", "low", low)
	g.High, _ = numbers("BarChart.Errors", "high", high)
	asMany("BarChart.Errors", "low ends", len(g.Low), "names", len(c.bars.Names))
	asMany("BarChart.Errors", "high ends", len(g.High), "names", len(c.bars.Names))
	return c
}

// Title sets the title.
func (c *BarChart) Title(title string) *BarChart { c.bars.Title = title; return c }

// Value names the axis of the values.
func (c *BarChart) Value(label string) *BarChart { c.bars.Value.Label = label; return c }

// Label names the axis of the names.
func (c *BarChart) Label(label string) *BarChart { c.bars.Label = label; return c }

// Vertical makes the bars stand; they lie otherwise, which leaves room for long
// names.
func (c *BarChart) Vertical() *BarChart { c.bars.Vertical = true; return c }

// Stacked sets the groups on top of each other instead of side by side.
func (c *BarChart) Stacked() *BarChart { c.bars.Stacked = true; return c }

// Log makes the axis of the values logarithmic.
func (c *BarChart) Log() *BarChart { c.bars.Value.Log = true; return c }

// Line draws a line to compare with at a value.
func (c *BarChart) Line(label string, value float64) *BarChart {
	c.bars.Refs = append(c.bars.Refs, chart.Ref{Label: label, Y: value})
	return c
}

// Size sets width and height in pixels; lying bars are as high as they need.
func (c *BarChart) Size(width, height float64) *BarChart {
	checkSize("BarChart", width, height)
	c.bars.Width, c.bars.Height = width, height
	return c
}

// Figure draws the chart as it is now.
func (c *BarChart) Figure() Figure { return c.bars.Figure() }

// HTML is the chart in a page.
func (c *BarChart) HTML() string { return c.Figure().HTML() }

// SVG is the chart as a file.
func (c *BarChart) SVG() string { return c.Figure().SVG() }

// String is the chart as a table of text.
func (c *BarChart) String() string { return c.Figure().String() }

// Show shows the chart below the cell.
func (c *BarChart) Show() { Any(c) }
