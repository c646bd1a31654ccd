package chart

import (
	"fmt"
	"strings"
)

// Color is a role in the palette. The zero Color lets the chart choose.
type Color int

// The colours, in the order in which charts hand them out. Two series next to
// each other in this order are easiest to tell apart.
const (
	Auto Color = iota
	Blue
	Orange
	Green
	Pink
	Red
	Sky
	Gold
	Gray
	Faint // for what is not looked at: idle lanes, empty bins
	Ink   // the colour of text
)

// Colors of states that mean the same in all pictures.
const (
	Running  = Green  // has a processor, or holds the lock
	Runnable = Orange // could go on, waits for a processor
	Blocked  = Gray   // waits for somebody: a channel, a lock, a future
	Waiting  = Sky    // waits for time, a device or the network
	System   = Pink   // in a system call or in native code
	Idle     = Faint  // has nothing to do
	Failed   = Red    // failed, cancelled, part of a deadlock
	Done     = Blue   // finished well
)

const handedOut = int(Gray)

// or is the colour, or the n-th of the palette (from 0) if it is Auto.
func (c Color) or(n int) Color {
	if c != Auto {
		return c
	}
	return Color(1 + n%handedOut)
}

func (c Color) fill() string   { return fmt.Sprintf("f%d", int(c)) }
func (c Color) stroke() string { return fmt.Sprintf("s%d", int(c)) }

// theme is one set of values: ground, text, quiet text, grid, text on a fill,
// and the colours by number.
type theme struct {
	ground, text, quiet, grid, on string
	colors                        [Ink + 1]string
}

var (
	light = theme{
		ground: "#ffffff", text: "#1c1f23", quiet: "#5b626b", grid: "#e4e7eb", on: "#ffffff",
		colors: [Ink + 1]string{Blue: "#006ff5", Orange: "#b08e00", Green: "#1f6d55", Pink: "#cc00b1",
			Red: "#a00815", Sky: "#0099f5", Gold: "#8d6a12", Gray: "#7e8a8c", Faint: "#dde1e6", Ink: "#1c1f23"},
	}
	dark = theme{
		ground: "#111111", text: "#e8eaed", quiet: "#a4abb3", grid: "#2c3036", on: "#111111",
		colors: [Ink + 1]string{Blue: "#646fc3", Orange: "#e98300", Green: "#36e4b0", Pink: "#c09aff",
			Red: "#e62500", Sky: "#c1deff", Gold: "#e5d950", Gray: "#957f8c", Faint: "#3a4048", Ink: "#e8eaed"},
	}
)

// rule is one rule of the style sheet: a class, a property, and which value of a
// theme it takes.
type rule struct{ class, property, value string }

// rules are those of the classes that body uses.
func rules(t theme, body string) []rule {
	rs := []rule{
		{"bg", "fill", t.ground}, {"t", "fill", t.text}, {"q", "fill", t.quiet}, {"on", "fill", t.on},
		{"gr", "stroke", t.grid}, {"ax", "stroke", t.quiet}, {"edge", "stroke", t.ground}, {"ha", "stroke", t.ground},
	}
	for c := Blue; c <= Ink; c++ {
		for _, r := range []rule{{c.fill(), "fill", t.colors[c]}, {c.stroke(), "stroke", t.colors[c]}} {
			if strings.Contains(body, r.class+" ") || strings.Contains(body, r.class+`"`) {
				rs = append(rs, r)
			}
		}
	}
	return rs
}

// selector is that of a class. The halo of text has to outdo the rule that text
// has no stroke.
func (r rule) selector() string {
	if r.class == "ha" {
		return ".ilv text.ha"
	}
	return ".ilv ." + r.class
}

// shapes are the rules that no theme changes.
const shapes = `.ilv text{font-family:system-ui,-apple-system,"Segoe UI","DejaVu Sans",Helvetica,Arial,sans-serif;font-size:12px;stroke:none}` +
	`.ilv .ti{font-size:14px;font-weight:600}.ilv .sm{font-size:11px}.ilv .mo{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace}` +
	`.ilv .b{font-weight:600}.ilv .l{fill:none;stroke-width:2;stroke-linejoin:round}.ilv .h{fill:none}.ilv text.ha{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}.ilv .ar{fill-opacity:.25}`

// inlineStyle is the style sheet of a figure inside a page. JupyterLab and VS
// Code say on the body which theme they show; elsewhere the system decides.
func inlineStyle(body string) string {
	var b strings.Builder
	b.WriteString(shapes)
	write := func(where string, t theme) {
		for _, r := range rules(t, body) {
			fmt.Fprintf(&b, "%s%s{%s:%s}", where, r.selector(), r.property, r.value)
		}
	}
	write("", light)
	b.WriteString("@media(prefers-color-scheme:dark){")
	write("body:not([data-jp-theme-light=true]):not(.vscode-light) ", dark)
	b.WriteString("}")
	write("body:is([data-jp-theme-light=false],.vscode-dark,.vscode-high-contrast) ", dark)
	return b.String()
}

// fileStyle is the style sheet of a figure in a file.
func fileStyle(body string) string {
	var b strings.Builder
	b.WriteString(shapes)
	write := func(t theme) {
		for _, r := range rules(t, body) {
			fmt.Fprintf(&b, "%s{%s:%s}", r.selector(), r.property, r.value)
		}
	}
	write(light)
	b.WriteString("@media(prefers-color-scheme:dark){")
	write(dark)
	b.WriteString("}")
	return b.String()
}
