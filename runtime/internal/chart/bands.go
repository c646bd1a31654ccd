package chart

import (
	"fmt"
	"math"
	"sort"
	"strings"
)

// bands draws the spans of all lanes: as they are where they are few, binned to
// pixels otherwise.
func (f *frame) bands(l Lanes, rows rowsOf, spans int) {
	budget := exactSpans / max(1, rows.n)
	gap := 0.0
	switch {
	case rows.height >= 18:
		gap = 3
	case rows.height >= 10:
		gap = 1.5
	case rows.height >= 5:
		gap = 0.5
	}
	bins := newBins(f.x, len(l.States))
	type look struct {
		state int
		level float64
	}
	looks := map[look]*strings.Builder{} // one path for all that looks the same
	for row := range rows.n {
		lanes := l.Lanes[row*rows.perRow : min(len(l.Lanes), (row+1)*rows.perRow)]
		y, h := rows.y[row]+gap, rows.height-2*gap
		if rows.perRow == 1 && (spans <= exactSpans || len(lanes[0].Spans) <= budget) {
			f.exact(l, lanes[0], y, h)
			continue
		}
		bins.clear()
		for _, lane := range lanes {
			for _, s := range lane.Spans {
				bins.add(s.From, s.To, s.State)
			}
		}
		for _, r := range bins.runs(float64(len(lanes))) {
			b := looks[look{r.state, r.level}]
			if b == nil {
				b = &strings.Builder{}
				looks[look{r.state, r.level}] = b
			}
			fmt.Fprintf(b, "M%s %sh%dv%sH%sz", num(bins.left+float64(r.from)), num(y), r.to-r.from, num(h), num(bins.left+float64(r.from)))
		}
	}
	for state := range l.States {
		for _, level := range levels {
			if b := looks[look{state, level}]; b != nil {
				f.c.path(b.String(), l.color(state).fill(), fmt.Sprintf(`fill-opacity="%s"`, num(level)))
			}
		}
	}
}

func (l Lanes) color(state int) Color { return l.States[state].Color.or(state) }

func (f *frame) exact(l Lanes, lane Lane, y, h float64) {
	for _, s := range lane.Spans {
		if s.To < s.From || f.x.at(s.To) < f.x.a || f.x.at(s.From) > f.x.b {
			continue
		}
		a, b := f.x.clamp(s.From), f.x.clamp(s.To)
		w := max(b-a, 0.8)
		tip := fmt.Sprintf("%s %s, %s to %s", or(s.Label, lane.Name), l.States[s.State].Name, f.xaxis.value(s.From), f.xaxis.value(s.To))
		class := l.color(s.State).fill()
		if w > 4 {
			class += " edge" // a hairline of ground between neighbours
		}
		f.c.rect(a, y, w, h, class, tip)
		if s.Label != "" && h >= 10 && textWidth(s.Label)+4 <= w {
			on := "on sm"
			if l.color(s.State) == Faint {
				on = "t sm"
			}
			f.c.anchored(a+w/2, y+h/2+4, s.Label, on, "middle")
		}
	}
}

// bins adds up, for each pixel of a row, the time in each state.
type bins struct {
	s      scale
	left   float64
	n      int
	states int
	time   []float64 // pixel-major, in pixels
	used   []bool    // by pixel
}

func newBins(s scale, states int) *bins {
	left := math.Floor(s.a)
	n := int(math.Ceil(s.b) - left)
	return &bins{s: s, left: left, n: n, states: states, time: make([]float64, n*states), used: make([]bool, n)}
}

func (b *bins) clear() {
	clear(b.time)
	clear(b.used)
}

func (b *bins) add(from, to float64, state int) {
	p, q := b.s.at(from)-b.left, b.s.at(to)-b.left
	if !(p <= q) || q < 0 || p > float64(b.n) { // not finite, or outside
		return
	}
	p, q = max(p, 0), min(q, float64(b.n))
	for i := int(p); i < b.n && float64(i) <= q; i++ {
		share := min(q, float64(i+1)) - max(p, float64(i))
		b.time[i*b.states+state] += max(share, 1e-3) // what has no length is seen too
		b.used[i] = true
		if float64(i+1) >= q {
			break
		}
	}
}

// levels are the opacities of pixels that are covered nearly or in part.
var levels = [...]float64{1, 0.85, 0.7, 0.5}

// run is a stretch of pixels with one look.
type run struct {
	from, to int
	state    int
	level    float64 // opacity
}

// runs joins neighbours that look the same. full is the time of a pixel that is
// covered entirely; what is covered in part is paler, but never invisible.
func (b *bins) runs(full float64) (out []run) {
	for i := range b.n {
		if !b.used[i] {
			continue
		}
		at := b.time[i*b.states : (i+1)*b.states]
		best, sum := 0, 0.0
		for s, v := range at {
			sum += v
			if v > at[best] {
				best = s
			}
		}
		level := levels[0]
		switch share := sum / full; {
		case share < 0.25:
			level = levels[3]
		case share < 0.6:
			level = levels[2]
		case share < 0.9:
			level = levels[1]
		}
		if n := len(out); n > 0 && out[n-1].to == i && out[n-1].state == best && out[n-1].level == level {
			out[n-1].to++
			continue
		}
		out = append(out, run{i, i + 1, best, level})
	}
	return out
}

const plainWidth = 60

// plain is a line of characters for each lane: a letter for each state.
func (l Lanes) plain(x scale, label string, below []string) string {
	letters := l.letters()
	x.a, x.b = 0, plainWidth
	b := newBins(x, len(l.States))
	rows := l.layoutPlain()
	var table [][]string
	group := ""
	for i := 0; i < len(l.Lanes); i += rows {
		if g := l.Lanes[i].Group; g != group && g != "" {
			table = append(table, []string{g + ":"})
			group = g
		}
		b.clear()
		last := min(len(l.Lanes), i+rows)
		for _, lane := range l.Lanes[i:last] {
			for _, s := range lane.Spans {
				b.add(s.From, s.To, s.State)
			}
		}
		line := []rune(strings.Repeat("·", plainWidth))
		for _, r := range b.runs(1) {
			for k := r.from; k < r.to; k++ {
				line[k] = letters[r.state]
			}
		}
		name := l.Lanes[i].Name
		if rows > 1 {
			name += " – " + l.Lanes[last-1].Name
		}
		table = append(table, []string{name, string(line), l.Lanes[i].Note})
	}
	var legend []string
	for i, s := range l.States {
		if s.Name != "" {
			legend = append(legend, fmt.Sprintf("%c %s", letters[i], s.Name))
		}
	}
	foot := []string{fmt.Sprintf("from %s to %s%s", l.X.value(x.lo), l.X.value(x.hi), axisName(l.X.Label))}
	if len(legend) > 0 {
		foot = append([]string{strings.Join(legend, ", ")}, foot...)
	}
	foot = append(foot, l.plainMarks()...)
	return plainText(l.Title, table, append(foot, below...)...)
}

func axisName(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

func (l Lanes) layoutPlain() int { return max(1, (len(l.Lanes)+plainRows-1)/plainRows) }

// letters are one for each state: its own first one that is free.
func (l Lanes) letters() []rune {
	taken := map[rune]bool{}
	var out []rune
	for _, s := range l.States {
		letter := '#'
		for _, r := range s.Name + strings.ToUpper(s.Name) + "#*+=%@&$ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
			if r != ' ' && !taken[r] {
				letter = r
				break
			}
		}
		taken[letter] = true
		out = append(out, letter)
	}
	return out
}

// plainMarks lists the marks that have a label, in time, and the arrows.
func (l Lanes) plainMarks() (out []string) {
	type event struct {
		at   float64
		text string
	}
	var es []event
	for _, lane := range l.Lanes {
		for _, m := range lane.Marks {
			if m.Label != "" {
				es = append(es, event{m.At, fmt.Sprintf("%s %s: %s", l.X.value(m.At), lane.Name, m.Label)})
			}
		}
	}
	for _, a := range l.Arrows {
		text := fmt.Sprintf("%s %s → %s", l.X.value(a.From), l.Lanes[a.FromLane].Name, l.Lanes[a.ToLane].Name)
		if a.Label != "" {
			text += ": " + a.Label
		}
		es = append(es, event{a.From, text})
	}
	sort.SliceStable(es, func(i, j int) bool { return es[i].at < es[j].at })
	for i, e := range es {
		if i == 20 && len(es) > 21 {
			return append(out, fmt.Sprintf("and %d more marks and arrows", len(es)-i))
		}
		out = append(out, e.text)
	}
	return out
}
