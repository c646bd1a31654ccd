package explore

import (
	"html"
	"slices"
	"strings"

	"interleave/runtime/internal/chart"
	"interleave/runtime/internal/words"
)

func escape(s string) string { return html.EscapeString(s) }

// Figure is the histogram of the outcomes; those that are not as they should be
// are red.
func (r *Result) Figure() chart.Figure {
	b := chart.Bars{Title: r.summary(), Value: chart.Axis{Label: words.T("schedules"), Zero: true}}
	g := chart.Group{Name: words.T("schedules")}
	for _, o := range r.Outcomes {
		name := o.label()
		color := chart.Blue
		if o.Verdict != Finished {
			color = chart.Failed
		}
		b.Names = append(b.Names, name)
		g.Values = append(g.Values, float64(o.Count))
		g.Colors = append(g.Colors, color)
	}
	b.Groups = []chart.Group{g}
	return b.Figure()
}

// label is the outcome's text on one line; of those that wait for ever, who.
func (o *Outcome) label() string {
	text := o.Text
	if len(o.Blocked) > 0 {
		var names []string
		for _, b := range o.Blocked {
			if b.Goroutine != "main" || len(o.Blocked) == 1 {
				names = append(names, b.Goroutine)
			}
		}
		text = strings.TrimSuffix(text, lastLine(text)) + words.T(o.Verdict.String()) + ": " + strings.Join(names, ", ")
	}
	if text == "" {
		return words.T("(finished)")
	}
	return strings.ReplaceAll(text, "\n", " ⏎ ")
}

// HTML is the histogram, with the graph of the first deadlock or leak, and
// what went wrong in words.
func (r *Result) HTML() string {
	var b strings.Builder
	b.WriteString(r.Figure().HTML())
	for i := range r.Outcomes {
		if o := &r.Outcomes[i]; len(o.Blocked) > 0 {
			b.WriteString(o.Figure().HTML())
			break
		}
	}
	if t := r.trouble(); t != "" {
		b.WriteString(`<pre style="white-space: pre-wrap">` + escape(strings.TrimPrefix(t, "\n")) + "</pre>")
	}
	return b.String()
}

// Figure is the wait-for graph: an arrow goes from each goroutine that waits for
// ever to those that could end its wait, and says for what. A ring of them is
// red: nobody in it can be the first to go on.
func (o *Outcome) Figure() chart.Figure {
	g := chart.Graph{Title: words.T(o.Verdict.String()) + words.T(": who waits for whom")}
	index := map[string]int{}
	node := func(name, note string) int {
		if i, ok := index[name]; ok {
			if note != "" {
				g.Nodes[i].Note = note
			}
			return i
		}
		index[name] = len(g.Nodes)
		g.Nodes = append(g.Nodes, chart.Node{Name: name, Note: note})
		return index[name]
	}
	next := map[int][]int{}
	for _, b := range o.Blocked {
		from := node(b.Goroutine, strings.TrimSpace(b.Doing+" "+b.On))
		for _, name := range b.For {
			to := node(name, "")
			g.Edges = append(g.Edges, chart.Edge{From: from, To: to, Label: b.On})
			next[from] = append(next[from], to)
		}
	}
	g.Cycle = ring(len(g.Nodes), next)
	return g.Figure()
}

// ring finds a cycle among n nodes, or nil.
func ring(n int, next map[int][]int) []int {
	var path []int
	done := make([]bool, n)
	var visit func(i int) []int
	visit = func(i int) []int {
		if k := slices.Index(path, i); k >= 0 {
			return slices.Clone(path[k:])
		}
		if done[i] {
			return nil
		}
		done[i] = true
		path = append(path, i)
		defer func() { path = path[:len(path)-1] }()
		for _, to := range next[i] {
			if c := visit(to); c != nil {
				return c
			}
		}
		return nil
	}
	for i := range n {
		if c := visit(i); c != nil {
			return c
		}
	}
	return nil
}
