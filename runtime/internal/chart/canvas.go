package chart

import (
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Distances in pixels.
const (
	pad      = 14
	lineStep = 17 // between lines of text
)

// canvas collects SVG elements. Its coordinates are pixels from the upper left.
type canvas struct{ b strings.Builder }

// num is a coordinate with a hundredth of a pixel at most. What is not finite
// is 0: a figure with a missing point is better than none.
func num(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "0"
	}
	s := strconv.FormatFloat(v, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}

func (c *canvas) text(x, y float64, s, class string) { c.anchored(x, y, s, class, "start") }

// anchored writes text that starts, ends or has its middle at x; y is the
// baseline.
func (c *canvas) anchored(x, y float64, s, class, anchor string) {
	if s == "" {
		return
	}
	a := ""
	if anchor != "start" {
		a = ` text-anchor="` + anchor + `"`
	}
	fmt.Fprintf(&c.b, `<text class="%s" x="%s" y="%s"%s>%s</text>`, class, num(x), num(y), a, escape(s))
}

// upright writes text that reads from below, with its middle at (x, y).
func (c *canvas) upright(x, y float64, s, class string) {
	if s != "" {
		fmt.Fprintf(&c.b, `<text class="%s" text-anchor="middle" transform="translate(%s %s) rotate(-90)">%s</text>`, class, num(x), num(y), escape(s))
	}
}

func (c *canvas) line(x1, y1, x2, y2 float64, class string, more ...string) {
	fmt.Fprintf(&c.b, `<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s"%s/>`, class, num(x1), num(y1), num(x2), num(y2), join(more))
}

// rect draws a rectangle; tip, if any, is what a page shows when the mouse
// rests on it.
func (c *canvas) rect(x, y, w, h float64, class, tip string, more ...string) {
	fmt.Fprintf(&c.b, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"%s`, class, num(x), num(y), num(w), num(h), join(more))
	c.tip("rect", tip)
}

func (c *canvas) circle(x, y, r float64, class, tip string, more ...string) {
	fmt.Fprintf(&c.b, `<circle class="%s" cx="%s" cy="%s" r="%s"%s`, class, num(x), num(y), num(r), join(more))
	c.tip("circle", tip)
}

func (c *canvas) tip(element, tip string) {
	if tip == "" {
		c.b.WriteString("/>")
		return
	}
	fmt.Fprintf(&c.b, "><title>%s</title></%s>", escape(tip), element)
}

func (c *canvas) path(d, class string, more ...string) {
	if d != "" {
		fmt.Fprintf(&c.b, `<path class="%s" d="%s"%s/>`, class, d, join(more))
	}
}

// arrow draws a line with a head at its end, which stops gap pixels short.
func (c *canvas) arrow(x1, y1, x2, y2, gap float64, color Color, more ...string) {
	d := math.Hypot(x2-x1, y2-y1)
	if d < 1 {
		return
	}
	ux, uy := (x2-x1)/d, (y2-y1)/d
	x2, y2 = x2-ux*gap, y2-uy*gap
	c.line(x1, y1, x2-ux*5, y2-uy*5, "h "+color.stroke(), append([]string{`stroke-width="1.4"`}, more...)...)
	c.head(x2, y2, ux, uy, color)
}

// head draws the point of an arrow that flies in the direction (ux, uy).
func (c *canvas) head(x, y, ux, uy float64, color Color) {
	c.path(fmt.Sprintf("M%s %sL%s %sL%s %sZ", num(x), num(y),
		num(x-ux*8-uy*3.6), num(y-uy*8+ux*3.6), num(x-ux*8+uy*3.6), num(y-uy*8-ux*3.6)), color.fill())
}

func join(more []string) string {
	if len(more) == 0 {
		return ""
	}
	return " " + strings.Join(more, " ")
}

// textWidth estimates the width of 12 px text, rather too wide than too narrow:
// which font the reader has is not known.
func textWidth(s string) float64 {
	w := 0.0
	for _, r := range s {
		switch {
		case strings.ContainsRune("iljtfrI.,:;'|!()[] ", r):
			w += 4.4
		case r >= 0x1100:
			w += 12
		case strings.ContainsRune("mwMW@%", r):
			w += 10.5
		case 'A' <= r && r <= 'Z':
			w += 8.4
		default:
			w += 7.1
		}
	}
	return w
}

func widest(ss []string) float64 {
	w := 0.0
	for _, s := range ss {
		w = max(w, textWidth(s))
	}
	return w
}

// fit shortens s with an ellipsis to a width in pixels.
func fit(s string, width float64) string {
	if textWidth(s) <= width {
		return s
	}
	for s != "" && textWidth(s)+8 > width {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	if s == "" {
		return ""
	}
	return s + "…"
}
