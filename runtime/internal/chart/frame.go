package chart

import (
	"fmt"
	"math"
)

// frame is a rectangle with axes, below a title and a legend.
type frame struct {
	c            *canvas
	w, h         float64
	margins      Margins
	top          float64 // where the next thing below the title goes
	x, y         scale
	xaxis, yaxis Axis
	refLabels    [][2]float64
}

// Margins are the pixels between the edges of a figure and its x axis. They are
// made as wide as needed where they are smaller. Panels of a [Stack] that show
// the same time take them from each other, see [Figure.Margins].
type Margins struct{ Left, Right float64 }

func newFrame(title string, w, h float64) *frame {
	f := &frame{c: &canvas{}, w: w, h: h, top: pad}
	f.title(title)
	return f
}

func (f *frame) title(title string) {
	if title != "" {
		f.c.text(pad, f.top+11, title, "t ti")
		f.top += 26
	}
}

func (f *frame) figure(title, plain string) Figure {
	return Figure{title: title, w: f.w, h: f.h, left: f.x.a, right: f.w - f.x.b, body: f.c.b.String(), plain: plain}
}

type legendItem struct {
	name         string
	color        Color
	line, dashed bool
	stroke       bool // a line through the marker
	marker       int
}

// legend writes the names of series in rows below the title.
func (f *frame) legend(items []legendItem) {
	if len(items) == 0 {
		return
	}
	x, y := float64(pad), f.top+4
	for _, it := range items {
		name := fit(it.name, f.w-2*pad-30)
		width := 26 + textWidth(name) + 14
		if x+width > f.w-pad+14 && x > pad {
			x, y = pad, y+lineStep
		}
		switch {
		case it.line:
			if it.marker == 0 || it.stroke {
				dash := ""
				if it.dashed {
					dash = `stroke-dasharray="6 4"`
				}
				f.c.line(x, y, x+20, y, "l "+it.color.stroke(), dash)
			}
			if it.marker > 0 {
				f.c.mark(x+10, y, 4, it.marker, it.color, "")
			}
		default:
			f.c.rect(x+4, y-5, 12, 11, it.color.fill(), "", `rx="2"`)
		}
		f.c.text(x+26, y+4, name, "t")
		x += width
	}
	f.top = y + 14
}

// axes chooses the scales, draws grid, ticks and labels, and leaves f.x and f.y
// ready for use.
func (f *frame) axes(xa, ya Axis, xs, ys []float64) {
	f.xaxis, f.yaxis = xa, ya
	bottom := f.h - 30
	if xa.Label != "" || xa.Unit == Seconds || xa.Unit == Bytes {
		bottom -= lineStep
	}
	top := f.top + 6
	var yticks []tick
	var ylabel string
	f.y, yticks, ylabel = ya.scale(ys, bottom, top)
	left := pad + 8 + widestTick(yticks)
	if ylabel != "" {
		left += lineStep
	}
	left = max(left, f.margins.Left)
	right := f.w - max(pad+8, f.margins.Right)
	var xticks []tick
	var xlabel string
	f.x, xticks, xlabel = xa.scale(xs, left, right)
	for _, t := range yticks {
		y := f.y.at(t.v)
		f.c.line(left, y, right, y, "gr")
		f.c.anchored(left-6, y+4, t.name, "q sm", "end")
	}
	every := thinNames(xticks, right-left)
	for i, t := range xticks {
		x := f.x.at(t.v)
		f.c.line(x, bottom, x, bottom+4, "ax")
		if i%every == 0 {
			f.c.anchored(x, bottom+17, t.name, "q sm", "middle")
		}
	}
	f.c.line(left, bottom, right, bottom, "ax")
	f.c.anchored((left+right)/2, bottom+35, xlabel, "t", "middle")
	f.c.upright(pad+6, (top+bottom)/2, fit(ylabel, bottom-top), "t")
}

func widestTick(ts []tick) float64 {
	w := 0.0
	for _, t := range ts {
		w = max(w, textWidth(t.name))
	}
	return w
}

// thinNames says that every n-th name fits beside the others.
func thinNames(ts []tick, width float64) int {
	if len(ts) < 2 {
		return 1
	}
	return max(1, int(math.Ceil((widestTick(ts)+10)*float64(len(ts))/width)))
}

// ref draws a reference line, with its label at the right or upper end.
func (f *frame) ref(r Ref) {
	color := r.Color
	if color == Auto {
		color = Gray
	}
	const dash = `stroke-dasharray="2 3"`
	class := "h " + color.stroke()
	if r.Vertical {
		if f.x.in(r.X) {
			x := f.x.at(r.X)
			f.c.line(x, f.y.a, x, f.y.b, class, dash, `stroke-width="1.5"`)
			f.label(x+5, f.y.b+11, r.Label, x > (f.x.a+f.x.b)/2)
		}
		return
	}
	line := func(x float64) float64 { return r.Y + r.Slope*x }
	if r.Slope == 0 {
		if f.y.in(r.Y) {
			y := f.y.at(r.Y)
			f.c.line(f.x.a, y, f.x.b, y, class, dash, `stroke-width="1.5"`)
			f.label(f.x.b, y-5, r.Label, true)
		}
		return
	}
	// Sampled, so that it is right on logarithmic axes, and cut at the frame.
	d, lastX, lastY := "", 0.0, 0.0
	for i := range 201 {
		v := f.x.lo + (f.x.hi-f.x.lo)*float64(i)/200
		if f.x.log {
			v = math.Pow(10, v)
		}
		if !f.y.in(line(v)) {
			continue
		}
		lastX, lastY = f.x.at(v), f.y.at(line(v))
		if d == "" {
			d = fmt.Sprintf("M%s %s", num(lastX), num(lastY))
		} else {
			d += fmt.Sprintf("L%s %s", num(lastX), num(lastY))
		}
	}
	f.c.path(d, class, dash, `stroke-width="1.5"`)
	f.label(lastX-4, max(lastY+4, f.y.b+11), r.Label, true)
}

// label writes the name of a reference line, lower if another one is there.
func (f *frame) label(x, y float64, s string, end bool) {
	if s == "" {
		return
	}
	for moved := true; moved; {
		moved = false
		for _, p := range f.refLabels {
			if math.Abs(p[0]-x) < 90 && math.Abs(p[1]-y) < 12 {
				y, moved = p[1]+13, true
			}
		}
	}
	f.refLabels = append(f.refLabels, [2]float64{x, y})
	anchor := "start"
	if end {
		anchor, x = "end", x-4
	}
	f.c.anchored(x, y, s, "q sm ha", anchor)
}
