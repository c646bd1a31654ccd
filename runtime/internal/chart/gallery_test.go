package chart

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// gallery is one figure of each kind and of the ways to use it; the tests look
// at all of them, and go test -gallery DIR writes them for a look by eye.
func gallery() map[string]Figure {
	return map[string]Figure{
		"plot-speedup":    speedup(),
		"plot-log":        logarithmic(),
		"plot-steps":      steps(),
		"plot-cloud":      cloud(),
		"plot-empty":      Plot{Title: "Nothing measured"}.Figure(),
		"bars-birth":      birth(),
		"bars-standing":   standing(),
		"bars-stacked":    stacked(),
		"histogram":       histogram(),
		"lanes-goroutine": goroutines(),
		"lanes-many":      manyLanes(10000),
		"lanes-strips":    strips(),
		"waterfall":       waterfall(),
		"heat-locks":      heat(),
		"heat-values":     heatValues(),
		"graph-deadlock":  deadlock(),
		"graph-layers":    layers(),
		"ladder":          ladder(),
		"tree":            tree(),
	}
}

func speedup() Figure {
	return Plot{
		Title: "Speedup of word count", X: Axis{Label: "workers", Min: 0.5, Max: 8.5}, Y: Axis{Label: "speedup", Zero: true},
		Series: []Series{
			{Name: "measured", X: []float64{1, 2, 3, 4, 6, 8}, Y: []float64{1, 1.86, 2.6, 3.1, 3.6, 3.7},
				Low: []float64{0.97, 1.7, 2.4, 2.9, 3.3, 3.3}, High: []float64{1.02, 1.95, 2.7, 3.3, 3.8, 4.1}, Points: true},
			{Name: "Amdahl, serial share 14 %", X: []float64{1, 2, 3, 4, 6, 8}, Y: []float64{1, 1.75, 2.34, 2.8, 3.5, 4.0}},
			{Name: "USL", X: []float64{1, 2, 3, 4, 6, 8}, Y: []float64{1, 1.85, 2.55, 3.1, 3.62, 3.7}, Dashed: true},
		},
		Refs: []Ref{{Label: "ideal", Slope: 1}, {Label: "4 processors", Vertical: true, X: 4}, {Label: "1 worker", Y: 1}},
	}.Figure()
}

func logarithmic() Figure {
	var x, y, z []float64
	for i := range 30 {
		v := math.Pow(10, float64(i)/5)
		x, y, z = append(x, v), append(y, 2e-7*v), append(z, 3e-5+1e-8*v)
	}
	return Plot{Title: "Cost by number of elements", X: Axis{Label: "elements", Log: true}, Y: Axis{Label: "time", Unit: Seconds, Log: true},
		Series: []Series{{Name: "sequential", X: x, Y: y, Line: true, Points: true}, {Name: "parallel", X: x, Y: z, Line: true, Points: true}}}.Figure()
}

func steps() Figure {
	r := rand.New(rand.NewPCG(1, 2))
	var x, y []float64
	n := 0.0
	for i := range 120 {
		n = max(0, min(8, n+float64(r.IntN(3)-1)))
		x, y = append(x, float64(i)*0.0004), append(y, n)
	}
	return Plot{Title: "Occupancy of the channel", X: Axis{Label: "time", Unit: Seconds}, Y: Axis{Label: "elements"}, Height: 200,
		Series: []Series{{Name: "jobs", X: x, Y: y, Step: true, Area: true}}, Refs: []Ref{{Label: "capacity", Y: 8}}}.Figure()
}

func cloud() Figure {
	r := rand.New(rand.NewPCG(3, 4))
	p := Plot{Title: "Six clouds", X: Axis{Label: "x"}, Y: Axis{Label: "share", Unit: Percent}}
	for k := range 6 {
		s := Series{Name: fmt.Sprintf("cloud %d", k), Points: true}
		for range 30 {
			s.X = append(s.X, float64(k)*3000+r.NormFloat64()*2000)
			s.Y = append(s.Y, 0.5+0.1*float64(k)+0.1*r.NormFloat64())
		}
		p.Series = append(p.Series, s)
	}
	return p.Figure()
}

func birth() Figure {
	return Bars{Title: "Cost of birth", Names: []string{"goroutine", "thread of the system", "fork and exec of a small program", "Python interpreter"},
		Value:  Axis{Label: "time", Unit: Seconds, Log: true},
		Groups: []Group{{Values: []float64{3.1e-7, 2.4e-5, 1.6e-3, 2.8e-2}, Low: []float64{2.8e-7, 2.1e-5, 1.3e-3, 2.5e-2}, High: []float64{4e-7, 4e-5, 2.5e-3, 4e-2}}}}.Figure()
}

func standing() Figure {
	return Bars{Title: "Wall time by mode and number of threads", Vertical: true, Names: []string{"1", "2", "4", "8"}, Label: "threads", Value: Axis{Label: "wall", Unit: Seconds},
		Groups: []Group{{Name: "new GIL", Values: []float64{1, 1.01, 1.02, 1.05}, Low: []float64{.98, .99, 1, 1}, High: []float64{1.04, 1.05, 1.1, 1.2}},
			{Name: "old GIL", Values: []float64{1, 1.9, 2.0, 2.1}}, {Name: "free-threaded", Values: []float64{1.4, 0.72, 0.4, 0.38}}},
		Refs: []Ref{{Label: "sequential", Y: 1}}}.Figure()
}

func stacked() Figure {
	return Bars{Title: "Where the time of each worker went", Stacked: true, Names: []string{"worker 0", "worker 1", "worker 2"}, Value: Axis{Label: "time", Unit: Seconds},
		Groups: []Group{{Name: "running", Values: []float64{.12, .1, .08}, Color: Running}, {Name: "blocked", Values: []float64{.01, .04, .05}, Color: Blocked}, {Name: "idle", Values: []float64{0.02, 0.01, 0.02}, Color: Idle}}}.Figure()
}

func histogram() Figure {
	r := rand.New(rand.NewPCG(5, 6))
	h := Histogram{Title: "Latency of 2000 calls", X: Axis{Label: "latency", Unit: Seconds}, Refs: []Ref{{Label: "median", Vertical: true, X: 0.0123}}}
	for range 2000 {
		h.Values = append(h.Values, 0.01+0.003*r.ExpFloat64())
	}
	return h.Figure()
}

var states = []State{{"running", Running}, {"runnable", Runnable}, {"blocked", Blocked}, {"waiting", Waiting}, {"system call", System}, {"idle", Idle}}

func goroutines() Figure {
	r := rand.New(rand.NewPCG(7, 8))
	l := Lanes{Title: "Goroutines of the cell", X: Axis{Label: "time", Unit: Seconds}, States: states}
	for i := range 8 {
		lane := Lane{Name: fmt.Sprintf("goroutine %d", i+1)}
		if i == 0 {
			lane.Name = "main"
		}
		at := float64(i) * 0.0003
		lane.Marks = append(lane.Marks, Mark{At: at, Shape: TriangleUp, Label: "started"})
		for at < 0.012 {
			s := r.IntN(5)
			d := 0.0001 + 0.0009*r.Float64()
			label := []string{"task", "", "chan receive", "sleep", ""}[s]
			lane.Spans = append(lane.Spans, Span{From: at, To: at + d, State: s, Label: label})
			at += d
		}
		lane.Marks = append(lane.Marks, Mark{At: at, Shape: Square})
		if i > 0 {
			l.Arrows = append(l.Arrows, Arrow{From: 0.001 * float64(i), To: 0.001*float64(i) + 0.0004, FromLane: i - 1, ToLane: i})
		}
		l.Lanes = append(l.Lanes, lane)
	}
	lanes := l.Figure()
	run := Plot{Title: "Running at once", Height: 150, Margins: lanes.Margins(), X: Axis{Unit: Seconds}, Y: Axis{Label: "goroutines"},
		Series: []Series{{Name: "running", X: []float64{0, .002, .004, .008, .012}, Y: []float64{1, 2, 1, 2, 0}, Step: true, Area: true, Color: Running}}}
	return Stack("What the cell did", lanes, run.Figure())
}

func manyLanes(n int) Figure {
	r := rand.New(rand.NewPCG(9, 10))
	l := Lanes{Title: fmt.Sprintf("%d goroutines", n), X: Axis{Label: "time", Unit: Seconds}, States: states}
	for i := range n {
		at := float64(i) * 1e-6
		lane := Lane{Name: fmt.Sprint("g", i)}
		for range 10 {
			d := 0.002 * r.Float64()
			lane.Spans = append(lane.Spans, Span{From: at, To: at + d, State: r.IntN(4)})
			at += d + 0.0005
		}
		l.Lanes = append(l.Lanes, lane)
		if i > 0 {
			l.Arrows = append(l.Arrows, Arrow{From: float64(i) * 1e-6, To: float64(i)*1e-6 + 0.001, FromLane: i - 1, ToLane: (i * 7919) % n})
		}
	}
	return l.Figure()
}

func strips() Figure {
	owners := []State{{"A", Blue}, {"B", Orange}, {"C", Green}}
	panel := func(name string, interval float64) Figure {
		l := Lanes{Title: name, X: Axis{Label: "time", Unit: Seconds, Min: 0, Max: 0.1}, States: owners, RowHeight: 18, Lanes: []Lane{{Name: "holds"}, {Name: "A"}, {Name: "B"}, {Name: "C"}}}
		for k := 0; float64(k)*interval < 0.1; k++ {
			s := Span{From: float64(k) * interval, To: float64(k)*interval + interval*0.98, State: k % 3}
			l.Lanes[0].Spans = append(l.Lanes[0].Spans, s)
			l.Lanes[1+k%3].Spans = append(l.Lanes[1+k%3].Spans, s)
		}
		return l.Figure()
	}
	return Stack("Who holds the GIL", panel("simulated, 5 ms", 0.005), panel("old GIL, every 100 ticks", 0.00002))
}

func waterfall() Figure {
	w := Waterfall{Title: "Four services", X: Axis{Label: "time", Unit: Seconds}, Phases: []State{{"queued", Idle}, {"waiting", Waiting}, {"transfer", Blue}},
		Refs: []Ref{{Label: "Any", X: 0.12}, {Label: "All", X: 0.4}}}
	for i, o := range []Outcome{Winner, Failing, Succeeded, Cancelled, Pending} {
		f := float64(i)
		w.Ops = append(w.Ops, Op{Name: fmt.Sprintf("GET /item/%d", i), Outcome: o, Spans: []Span{{From: 0, To: 0.02 * f, State: 0}, {From: 0.02 * f, To: 0.05 + 0.06*f, State: 1}, {From: 0.05 + 0.06*f, To: 0.12 + 0.07*f, State: 2}}})
	}
	return w.Figure()
}

func heat() Figure {
	r := rand.New(rand.NewPCG(11, 12))
	h := Heat{Title: "Waiting for locks", X: Axis{Label: "time", Unit: Plain}, Y: Axis{Names: []string{"accounts", "log", "cache", "pool"}}, Value: Axis{Label: "waiting", Unit: Seconds}, Color: Red}
	for i := range 4 {
		var row []float64
		for k := range 120 {
			row = append(row, 0.001*r.Float64()*float64(i)*math.Exp(-math.Pow(float64(k-40*i)/20, 2)))
		}
		h.Values = append(h.Values, row)
	}
	return h.Figure()
}

func heatValues() Figure {
	h := Heat{Title: "Messages from (row) to (column)", X: Axis{Label: "to", Names: []string{"main", "worker 0", "worker 1", "printer"}}, Y: Axis{Label: "from", Names: []string{"main", "worker 0", "worker 1", "printer"}}, ShowValues: true,
		Values: [][]float64{{0, 50, 48, 2}, {50, 0, 0, 12}, {48, 1, 0, 13}, {0, 0, 0, 0}}}
	return h.Figure()
}

func deadlock() Figure {
	return Graph{Title: "Who waits for whom", Nodes: []Node{{Name: "goroutine 7", Note: "In[3]:5, in Lock"}, {Name: "mutex a"}, {Name: "goroutine 8", Note: "In[3]:11, in Lock"}, {Name: "mutex b"}, {Name: "main", Note: "in Wait"}},
		Edges: []Edge{{From: 0, To: 1, Label: "waits for"}, {From: 1, To: 2, Label: "held by"}, {From: 2, To: 3, Label: "waits for"}, {From: 3, To: 0, Label: "held by"}, {From: 4, To: 0, Label: "waits for"}},
		Cycle: []int{0, 1, 2, 3}}.Figure()
}

func layers() Figure {
	return Graph{Title: "Recipe", Layers: true, Nodes: []Node{{Name: "read", Note: "12 ms"}, {Name: "parse"}, {Name: "fetch prices", Color: Waiting}, {Name: "join"}, {Name: "write", Color: Done}},
		Edges: []Edge{{From: 0, To: 1}, {From: 0, To: 2}, {From: 1, To: 3}, {From: 2, To: 3, Label: "critical", Color: Red}, {From: 3, To: 4}, {From: 1, To: 4}}}.Figure()
}

func ladder() Figure {
	return Ladder{Title: "An order that loses an update", Time: "step", Threads: []string{"deposit", "withdraw"}, Watch: []string{"balance"},
		Steps: []Step{{Time: "1", Thread: 0, Text: "read balance → 100", Values: []string{"100"}}, {Time: "2", Thread: 1, Text: "read balance → 100", Values: []string{"100"}},
			{Time: "3", Thread: 1, Text: "write balance ← 20", Values: []string{"20"}}, {Time: "4", Thread: 0, Text: "write balance ← 150", Values: []string{"150"}, Color: Failed}, {Thread: -1, Text: "the withdrawal is lost", Color: Failed}}}.Figure()
}

func tree() Figure {
	threads := make([]string, 120)
	for i := range threads {
		threads[i] = fmt.Sprint("thread ", 4000+i)
	}
	return Tree{Title: "Processes", Boxes: "thread", Roots: []Branch{{Name: "jupyter-lab", Note: "pid 100", Boxes: threads[:3], Children: []Branch{
		{Name: "interleave kernel", Note: "pid 120", Boxes: threads[:9], Color: Green, Children: []Branch{{Name: "interleave evaluate", Note: "pid 130", Boxes: threads, Children: []Branch{{Name: "python3 -c …", Note: "pid 140", Boxes: threads[:1]}}}, {Name: "spare", Note: "pid 131", Boxes: threads[:5]}}},
		{Name: "python3 -m ipykernel", Note: "pid 121", Boxes: threads[:6]}}}}}.Figure()
}
