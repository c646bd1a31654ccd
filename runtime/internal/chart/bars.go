package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"interleave/runtime/internal/words"
)

// Bars draws a bar for each name, or for several groups of values a bar of each
// group beside the others.
type Bars struct {
	Title  string
	Names  []string // one for each bar (or cluster of bars)
	Groups []Group
	Value  Axis
	Label  string // of the axis with the names
	// Vertical bars stand; otherwise they lie, which leaves room for long names.
	Vertical bool
	Stacked  bool // the groups on top of each other instead of side by side
	Refs     []Ref
	Width    float64
	Height   float64 // of standing bars, 300 if 0; lying ones take what they need
}

// Group is one set of values, one for each name.
type Group struct {
	Name      string
	Values    []float64
	Low, High []float64 // ends of error bars, if not nil
	Color     Color
	// Colors, if not nil, colours each bar of the group.
	Colors []Color
}

// Figure draws the bars. It panics if a group has not one value for each name.
func (b Bars) Figure() Figure {
	b.Groups = slices.Clone(b.Groups)
	for i, g := range b.Groups {
		if len(g.Values) != len(b.Names) {
			panic(fmt.Sprintf("chart: group %q has %d values for %d names; there must be as many", g.Name, len(g.Values), len(b.Names)))
		}
		if (g.Low != nil || g.High != nil) && (len(g.Low) != len(g.Values) || len(g.High) != len(g.Values)) {
			panic(fmt.Sprintf("chart: group %q has %d values, but %d low and %d high ends of error bars", g.Name, len(g.Values), len(g.Low), len(g.High)))
		}
		if g.Colors != nil && len(g.Colors) != len(g.Values) {
			panic(fmt.Sprintf("chart: group %q has %d values and %d colours; there must be as many", g.Name, len(g.Values), len(g.Colors)))
		}
		b.Groups[i].Color = g.Color.or(i)
	}
	if b.Width == 0 {
		b.Width = Width
	}
	b.Value.Zero = true
	if b.Vertical {
		return b.standing()
	}
	return b.lying()
}

func (b Bars) extent() (vs []float64) {
	up, down := make([]float64, len(b.Names)), make([]float64, len(b.Names))
	for _, g := range b.Groups {
		for i, v := range g.Values {
			if b.Stacked {
				up[i] += max(v, 0)
				down[i] += min(v, 0)
			}
		}
		if !b.Stacked {
			vs = append(vs, g.Values...)
		}
		vs = append(append(vs, g.Low...), g.High...)
	}
	if b.Stacked {
		vs = append(append(vs, up...), down...)
	}
	for _, r := range b.Refs {
		vs = append(vs, r.Y)
	}
	return vs
}

func (b Bars) legend() (items []legendItem) {
	if len(b.Groups) < 2 {
		return nil
	}
	for _, g := range b.Groups {
		items = append(items, legendItem{name: g.Name, color: g.Color})
	}
	return items
}

// each calls draw for every bar, with its place across (0 to 1 within a
// cluster) and its start and end in values.
func (b Bars) each(draw func(i int, g Group, at, width, from, to float64)) {
	for i := range b.Names {
		up, down := 0.0, 0.0
		for k, g := range b.Groups {
			v := g.Values[i]
			if math.IsNaN(v) {
				continue
			}
			if !b.Stacked {
				n := float64(len(b.Groups))
				draw(i, g, float64(k)/n, 1/n, 0, v)
				continue
			}
			base := &up
			if v < 0 {
				base = &down
			}
			draw(i, g, 0, 1, *base, *base+v)
			*base += v
		}
	}
}

func (g Group) color(i int) Color {
	if g.Colors != nil {
		return g.Colors[i].or(i)
	}
	return g.Color
}

func (b Bars) tip(i int, g Group) string {
	return strings.TrimSpace(b.Names[i]+" "+g.Name) + ": " + b.Value.value(g.Values[i])
}

func (b Bars) standing() Figure {
	h := b.Height
	if h == 0 {
		h = 300
	}
	f := newFrame(b.Title, b.Width, h)
	f.legend(b.legend())
	f.axes(Axis{Label: b.Label, Names: b.Names}, b.Value, nil, b.extent())
	step := (f.x.b - f.x.a) / float64(max(1, len(b.Names)))
	wide := min(step*0.8, 90)
	b.each(func(i int, g Group, at, width, from, to float64) {
		x := f.x.at(float64(i)) - wide/2 + at*wide
		y0, y1 := f.y.clamp(from), f.y.clamp(to)
		f.c.rect(x, min(y0, y1), max(1, wide*width-1), math.Abs(y1-y0), g.color(i).fill(), b.tip(i, g))
		if g.Low != nil && !b.Stacked {
			f.errorBar(Series{X: []float64{f.xValue(x + wide*width/2)}, Low: g.Low[i : i+1], High: g.High[i : i+1], Color: Ink}, 0)
		}
	})
	for _, r := range b.Refs {
		f.ref(r)
	}
	return f.figure(b.Title, b.plain())
}

// xValue is the value at a pixel of a linear axis.
func (f *frame) xValue(p float64) float64 {
	return f.x.lo + (p-f.x.a)/(f.x.b-f.x.a)*(f.x.hi-f.x.lo)
}

// barText is the room for a value at the end of a lying bar.
const barText = 64

func (b Bars) lying() Figure {
	thick := 18.0
	if len(b.Groups) > 1 && !b.Stacked {
		thick = 13 * float64(len(b.Groups))
	}
	if len(b.Names) > 40 {
		thick = max(5, thick/2)
	}
	f := newFrame(b.Title, b.Width, 0)
	f.legend(b.legend())
	names := min(widest(b.Names), b.Width*0.4)
	left := pad + names + 8
	right := b.Width - pad - barText
	top := f.top + 4
	bottom := top + float64(len(b.Names))*(thick+6)
	f.h = bottom + 30
	s, ticks, label := b.Value.scale(b.extent(), left, right)
	if b.Value.Log {
		s.lo = math.Floor(s.lo)
	}
	for _, t := range ticks {
		f.c.line(s.at(t.v), top, s.at(t.v), bottom, "gr")
		f.c.anchored(s.at(t.v), bottom+15, t.name, "q sm", "middle")
	}
	if label != "" {
		f.c.anchored((left+right)/2, bottom+33, label, "t", "middle")
		f.h += lineStep
	}
	for i, name := range b.Names {
		y := top + float64(i)*(thick+6) + 3 + thick/2
		if thick >= 11 || i%2 == 0 {
			f.c.anchored(left-6, y+4, fit(name, names+2), "t", "end")
		}
	}
	b.each(func(i int, g Group, at, width, from, to float64) {
		y := top + float64(i)*(thick+6) + 3 + at*thick
		x0, x1 := s.clamp(from), s.clamp(to)
		f.c.rect(min(x0, x1), y, max(0.5, math.Abs(x1-x0)), max(1, thick*width-1), g.color(i).fill(), b.tip(i, g))
		end := max(x0, x1)
		if g.Low != nil && !b.Stacked {
			m, a, z := y+(thick*width-1)/2, s.clamp(g.Low[i]), s.clamp(g.High[i])
			f.c.path(fmt.Sprintf("M%s %sV%sM%s %sH%sM%s %sV%s", num(a), num(m-4), num(m+4), num(a), num(m), num(z), num(z), num(m-4), num(m+4)), "h "+Ink.stroke())
			end = max(end, z)
		}
		if thick*width >= 11 && !b.Stacked {
			f.c.text(end+5, y+thick*width/2+3.5, b.Value.value(g.Values[i]), "q sm")
		}
	})
	f.c.line(s.clamp(0), top, s.clamp(0), bottom, "ax")
	for _, r := range b.Refs {
		if s.in(r.Y) {
			f.c.line(s.at(r.Y), top, s.at(r.Y), bottom, "h "+Gray.stroke(), `stroke-dasharray="2 3"`, `stroke-width="1.5"`)
			f.c.anchored(s.at(r.Y)-4, top-1, r.Label, "q sm", "end")
		}
	}
	return f.figure(b.Title, b.plain())
}

// plain is a table, with bars of characters if there is one group.
func (b Bars) plain() string {
	header := []string{or(b.Label, "")}
	for _, g := range b.Groups {
		header = append(header, or(g.Name, b.Value.Label, words.T("value")))
	}
	table := [][]string{header}
	largest := 0.0
	for _, g := range b.Groups {
		for _, v := range g.Values {
			largest = max(largest, v)
		}
	}
	for i, name := range b.Names {
		row := []string{name}
		for _, g := range b.Groups {
			v := b.Value.value(g.Values[i])
			if g.Low != nil {
				v += fmt.Sprintf(" (%s to %s)", b.Value.value(g.Low[i]), b.Value.value(g.High[i]))
			}
			row = append(row, v)
		}
		if len(b.Groups) == 1 && largest > 0 && !b.Value.Log {
			row = append(row, gauge(max(0, b.Groups[0].Values[i])/largest, 30))
		}
		table = append(table, row)
	}
	return plainText(b.Title, table)
}

// Histogram draws how often values fall into ranges of equal width.
type Histogram struct {
	Title  string
	Values []float64
	Bins   int // how many ranges; chosen from the number of values if 0
	X      Axis
	Y      Axis // of the counts; Label "count" if empty
	Refs   []Ref
	Width  float64
	Height float64
	Color  Color
}

// Figure draws the histogram. Values that are not finite are left out and
// counted below it.
func (h Histogram) Figure() Figure {
	if h.Width == 0 {
		h.Width = Width
	}
	if h.Height == 0 {
		h.Height = 280
	}
	edges, counts, left := h.bins()
	h.Y.Zero = true
	h.Y.Label = or(h.Y.Label, words.T("count"))
	f := newFrame(h.Title, h.Width, h.Height)
	var ys []float64
	for _, n := range counts {
		ys = append(ys, float64(n))
	}
	f.axes(h.X, h.Y, edges, ys)
	rows := [][]string{{or(h.X.Label, words.T("from")), words.T("to"), h.Y.Label}}
	most := float64(max(1, slices.Max(counts)))
	for i, n := range counts {
		if a, b := f.x.clamp(edges[i]), f.x.clamp(edges[i+1]); n > 0 {
			tip := fmt.Sprintf("%s to %s: %d", h.X.value(edges[i]), h.X.value(edges[i+1]), n)
			f.c.rect(a, f.y.at(float64(n)), max(1, b-a-1), f.y.a-f.y.at(float64(n)), h.Color.or(0).fill(), tip)
		}
		rows = append(rows, []string{h.X.value(edges[i]), h.X.value(edges[i+1]), fmt.Sprint(n), gauge(float64(n)/most, 30)})
	}
	for _, r := range h.Refs {
		f.ref(r)
	}
	var below []string
	if left > 0 {
		below = append(below, fmt.Sprintf("%d values are not finite and left out", left))
	}
	return f.figure(h.Title, plainText(h.Title, rows, below...))
}

// bins are the ranges, on round numbers, and how many values each has.
func (h Histogram) bins() (edges []float64, counts []int, left int) {
	var vs []float64
	for _, v := range h.Values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			left++
			continue
		}
		vs = append(vs, v)
	}
	if len(vs) == 0 {
		return []float64{0, 1}, []int{0}, left
	}
	lo, hi := slices.Min(vs), slices.Max(vs)
	n := h.Bins
	if n <= 0 {
		n = min(60, max(5, int(math.Ceil(math.Sqrt(float64(len(vs)))))))
	}
	if lo == hi {
		lo, hi = lo-0.5, hi+0.5
		n = 1
	}
	step := (hi - lo) / float64(n)
	if h.Bins <= 0 && n > 1 {
		step = niceStep(step)
		lo = math.Floor(lo/step) * step
		n = int(math.Floor((hi-lo)/step)) + 1
	}
	counts = make([]int, n)
	for i := range n + 1 {
		edges = append(edges, lo+float64(i)*step)
	}
	for _, v := range vs {
		counts[min(n-1, max(0, int((v-lo)/step)))]++
	}
	return edges, counts, left
}
