// Package chart draws the pictures of this module, all in one style: SVG that
// reads well on light and dark pages, in colours that colour-blind readers can
// tell apart, with text that stays text and without a script.
//
// Each kind of picture is a struct whose fields say what is to be seen, with a
// method Figure. A [Figure] shows itself in cells (HTML, SVG and String), and
// [Stack] sets several of them one below the other.
//
//	chart.Plot{
//		Title:  "Speedup",
//		X:      chart.Axis{Label: "workers"},
//		Y:      chart.Axis{Label: "speedup"},
//		Series: []chart.Series{{Name: "measured", X: n, Y: s, Err: e, Points: true}},
//	}.Figure()
//
// The kinds: [Plot] (lines, points, steps, areas, error bars, reference lines),
// [Bars] and [Histogram], [Lanes] (Gantt charts and ownership strips, with
// arrows and marks), [Waterfall], [Heat], [Graph], [Ladder] and [Tree].
//
// # Colours
//
// A [Color] is a role in the palette, not a value: the same role is another
// value on a dark page. Inside a page the figure follows JupyterLab's and VS
// Code's theme; as a file it follows the system's. It brings its own ground in
// either case, so that text and ground always belong together. A test computes
// contrast and, for three kinds of colour blindness, the distance of all pairs.
//
// # Size
//
// Lanes and heat maps are binned to pixels: a lane has at most one rectangle
// per pixel, and what shares a pixel is shown by the state that had most of it.
// Lanes beyond MaxRows share rows. A million spans make a picture of well under
// a megabyte.
//
// # Why no library
//
// Looked at on 2026-11-25: gonum/plot writes colours into each element (no
// themes) and brings eight modules; go-analyze/charts has neither error bars nor
// logarithmic axes; go-echarts loads a script from the network; Vega-Lite is
// blank in nbconvert's pages, terminals and untrusted notebooks. None draws
// lanes, ladders or strips, which is most of what this module shows.
//
// The functions have no goroutines and no state; figures are values that
// any number of goroutines may read.
package chart
