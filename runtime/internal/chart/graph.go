package chart

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
)

// Graph draws a small graph: who waits for whom, what depends on what.
type Graph struct {
	Title string
	Nodes []Node
	Edges []Edge
	// Cycle lists nodes that form a ring, in order; its edges are drawn bold in
	// the colour of failure.
	Cycle []int
	// Layers draws from left to right, each node to the right of all that lead
	// to it; otherwise the nodes stand in a circle. In layers, edges that close
	// a cycle go backwards.
	Layers bool
	Width  float64
	Height float64
}

// Node is a box with a name and, below it, a quiet note.
type Node struct {
	Name  string
	Note  string
	Color Color // of its border, Gray if Auto
}

// Edge leads from one node to another.
type Edge struct {
	From, To int // indexes of nodes
	Label    string
	Color    Color // Gray if Auto
}

type point struct{ x, y float64 }

// Figure draws the graph. It panics if an edge or the cycle names a node that
// does not exist.
func (g Graph) Figure() Figure {
	for _, e := range g.Edges {
		if min(e.From, e.To) < 0 || max(e.From, e.To) >= len(g.Nodes) {
			panic(fmt.Sprintf("chart: an edge goes from node %d to node %d of %d nodes", e.From, e.To, len(g.Nodes)))
		}
	}
	for _, n := range g.Cycle {
		if n < 0 || n >= len(g.Nodes) {
			panic(fmt.Sprintf("chart: the cycle has node %d of %d nodes", n, len(g.Nodes)))
		}
	}
	if g.Width == 0 {
		g.Width = Width
	}
	f := newFrame(g.Title, g.Width, 0)
	var at []point
	if g.Layers {
		at, f.h = g.inLayers(f.top)
	} else {
		at, f.h = g.inCircle(f.top)
	}
	inCycle := g.cycleEdges()
	for i, e := range g.Edges {
		g.edge(f, at, i, e, inCycle[[2]int{e.From, e.To}])
	}
	for i, n := range g.Nodes {
		g.node(f, at[i], n, slices.Contains(g.Cycle, i))
	}
	return f.figure(g.Title, g.plain())
}

func (g Graph) cycleEdges() map[[2]int]bool {
	m := map[[2]int]bool{}
	for i, n := range g.Cycle {
		m[[2]int{n, g.Cycle[(i+1)%len(g.Cycle)]}] = true
	}
	return m
}

func (n Node) size() (w, h float64) {
	w = max(textWidth(n.Name)*1.08, textWidth(n.Note)*0.92) + 20
	if n.Note != "" {
		return w, 40
	}
	return w, 26
}

func (g Graph) node(f *frame, p point, n Node, hot bool) {
	w, h := n.size()
	color, wide := n.Color, `stroke-width="1.5"`
	if color == Auto {
		color = Gray
	}
	if hot {
		color, wide = Failed, `stroke-width="2.5"`
	}
	f.c.rect(p.x-w/2, p.y-h/2, w, h, "bg "+color.stroke(), "", `rx="6"`, wide)
	if n.Note == "" {
		f.c.anchored(p.x, p.y+4, n.Name, "t b", "middle")
		return
	}
	f.c.anchored(p.x, p.y-2, n.Name, "t b", "middle")
	f.c.anchored(p.x, p.y+13, n.Note, "q sm", "middle")
}

// edge draws an edge as a slightly bent line, so that two between the same
// nodes do not hide each other.
func (g Graph) edge(f *frame, at []point, i int, e Edge, hot bool) {
	a, b := at[e.From], at[e.To]
	color, wide := e.Color, `stroke-width="1.4"`
	if color == Auto {
		color = Gray
	}
	if hot {
		color, wide = Failed, `stroke-width="2.6"`
	}
	w, h := g.Nodes[e.From].size()
	if e.From == e.To {
		x, y := a.x+w/2, a.y
		f.c.path(fmt.Sprintf("M%s %sC%s %s %s %s %s %s", num(x), num(y-6), num(x+34), num(y-24), num(x+34), num(y+24), num(x+4), num(y+6)), "h "+color.stroke(), wide)
		f.c.head(x, y+6, -0.95, -0.3, color)
		f.c.text(x+30, y+4, e.Label, "t sm")
		return
	}
	bend := 0.0
	for k, o := range g.Edges {
		if k != i && (o.From == e.To && o.To == e.From || o.From == e.From && o.To == e.To && k < i) {
			bend += 26
		}
	}
	d := math.Hypot(b.x-a.x, b.y-a.y)
	ux, uy := (b.x-a.x)/d, (b.y-a.y)/d
	mid := point{(a.x+b.x)/2 - uy*bend, (a.y+b.y)/2 + ux*bend}
	from := leave(a, mid, w, h, 0)
	w, h = g.Nodes[e.To].size()
	to := leave(b, mid, w, h, 2)
	vx, vy := to.x-mid.x, to.y-mid.y
	if bend == 0 {
		vx, vy = ux, uy
	}
	v := math.Hypot(vx, vy)
	vx, vy = vx/v, vy/v
	f.c.path(fmt.Sprintf("M%s %sQ%s %s %s %s", num(from.x), num(from.y), num(mid.x), num(mid.y), num(to.x-vx*6), num(to.y-vy*6)), "h "+color.stroke(), wide)
	f.c.head(to.x, to.y, vx, vy, color)
	if e.Label != "" {
		p := point{(from.x+2*mid.x+to.x)/4 - uy*4, (from.y+2*mid.y+to.y)/4 + ux*4}
		f.c.anchored(p.x, p.y+3, e.Label, "t sm ha", "middle")
	}
}

// leave is where the way from the middle of a box to p crosses its border, gap
// pixels outside.
func leave(box, p point, w, h, gap float64) point {
	dx, dy := p.x-box.x, p.y-box.y
	d := math.Hypot(dx, dy)
	if d == 0 {
		return box
	}
	t := math.Inf(1)
	if dx != 0 {
		t = min(t, w/2/math.Abs(dx))
	}
	if dy != 0 {
		t = min(t, h/2/math.Abs(dy))
	}
	t += gap / d
	return point{box.x + dx*t, box.y + dy*t}
}

func (g Graph) inCircle(top float64) ([]point, float64) {
	n := float64(len(g.Nodes))
	h := g.Height
	if h == 0 {
		h = top + min(560, max(170, 60+46*n))
	}
	widest := 0.0
	for _, node := range g.Nodes {
		w, _ := node.size()
		widest = max(widest, w)
	}
	ry := (h-top)/2 - 34
	rx := min(g.Width/2-widest/2-pad, max(ry*1.5, widest))
	var at []point
	for i := range g.Nodes {
		if n == 1 {
			rx, ry = 0, 0
		}
		t := 2*math.Pi*float64(i)/n - math.Pi/2
		at = append(at, point{g.Width/2 + rx*math.Cos(t), top + (h-top)/2 + ry*math.Sin(t)})
	}
	return at, h
}

// inLayers gives each node the layer after the last of its predecessors, and
// orders a layer by where its predecessors stand.
func (g Graph) inLayers(top float64) ([]point, float64) {
	layer := g.depths()
	layers := map[int][]int{}
	deepest, most := 0, 1
	for i, d := range layer {
		layers[d] = append(layers[d], i)
		deepest = max(deepest, d)
		most = max(most, len(layers[d]))
	}
	h := g.Height
	if h == 0 {
		h = top + 24 + float64(most)*56
	}
	widths := make([]float64, deepest+1)
	sum := 0.0
	for d := range widths {
		for _, i := range layers[d] {
			w, _ := g.Nodes[i].size()
			widths[d] = max(widths[d], w)
		}
		sum += widths[d]
	}
	gap := 60.0
	if deepest > 0 {
		gap = max(30, min(110, (g.Width-2*pad-sum)/float64(deepest)))
	}
	at := make([]point, len(g.Nodes))
	x := float64(pad)
	for d := range widths {
		in := layers[d]
		if d > 0 {
			sort.SliceStable(in, func(a, b int) bool { return g.barycentre(in[a], at) < g.barycentre(in[b], at) })
		}
		for k, i := range in {
			at[i] = point{x + widths[d]/2, top + (h-top)*(float64(k)+0.5)/float64(len(in))}
		}
		x += widths[d] + gap
	}
	return at, h
}

func (g Graph) barycentre(n int, at []point) float64 {
	sum, count := 0.0, 0.0
	for _, e := range g.Edges {
		if e.To == n && at[e.From] != (point{}) {
			sum += at[e.From].y
			count++
		}
	}
	if count == 0 {
		return math.Inf(1)
	}
	return sum / count
}

// depths are the layers: the longest way to each node, edges left out that
// close a cycle.
func (g Graph) depths() []int {
	depth := make([]int, len(g.Nodes))
	const untouched, open, done = 0, 1, 2
	state := make([]int, len(g.Nodes))
	back := map[int]bool{}
	var visit func(n int)
	visit = func(n int) {
		state[n] = open
		for i, e := range g.Edges {
			if e.From != n {
				continue
			}
			switch state[e.To] {
			case open:
				back[i] = true
			case untouched:
				visit(e.To)
			}
		}
		state[n] = done
	}
	for n := range g.Nodes {
		if state[n] == untouched {
			visit(n)
		}
	}
	for range g.Nodes { // no way is longer than there are nodes
		for i, e := range g.Edges {
			if !back[i] {
				depth[e.To] = max(depth[e.To], depth[e.From]+1)
			}
		}
	}
	return depth
}

func (g Graph) plain() string {
	var lines []string
	hot := g.cycleEdges()
	for _, e := range g.Edges {
		s := g.Nodes[e.From].Name + " → " + g.Nodes[e.To].Name
		if e.Label != "" {
			s += " (" + e.Label + ")"
		}
		if hot[[2]int{e.From, e.To}] {
			s += "  ← in the cycle"
		}
		lines = append(lines, s)
	}
	for i, n := range g.Nodes {
		lone := !slices.ContainsFunc(g.Edges, func(e Edge) bool { return e.From == i || e.To == i })
		switch {
		case n.Note != "":
			lines = append(lines, n.Name+": "+n.Note)
		case lone:
			lines = append(lines, n.Name)
		}
	}
	return strings.TrimRight(g.Title+"\n"+strings.Join(lines, "\n"), "\n")
}
