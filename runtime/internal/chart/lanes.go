package chart

import (
	"fmt"
	"math"
)

// Lanes draws what several lines of execution do in time, one below the other:
// a Gantt chart, or a strip of who owns a lock. The zero State of a span is
// States[0].
type Lanes struct {
	Title   string
	X       Axis
	States  []State
	Lanes   []Lane
	Arrows  []Arrow
	Refs    []Ref // vertical lines
	Width   float64
	Margins Margins
	// RowHeight is the height of a lane in pixels; chosen from their number if 0.
	RowHeight float64
	// MaxRows is the largest number of rows, 160 if 0. More lanes than that
	// share rows evenly, in order.
	MaxRows int
	// NoLegend leaves out the legend of states, for panels of a Stack.
	NoLegend bool
}

// State is what a lane may be in.
type State struct {
	Name  string
	Color Color
}

// Lane is one line of execution.
type Lane struct {
	Name  string
	Group string // heading above the first lane of a group
	Spans []Span // in any order; where two overlap the later one is drawn above
	Marks []Mark
	Note  string // behind the last span
}

// Span is a stretch of time in one state.
type Span struct {
	From, To float64
	State    int    // index in States
	Label    string // inside, where there is room
}

// Shape is the form of a mark.
type Shape int

// The shapes of marks.
const (
	Dot Shape = iota
	Square
	TriangleUp
	Diamond
	TriangleDown
	Cross
	Bar // a stroke over the height of the lane
)

// Mark is a moment on a lane.
type Mark struct {
	At    float64
	Shape Shape
	Color Color // Ink if Auto
	Label string
}

// Arrow goes from a moment on one lane to a moment on another: a message, a
// wake-up, a birth.
type Arrow struct {
	From, To         float64
	FromLane, ToLane int
	Label            string
	Color            Color // Ink if Auto
}

const (
	exactSpans = 3000 // as many rectangles are drawn as they are; more are binned
	mostArrows = 300
	mostMarks  = 3000
)

// rowsOf is the layout: which lanes share which row.
type rowsOf struct {
	n       int // rows
	perRow  int // lanes in a row
	height  float64
	y       []float64 // upper edge of each row
	bottom  float64
	heading map[int]string // by row
}

func (r rowsOf) of(lane int) int         { return lane / r.perRow }
func (r rowsOf) middle(lane int) float64 { return r.y[r.of(lane)] + r.height/2 }

func (l Lanes) layout(top float64) rowsOf {
	most := l.MaxRows
	if most <= 0 {
		most = 160
	}
	r := rowsOf{perRow: max(1, (len(l.Lanes)+most-1)/most), heading: map[int]string{}}
	r.n = (len(l.Lanes) + r.perRow - 1) / r.perRow
	switch {
	case l.RowHeight > 0:
		r.height = l.RowHeight
	case r.n <= 25:
		r.height = 20
	case r.n <= 60:
		r.height = 12
	case r.n <= 100:
		r.height = 6
	default:
		r.height = 4
	}
	group := ""
	for i := range r.n {
		if g := l.Lanes[i*r.perRow].Group; g != group && r.perRow == 1 {
			group = g
			if g != "" {
				top += lineStep + 3
				r.heading[i] = g
			}
		}
		r.y = append(r.y, top)
		top += r.height
	}
	r.bottom = top
	return r
}

// Figure draws the lanes. It panics if a span names a state, or an arrow a
// lane, that does not exist.
func (l Lanes) Figure() Figure {
	spans := l.check()
	if l.Width == 0 {
		l.Width = Width
	}
	if l.States == nil {
		l.States = []State{{}}
		l.NoLegend = true
	}
	f := newFrame(l.Title, l.Width, 0)
	if !l.NoLegend {
		var items []legendItem
		for i, s := range l.States {
			if s.Name != "" {
				items = append(items, legendItem{name: s.Name, color: s.Color.or(i)})
			}
		}
		f.legend(items)
	}
	if len(l.Refs) > 0 {
		f.top += 12 // for their labels
	}
	rows := l.layout(f.top + 4)
	names, notes := 0.0, 0.0
	for i, lane := range l.Lanes {
		names = max(names, textWidth(l.rowName(rows, i)))
		notes = max(notes, textWidth(lane.Note))
	}
	names = min(names, l.Width*0.3)
	left := max(pad+names+12, l.Margins.Left)
	right := l.Width - max(pad+min(notes, l.Width*0.3)+8, l.Margins.Right)
	ticks, label := l.xaxis(f, left, right)
	for _, t := range ticks {
		f.c.line(f.x.at(t.v), rows.y0(f.top), f.x.at(t.v), rows.bottom+4, "gr")
		f.c.anchored(f.x.at(t.v), rows.bottom+17, t.name, "q sm", "middle")
	}
	f.c.line(left, rows.bottom+1, right, rows.bottom+1, "ax")
	f.h = rows.bottom + 26
	if label != "" {
		f.c.anchored((left+right)/2, rows.bottom+33, label, "t", "middle")
		f.h += 16
	}
	every := max(1, int(math.Ceil(12/rows.height)))
	for i := range rows.n {
		if h := rows.heading[i]; h != "" {
			f.c.text(pad, rows.y[i]-5, h, "t b")
		}
		if i%every == 0 {
			f.c.anchored(left-9, rows.y[i]+rows.height/2+4, fit(l.rowName(rows, i*rows.perRow), names+2), "t sm", "end")
		}
	}
	f.bands(l, rows, spans)
	for _, ref := range l.Refs {
		f.y = scale{a: rows.bottom, b: rows.y0(f.top) - 13}
		ref.Vertical = true
		f.ref(ref)
	}
	l.marks(f, rows)
	below := l.arrows(f, rows)
	if rows.perRow > 1 {
		below = append(below, fmt.Sprintf("each row stands for %d lanes; a pixel shows the state that took most of their time", rows.perRow))
	}
	for _, s := range below {
		f.c.text(left, f.h, s, "q sm")
		f.h += lineStep
	}
	return f.figure(l.Title, l.plain(f.x, label, below))
}

func (r rowsOf) y0(top float64) float64 {
	if r.n > 0 {
		return r.y[0]
	}
	return top
}

func (l Lanes) check() (spans int) {
	for i, lane := range l.Lanes {
		spans += len(lane.Spans)
		for _, s := range lane.Spans {
			if s.State < 0 || s.State >= max(1, len(l.States)) {
				panic(fmt.Sprintf("chart: lane %d (%s) has a span in state %d of %d states", i, lane.Name, s.State, len(l.States)))
			}
		}
	}
	for _, a := range l.Arrows {
		if min(a.FromLane, a.ToLane) < 0 || max(a.FromLane, a.ToLane) >= len(l.Lanes) {
			panic(fmt.Sprintf("chart: an arrow goes from lane %d to lane %d of %d lanes", a.FromLane, a.ToLane, len(l.Lanes)))
		}
	}
	return spans
}

func (l Lanes) rowName(r rowsOf, lane int) string {
	if r.perRow == 1 {
		return l.Lanes[lane].Name
	}
	last := min(len(l.Lanes), lane+r.perRow) - 1
	return l.Lanes[lane].Name + " – " + l.Lanes[last].Name
}

// xaxis chooses the range of time: exactly that of the data.
func (l Lanes) xaxis(f *frame, left, right float64) ([]tick, string) {
	if l.X.Min >= l.X.Max && !l.X.Log {
		lo, hi := l.extent()
		l.X.Min, l.X.Max = lo, hi
	}
	var ticks []tick
	var label string
	f.xaxis = l.X
	f.x, ticks, label = l.X.scale(nil, left, right)
	return ticks, label
}

func (l Lanes) extent() (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	at := func(v float64) {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	for _, lane := range l.Lanes {
		for _, s := range lane.Spans {
			at(s.From)
			at(s.To)
		}
		for _, m := range lane.Marks {
			at(m.At)
		}
	}
	for _, a := range l.Arrows {
		at(a.From)
		at(a.To)
	}
	for _, r := range l.Refs {
		at(r.X)
	}
	if lo >= hi {
		if math.IsInf(lo, 0) {
			lo = 0
		}
		hi = lo + 1
	}
	return lo, hi
}

func (l Lanes) marks(f *frame, rows rowsOf) {
	type place struct {
		row, x int
		shape  Shape
	}
	seen := map[place]bool{}
	for i, lane := range l.Lanes {
		for _, m := range lane.Marks {
			if !f.x.in(m.At) {
				continue
			}
			x, y := f.x.at(m.At), rows.middle(i)
			p := place{rows.of(i), int(x), m.Shape}
			if seen[p] || len(seen) > mostMarks {
				continue
			}
			seen[p] = true
			color := m.Color
			if color == Auto {
				color = Ink
			}
			r := min(5, rows.height*0.35)
			switch m.Shape {
			case Bar:
				f.c.line(x, y-rows.height/2, x, y+rows.height/2, "l "+color.stroke())
			case Cross:
				f.c.path(fmt.Sprintf("M%s %sL%s %sM%s %sL%s %s", num(x-r), num(y-r), num(x+r), num(y+r), num(x-r), num(y+r), num(x+r), num(y-r)), "l "+color.stroke())
			default:
				f.c.mark(x, y, r, int(m.Shape)+1, color, m.Label)
			}
		}
		if lane.Note != "" && rows.perRow == 1 && rows.height >= 11 {
			end := f.x.a
			for _, s := range lane.Spans {
				end = max(end, f.x.clamp(s.To))
			}
			for _, m := range lane.Marks {
				end = max(end, f.x.clamp(m.At)+6)
			}
			f.c.text(end+5, rows.middle(i)+4, fit(lane.Note, l.Width-pad-end), "q sm")
		}
	}
}

// arrows draws at most mostArrows of them, evenly chosen, and says so.
func (l Lanes) arrows(f *frame, rows rowsOf) []string {
	n := len(l.Arrows)
	shown, look := min(n, mostArrows), ""
	if rows.perRow > 1 {
		shown, look = min(n, mostArrows/5), `stroke-opacity="0.5"`
	}
	for k := range shown {
		a := l.Arrows[k*n/shown]
		if !f.x.in(a.From) || !f.x.in(a.To) || rows.of(a.FromLane) == rows.of(a.ToLane) {
			continue
		}
		color := a.Color
		if color == Auto {
			color = Ink
		}
		x1, y1, x2, y2 := f.x.at(a.From), rows.middle(a.FromLane), f.x.at(a.To), rows.middle(a.ToLane)
		f.c.circle(x1, y1, min(2.5, rows.height/4), color.fill(), "")
		f.c.arrow(x1, y1, x2, y2, 1, color, look)
		if a.Label != "" {
			f.c.text((x1+x2)/2+5, (y1+y2)/2+4, a.Label, "t sm")
		}
	}
	if shown < n {
		return []string{fmt.Sprintf("%d of %d arrows are drawn", shown, n)}
	}
	return nil
}
