package chart

import (
	"fmt"
	"strings"
)

// Width is the width of a figure in pixels, unless its kind says otherwise.
const Width = 720

// Figure is a finished picture. The zero Figure is empty.
type Figure struct {
	title       string
	w, h        float64
	left, right float64 // margins beside the x axis
	body        string  // SVG elements, without ground and title
	plain       string
}

// Title is the figure's title.
func (f Figure) Title() string { return f.title }

// Figure is f itself.
func (f Figure) Figure() Figure { return f }

// Size is width and height in pixels.
func (f Figure) Size() (w, h float64) { return f.w, f.h }

// Margins are those beside the figure's x axis.
func (f Figure) Margins() Margins { return Margins{f.left, f.right} }

// String is the figure's plain-text form: title and values.
func (f Figure) String() string { return f.plain }

// HTML is the figure as an <svg> element for a page, in the colours of the
// page's theme; see [Page] for pages that remove drawings.
func (f Figure) HTML() string {
	drawing := f.svg(inlineStyle(f.body), ` style="max-width:100%;height:auto"`)
	return Page(drawing, f.SVG(), f.title, f.plain)
}

// SVG is the figure as the text of an SVG file.
func (f Figure) SVG() string {
	return f.svg(fileStyle(f.body), ` xmlns="http://www.w3.org/2000/svg"`)
}

func (f Figure) svg(style, attributes string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="ilv"%s role="img" width="%s" height="%s" viewBox="0 0 %s %s">`,
		attributes, num(f.w), num(f.h), num(f.w), num(f.h))
	fmt.Fprintf(&b, "<title>%s</title><style>%s</style>", escape(f.title), style)
	fmt.Fprintf(&b, `<rect class="bg" width="%s" height="%s" rx="6"/>`, num(f.w), num(f.h))
	b.WriteString(f.body)
	b.WriteString("</svg>")
	return b.String()
}

// Stack sets figures one below the other in one figure. An empty title takes
// that of the first figure.
func Stack(title string, figures ...Figure) Figure {
	var out Figure
	c := &canvas{}
	if title != "" {
		c.text(pad, 24, title, "t ti")
		out.h = 30
	}
	var plain []string
	for _, f := range figures {
		if out.title == "" {
			out.title = f.title
		}
		fmt.Fprintf(&c.b, `<g transform="translate(0 %s)">%s</g>`, num(out.h), f.body)
		out.h += f.h
		out.w = max(out.w, f.w)
		plain = append(plain, f.plain)
	}
	if title != "" {
		out.title = title
		plain = append([]string{title}, plain...)
	}
	out.body = c.b.String()
	out.plain = strings.Join(plain, "\n\n")
	return out
}

// Grid sets figures side by side, columns in a row, in one figure.
func Grid(title string, columns int, figures ...Figure) Figure {
	if columns < 1 {
		panic(fmt.Sprintf("chart.Grid: %d columns; at least 1 is needed", columns))
	}
	var rows []Figure
	for len(figures) > 0 {
		n := min(columns, len(figures))
		rows = append(rows, beside(figures[:n]))
		figures = figures[n:]
	}
	return Stack(title, rows...)
}

func beside(figures []Figure) Figure {
	var out Figure
	var b strings.Builder
	var plain []string
	for _, f := range figures {
		fmt.Fprintf(&b, `<g transform="translate(%s 0)">%s</g>`, num(out.w), f.body)
		out.w += f.w
		out.h = max(out.h, f.h)
		if out.title == "" {
			out.title = f.title
		}
		plain = append(plain, f.plain)
	}
	out.body, out.plain = b.String(), strings.Join(plain, "\n\n")
	return out
}
