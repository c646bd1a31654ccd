package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"interleave/runtime/internal/words"
)

// Plot draws series of points over two numeric axes.
type Plot struct {
	Title   string
	X, Y    Axis
	Series  []Series
	Refs    []Ref
	Width   float64 // in pixels, Width if 0
	Height  float64 // in pixels, 320 if 0
	Margins Margins
}

// Series is one row of points. X and Y have the same length; X may be nil and is
// 0, 1, 2, … then. A point with NaN interrupts a line.
type Series struct {
	Name   string
	X, Y   []float64
	Low    []float64 // if not nil: error bars from Low to High, as values of Y
	High   []float64
	Points bool // points, without a line unless Line is set too
	Line   bool // a line through the points; the default if nothing is set
	Step   bool // a line that keeps its value until the next point
	Area   bool // filled down to zero, with Step as steps
	Dashed bool
	Color  Color
}

// Ref is a straight line that values are compared with: horizontal at Y,
// vertical at X, or, with Slope, the line Y + Slope·x.
type Ref struct {
	Label    string
	X, Y     float64
	Vertical bool
	Slope    float64
	Color    Color // Gray if Auto
}

// Figure draws the plot. It panics if a series has X and Y of different length.
func (p Plot) Figure() Figure {
	w, h := p.Width, p.Height
	if w == 0 {
		w = Width
	}
	if h == 0 {
		h = 320
	}
	p.Series = slices.Clone(p.Series)
	for i := range p.Series {
		p.Series[i] = p.Series[i].complete(i)
	}
	f := newFrame(p.Title, w, h)
	f.margins = p.Margins
	f.legend(p.legend())
	var xs, ys []float64
	for _, s := range p.Series {
		xs = append(xs, s.X...)
		ys = append(append(append(ys, s.Y...), s.Low...), s.High...)
		if s.Area {
			p.Y.Zero = true
		}
	}
	for _, r := range p.Refs {
		if r.Vertical {
			xs = append(xs, r.X)
		} else if r.Slope == 0 {
			ys = append(ys, r.Y)
		}
	}
	f.axes(p.X, p.Y, xs, ys)
	for _, r := range p.Refs {
		f.ref(r)
	}
	for i, s := range p.Series {
		f.series(s, i)
	}
	return f.figure(p.Title, p.plain())
}

func (s Series) complete(i int) Series {
	if s.X == nil {
		s.X = make([]float64, len(s.Y))
		for k := range s.X {
			s.X[k] = float64(k)
		}
	}
	if len(s.X) != len(s.Y) {
		panic(fmt.Sprintf("chart: series %q has %d x and %d y; there must be as many", s.Name, len(s.X), len(s.Y)))
	}
	if (s.Low != nil || s.High != nil) && (len(s.Low) != len(s.Y) || len(s.High) != len(s.Y)) {
		panic(fmt.Sprintf("chart: series %q has %d points, but %d low and %d high ends of error bars", s.Name, len(s.Y), len(s.Low), len(s.High)))
	}
	if !s.Points && !s.Line && !s.Step && !s.Area {
		s.Line = true
	}
	s.Color = s.Color.or(i)
	return s
}

func (p Plot) legend() (items []legendItem) {
	for i, s := range p.Series {
		if s.Name != "" {
			items = append(items, legendItem{name: s.Name, color: s.Color, line: !s.Area, stroke: s.Line || s.Step, dashed: s.Dashed, marker: marker(i, s.Points)})
		}
	}
	if len(items) == 1 && len(p.Series) == 1 && p.Series[0].Name == p.Y.Label {
		return nil
	}
	return items
}

// marker is the shape of the points of the i-th series, 0 for none. Shapes say
// again what colours say.
func marker(i int, points bool) int {
	if !points {
		return 0
	}
	return 1 + i%5
}

// series draws one series. Lines longer than the frame has pixels are thinned
// to the lowest and the highest point of each pixel.
func (f *frame) series(s Series, i int) {
	xs, ys := s.X, s.Y
	if len(xs) > 4*Width {
		xs, ys = thin(f.x, xs, ys)
	}
	line, area := f.lines(s, xs, ys)
	if s.Area {
		f.c.path(area, s.Color.fill()+" ar")
	}
	if s.Line || s.Step || s.Area {
		dash := ""
		if s.Dashed {
			dash = `stroke-dasharray="6 4"`
		}
		f.c.path(line, "l "+s.Color.stroke(), dash)
	}
	if s.Low != nil {
		for k := range s.X {
			f.errorBar(s, k)
		}
	}
	if s.Points {
		for k := range xs {
			if f.x.in(xs[k]) && f.y.in(ys[k]) {
				tip := ""
				if len(xs) <= 400 {
					tip = fmt.Sprintf("%s %s: %s", s.Name, f.xaxis.value(xs[k]), f.yaxis.value(ys[k]))
				}
				f.c.mark(f.x.at(xs[k]), f.y.at(ys[k]), 4, marker(i, true), s.Color, strings.TrimSpace(tip))
			}
		}
	}
}

func (f *frame) errorBar(s Series, k int) {
	if !f.x.in(s.X[k]) || math.IsNaN(s.Low[k]) || math.IsNaN(s.High[k]) {
		return
	}
	x, a, b := f.x.at(s.X[k]), f.y.clamp(s.Low[k]), f.y.clamp(s.High[k])
	f.c.path(fmt.Sprintf("M%s %sH%sM%s %sV%sM%s %sH%s", num(x-4), num(a), num(x+4), num(x), num(a), num(b), num(x-4), num(b), num(x+4)),
		"h "+s.Color.stroke(), `stroke-width="1.3"`)
}

// lines are the path of the line and of the area under it.
func (f *frame) lines(s Series, xs, ys []float64) (line, area string) {
	var l, a strings.Builder
	base := f.y.clamp(0)
	open := false
	var lastX, lastY float64
	end := func() {
		if open {
			fmt.Fprintf(&a, "V%sZ", num(base))
		}
		open = false
	}
	for k := range xs {
		if !f.x.in(xs[k]) || math.IsNaN(ys[k]) || f.y.log && ys[k] <= 0 {
			end()
			continue
		}
		x, y := f.x.at(xs[k]), f.y.clamp(ys[k])
		switch {
		case !open:
			fmt.Fprintf(&l, "M%s %s", num(x), num(y))
			fmt.Fprintf(&a, "M%s %sV%s", num(x), num(base), num(y))
		case s.Step:
			fmt.Fprintf(&l, "H%sV%s", num(x), num(y))
			fmt.Fprintf(&a, "H%sV%s", num(x), num(y))
		case x != lastX || y != lastY:
			fmt.Fprintf(&l, "L%s %s", num(x), num(y))
			fmt.Fprintf(&a, "L%s %s", num(x), num(y))
		}
		open, lastX, lastY = true, x, y
	}
	end()
	return l.String(), a.String()
}

// thin keeps of each pixel the first, lowest, highest and last point.
func thin(x scale, xs, ys []float64) (tx, ty []float64) {
	for i := 0; i < len(xs); {
		j, lo, hi := i, i, i
		pixel := math.Floor(x.at(xs[i]))
		for ; j < len(xs) && math.Floor(x.at(xs[j])) == pixel; j++ {
			if ys[j] < ys[lo] {
				lo = j
			}
			if ys[j] > ys[hi] {
				hi = j
			}
		}
		keep := []int{i, lo, hi, max(i, j-1)}
		slices.Sort(keep)
		for _, k := range slices.Compact(keep) {
			tx, ty = append(tx, xs[k]), append(ty, ys[k])
		}
		i = max(j, i+1)
	}
	return tx, ty
}

// mark draws a point of one of five shapes.
func (c *canvas) mark(x, y, r float64, shape int, color Color, tip string) {
	class := color.fill() + " edge"
	switch shape {
	case 2:
		c.rect(x-r*.85, y-r*.85, r*1.7, r*1.7, class, tip)
	case 3:
		c.shape(x, y, class, tip, 0, -r*1.2, r*1.1, r*.8, -r*1.1, r*.8)
	case 4:
		c.shape(x, y, class, tip, 0, -r*1.2, r*1.2, 0, 0, r*1.2, -r*1.2, 0)
	case 5:
		c.shape(x, y, class, tip, 0, r*1.2, r*1.1, -r*.8, -r*1.1, -r*.8)
	default:
		c.circle(x, y, r, class, tip)
	}
}

// shape draws a polygon around (x, y).
func (c *canvas) shape(x, y float64, class, tip string, offsets ...float64) {
	var d strings.Builder
	for i := 0; i < len(offsets); i += 2 {
		fmt.Fprintf(&d, "%s%s %s", map[bool]string{true: "M", false: "L"}[i == 0], num(x+offsets[i]), num(y+offsets[i+1]))
	}
	fmt.Fprintf(&c.b, `<path class="%s" d="%sZ"`, class, d.String())
	c.tip("path", tip)
}

// plain is a table: a column for x and one for each series.
func (p Plot) plain() string {
	rows := map[float64][]string{}
	var xs []float64
	for i, s := range p.Series {
		for k, x := range s.X {
			if rows[x] == nil {
				rows[x] = make([]string, len(p.Series))
				xs = append(xs, x)
			}
			v := p.Y.value(s.Y[k])
			if s.Low != nil {
				v += fmt.Sprintf(" (%s to %s)", p.Y.value(s.Low[k]), p.Y.value(s.High[k]))
			}
			if rows[x][i] != "" {
				v = rows[x][i] + ", " + v
			}
			rows[x][i] = v
		}
	}
	slices.Sort(xs)
	header := []string{or(p.X.Label, "x")}
	for i, s := range p.Series {
		header = append(header, or(s.Name, p.Y.Label, words.F("series %d", i+1)))
	}
	table := [][]string{header}
	for _, x := range xs {
		table = append(table, append([]string{p.X.value(x)}, rows[x]...))
	}
	var refs []string
	for _, r := range p.Refs {
		if r.Label != "" {
			refs = append(refs, r.Label+": "+r.describe(p))
		}
	}
	return plainText(p.Title, table, refs...)
}

func (r Ref) describe(p Plot) string {
	switch {
	case r.Vertical:
		return fmt.Sprintf("%s = %s", or(p.X.Label, "x"), p.X.value(r.X))
	case r.Slope != 0:
		return fmt.Sprintf("%s + %s·x", digits(r.Y, 3), digits(r.Slope, 3))
	}
	return fmt.Sprintf("%s = %s", or(p.Y.Label, "y"), p.Y.value(r.Y))
}

// value writes a value of the axis for a reader.
func (x Axis) value(v float64) string {
	if i := int(v); x.Names != nil && float64(i) == v && i >= 0 && i < len(x.Names) {
		return x.Names[i]
	}
	return x.Unit.Format(v)
}

func or(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}
