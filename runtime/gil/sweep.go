package gil

import (
	"context"
	"fmt"
	"strings"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/words"
)

// A Sweep runs a program with every combination of some settings. A list that
// is empty leaves that setting as it is in Config.
//
//	s := gil.Sweep{Intervals: []time.Duration{ms, 5 * ms, 20 * ms}, Threads: []int{1, 2, 4}, For: time.Second}
//	points := s.Run(func(vm *gil.VM, threads int) { … })
//	points.Chart(gil.MedianLatency)
type Sweep struct {
	Config    Config
	Versions  []string        // as for Python; mode and costs follow from it
	Intervals []time.Duration // Config.SwitchInterval
	Checks    []int           // Config.CheckInterval, of the old GIL
	Cores     []int           // Config.Cores
	Threads   []int           // what the program gets; it gets 1 if there are none
	// Seeds is how many runs with different seeds each combination gets; 0 means
	// one. Tables and charts show their median, charts the range too.
	Seeds int
	// For ends each run at this virtual time, as VM.RunFor; 0 waits for all
	// threads, as VM.Run.
	For time.Duration
}

// A Point is one combination of a Sweep.
type Point struct {
	Config  Config
	Version string // "" without Sweep.Versions
	Threads int
	Results []*Result // by seed; without Spans
}

// Points is what a Sweep found.
type Points struct {
	Sweep  Sweep
	Points []Point
	Err    error // the first error of a run, which ended the sweep
}

// Run sets up a VM for each combination and seed, has program add its threads,
// and runs it, one after the other. It panics if program is nil or a setting
// makes no sense. An interrupt or an error in a run, such as a Deadlock, ends
// the sweep; Points has what was finished until then.
func (s Sweep) Run(program func(vm *VM, threads int)) *Points {
	if program == nil {
		panic("gil: Sweep.Run: the program is nil; expected a function that adds threads to the VM")
	}
	if s.Seeds < 0 || s.For < 0 {
		panic(fmt.Sprintf("gil: Sweep has Seeds %d and For %v; they must not be negative", s.Seeds, s.For))
	}
	for _, n := range s.Threads {
		if n < 0 {
			panic(fmt.Sprintf("gil: Sweep.Threads has %d; it must not be negative", n))
		}
	}
	out := &Points{Sweep: s}
	for _, p := range s.points() {
		for i := range max(s.Seeds, 1) {
			c := p.Config
			c.Seed += uint64(i)
			vm := New(c)
			program(vm, p.Threads)
			r := vm.run(s.For)
			r.Spans = nil // of many runs they would be too much
			if out.Err = r.Err; out.Err == nil {
				out.Err = context.Cause(cell.Context())
			}
			if out.Err != nil {
				return out
			}
			p.Results = append(p.Results, r)
		}
		out.Points = append(out.Points, p)
	}
	return out
}

// points are all combinations, the last dimension fastest.
func (s Sweep) points() []Point {
	all := []Point{{Config: s.Config.withDefaults(), Threads: 1}}
	for _, d := range s.dimensions() {
		var next []Point
		for _, p := range all {
			for i := range d.n {
				q := p
				d.set(&q, i)
				next = append(next, q)
			}
		}
		all = next
	}
	for i := range all {
		all[i].Config = all[i].Config.withDefaults() // panics for what can't be
	}
	return all
}

// A dimension is one list of a Sweep.
type dimension struct {
	name    string // heading of its column and axis
	n       int
	set     func(p *Point, i int)
	value   func(p Point) float64 // nil if its values are names
	text    func(p Point) string
	phrase  string // with %s, as the name of a line in a chart
	one     string // phrase for 1, when it is another one
	seconds bool
}

// dimensions are those that are swept.
func (s Sweep) dimensions() []dimension {
	all := []dimension{
		{
			name: "version", n: len(s.Versions), phrase: "Python %s",
			set: func(p *Point, i int) {
				v := Python(s.Versions[i])
				c := s.Config
				c.Name, c.Mode, c.EagerChecks = v.Name, v.Mode, v.EagerChecks
				if c.FreeThreadedCost == 0 {
					c.FreeThreadedCost = v.FreeThreadedCost
				}
				p.Config, p.Version = c.withDefaults(), s.Versions[i]
			},
			text: func(p Point) string { return p.Version },
		},
		{
			name: "cores", n: len(s.Cores), phrase: "%s cores", one: "%s core",
			set:   func(p *Point, i int) { p.Config.Cores = s.Cores[i] },
			value: func(p Point) float64 { return float64(p.Config.Cores) },
			text:  func(p Point) string { return fmt.Sprint(p.Config.Cores) },
		},
		{
			name: "threads", n: len(s.Threads), phrase: "%s threads", one: "%s thread",
			set:   func(p *Point, i int) { p.Threads = s.Threads[i] },
			value: func(p Point) float64 { return float64(p.Threads) },
			text:  func(p Point) string { return fmt.Sprint(p.Threads) },
		},
		{
			name: "check interval", n: len(s.Checks), phrase: "check interval %s",
			set:   func(p *Point, i int) { p.Config.CheckInterval = s.Checks[i] },
			value: func(p Point) float64 { return float64(p.Config.CheckInterval) },
			text:  func(p Point) string { return fmt.Sprint(p.Config.CheckInterval) },
		},
		{
			name: "switch interval", n: len(s.Intervals), phrase: "switch interval %s", seconds: true,
			set:   func(p *Point, i int) { p.Config.SwitchInterval = s.Intervals[i] },
			value: func(p Point) float64 { return p.Config.SwitchInterval.Seconds() },
			text:  func(p Point) string { return p.Config.SwitchInterval.String() },
		},
	}
	var swept []dimension
	for _, d := range all {
		if d.n > 0 {
			swept = append(swept, d)
		}
	}
	return swept
}

// Table has a row for each combination and a column for each measure, the
// median over the seeds. Without measures it has the usual ones.
func (p *Points) Table(measures ...Measure) Table {
	if len(measures) == 0 {
		measures = []Measure{WallTime, Parallelism, Switches, MedianHold, MedianLatency}
	}
	t := Table{}
	dims := p.Sweep.dimensions()
	for _, d := range dims {
		t.Header = append(t.Header, words.T(d.name))
	}
	if len(dims) == 0 {
		t.Header = []string{words.T("run")}
	}
	for _, m := range measures {
		m.must()
		t.Header = append(t.Header, words.T(m.Name))
	}
	for _, point := range p.Points {
		var row []string
		for _, d := range dims {
			row = append(row, d.text(point))
		}
		if len(dims) == 0 {
			row = []string{point.Config.Name}
		}
		for _, m := range measures {
			_, mid, _ := point.of(m)
			row = append(row, m.format(mid))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// String is the Table with the usual measures, and the error if there was one.
func (p *Points) String() string {
	s := p.Table().String()
	if p.Err != nil {
		s += "\n" + words.F("ended early: %v", p.Err)
	}
	return s
}

// HTML is String for a page.
func (p *Points) HTML() string {
	t := p.Table()
	if p.Err != nil {
		t.Title = words.F("ended early: %v", p.Err)
	}
	return t.HTML()
}

// label names what a point has beside the dimension on the axis.
func label(p Point, dims []dimension, axis int) string {
	var parts []string
	for i, d := range dims {
		if i != axis && d.n > 1 {
			text := d.text(p)
			phrase := d.phrase
			if text == "1" && d.one != "" {
				phrase = d.one
			}
			parts = append(parts, words.F(phrase, text))
		}
	}
	return strings.Join(parts, ", ")
}
