package gil

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sort"
	"strings"
	"time"

	"interleave/runtime/cell"
)

// A Comparison is a program in the simulator and on real Pythons.
type Comparison struct {
	Program Program
	Runs    []Versus // by version; empty if there is no Python
	Err     error    // the interrupt that ended it early
}

// A Versus is the program on one Python. Real is nil if that failed; Err says
// why.
type Versus struct {
	Python    Installed
	Simulated *Result
	Real      *Result
	// What the threads that end take one after the other.
	SimulatedAlone, RealAlone time.Duration
	Err                       error
}

// Speedup is how many times faster the threads are together than one after the
// other, simulated and real; 0 where it is not known.
func (v Versus) Speedup() (simulated, real float64) {
	if v.Simulated != nil {
		simulated = ratio(v.SimulatedAlone, v.Simulated.Wall)
	}
	if v.Real != nil {
		real = ratio(v.RealAlone, v.Real.Wall)
	}
	return simulated, real
}

// Compare runs the program on the given Pythons, or on all that Pythons finds,
// one after the other, and simulates it with the configuration of the same
// version and as many cores as there are. Each Python runs it three times, and
// the run of median length is kept. It is stopped after Program.Limit and when
// the cell is interrupted. It panics if the program makes no sense.
//
// In the real runs who had the GIL is inferred from the time stamps of the
// threads, to some 20 us: a thread that did not go on is said to wait for the
// GIL if another one ran meanwhile, and for a core otherwise.
func Compare(p Program, pythons ...Installed) *Comparison {
	p = p.must()
	c := &Comparison{Program: p}
	ctx := cell.Context()
	if len(pythons) == 0 {
		pythons = Pythons()
	}
	for _, python := range pythons {
		v := Versus{Python: python}
		config := Python(minor(python.Version))
		config.Cores = runtime.NumCPU()
		v.Simulated = p.simulate(config, p.Threads)
		if v.Err = v.Simulated.Err; v.Err == nil {
			v.SimulatedAlone, v.Err = p.alone(config)
		}
		if v.Err == nil {
			v.Real, v.RealAlone, v.Err = p.measure(ctx, python)
		}
		if ctx.Err() != nil {
			c.Err = context.Cause(ctx)
			return c
		}
		c.Runs = append(c.Runs, v)
	}
	if ctx.Err() != nil {
		c.Err = context.Cause(ctx)
	}
	return c
}

// record is what the Python side prints. Times are in seconds.
type record struct {
	Free  bool
	Alone float64
	Run   struct {
		Wall, CPU     float64
		Value, Stores int
		Threads       []struct {
			End   float64
			Spans [][3]float64 // state, from, to
			Late  []float64
		}
	}
}

// measure runs the program on a Python.
func (p Program) measure(ctx context.Context, python Installed) (*Result, time.Duration, error) {
	limited, cancel := context.WithTimeout(ctx, p.Limit)
	defer cancel()
	cmd := command(limited, python.Path, "-")
	var complaint bytes.Buffer
	cmd.Stdin = strings.NewReader(p.Python())
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	switch {
	case ctx.Err() != nil:
		return nil, 0, context.Cause(ctx)
	case errors.Is(limited.Err(), context.DeadlineExceeded):
		return nil, 0, fmt.Errorf("%v did not end within %v and was stopped", python, p.Limit)
	case err != nil:
		if lines := strings.Split(strings.TrimSpace(complaint.String()), "\n"); lines[len(lines)-1] != "" {
			return nil, 0, fmt.Errorf("%v failed: %w: %s", python, err, lines[len(lines)-1])
		}
		return nil, 0, fmt.Errorf("%v failed: %w", python, err)
	}
	var rec record
	if err := json.Unmarshal(out, &rec); err != nil {
		return nil, 0, fmt.Errorf("%v: its record can't be read: %w", python, err)
	}
	if len(rec.Run.Threads) != len(p.Threads) {
		return nil, 0, fmt.Errorf("%v: its record has %d threads, expected %d", python, len(rec.Run.Threads), len(p.Threads))
	}
	return p.result(python, &rec), seconds(rec.Alone), nil
}

func seconds(v float64) time.Duration { return time.Duration(v * 1e9) }

// result makes of a record what the simulator gives.
func (p Program) result(python Installed, rec *record) *Result {
	config := Python(minor(python.Version))
	config.Name = python.String()
	config.Cores = runtime.NumCPU()
	if free := config.Mode == FreeThreaded; free != rec.Free { // -X gil or the like
		config.Mode = NewGIL
		if rec.Free {
			config.Mode = FreeThreaded
		}
	}
	waits := WaitGIL
	if rec.Free {
		waits = Runnable
	}
	states := [...]State{Running, Native, NoGIL, waits, Blocked}
	r := &Result{Config: config.withDefaults(), Wall: seconds(rec.Run.Wall), measured: true, cpu: seconds(rec.Run.CPU)}
	for i, t := range rec.Run.Threads {
		s := ThreadStats{Name: p.Threads[i].Name, Interpreter: "main", End: seconds(t.End), Ended: true}
		for _, v := range t.Spans {
			if v[0] < 0 || int(v[0]) >= len(states) {
				continue
			}
			span := Span{Thread: i, State: states[int(v[0])], From: max(seconds(v[1]), 0), To: seconds(v[2])}
			d := span.To - span.From
			switch span.State {
			case Running:
				s.Bytecode += d
			case Native:
				s.Native += d
			case NoGIL:
				s.NoGIL += d
			case WaitGIL:
				s.WaitedGIL += d
			case Runnable:
				s.WaitedCore += d
			case Blocked:
				s.WaitedDevice += d
			}
			r.Spans = append(r.Spans, span)
		}
		for _, late := range t.Late {
			s.Latencies = append(s.Latencies, seconds(late))
		}
		r.Threads = append(r.Threads, s)
	}
	slices.SortStableFunc(r.Spans, func(a, b Span) int { return cmp.Compare(a.To, b.To) })
	r.overlap = overlap(r.Spans)
	if !rec.Free {
		r.infer()
	}
	r.smooth()
	if p.counts() {
		r.Vars = []VarStats{{"x", rec.Run.Value, rec.Run.Stores, rec.Run.Stores - rec.Run.Value}}
	}
	return r
}

// infer finds who had the GIL: a thread has it from the first piece that it
// ran until another thread ran or until it let go for IO or native code. Where
// it did not go on meanwhile, although nobody else did, it lacked a core.
func (r *Result) infer() {
	byStart := slices.Clone(r.Spans)
	slices.SortStableFunc(byStart, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	letGo := make([]bool, len(r.Threads)) // since its last hold
	for _, s := range byStart {
		switch s.State {
		case Blocked, NoGIL:
			letGo[s.Thread] = true
		case Running, Native:
			n := len(r.Holds)
			if n > 0 && r.Holds[n-1].Thread == s.Thread && !letGo[s.Thread] {
				r.Holds[n-1].To = max(r.Holds[n-1].To, s.To)
				continue
			}
			if n > 0 { // stamps are not exact: holds don't overlap
				s.From = max(s.From, r.Holds[n-1].To)
			}
			if s.To <= s.From {
				continue
			}
			if n > 0 && r.Holds[n-1].Thread != s.Thread {
				r.Threads[s.Thread].Switches++
			}
			letGo[s.Thread] = false
			r.Holds = append(r.Holds, Hold{s.Thread, s.From, s.To})
		}
	}
	for _, h := range r.Holds {
		r.Threads[h.Thread].Holds++
		r.Threads[h.Thread].Held += h.To - h.From
	}
	for i := range r.Spans {
		s := &r.Spans[i]
		if s.State != WaitGIL {
			continue
		}
		at := sort.Search(len(r.Holds), func(i int) bool { return r.Holds[i].To >= s.To })
		if at < len(r.Holds) && r.Holds[at].Thread == s.Thread && r.Holds[at].From <= s.From {
			t := &r.Threads[s.Thread]
			s.State = Runnable
			t.WaitedGIL -= s.To - s.From
			t.WaitedCore += s.To - s.From
		}
	}
}

// stall is how long a piece of bytecode may stand still, while nobody takes the
// GIL, without being seen as two: the system's own work takes that long.
const stall = 100 * time.Microsecond

// smooth joins pieces of bytecode of a thread between which it only stood still
// for a moment.
func (r *Result) smooth() {
	last := make([]int, len(r.Threads)) // 1 + index in joined of its last piece, 0 if it did something else since
	var joined []Span
	slices.SortStableFunc(r.Spans, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	for _, s := range r.Spans {
		t := &r.Threads[s.Thread]
		at := last[s.Thread] - 1
		switch {
		case s.State == Runnable && s.To-s.From < stall && at >= 0:
			t.WaitedCore -= s.To - s.From
			t.Bytecode += s.To - s.From
			joined[at].To = max(joined[at].To, s.To)
		case s.State == Running && at >= 0 && s.From-joined[at].To < stall:
			joined[at].To = max(joined[at].To, s.To)
		default:
			joined = append(joined, s)
			last[s.Thread] = 0
			if s.State == Running {
				last[s.Thread] = len(joined)
			}
		}
	}
	slices.SortStableFunc(joined, func(a, b Span) int { return cmp.Compare(a.To, b.To) })
	r.Spans = joined
}

// overlap is for how long at least two threads ran bytecode.
func overlap(spans []Span) (d time.Duration) {
	type step struct {
		at time.Duration
		by int
	}
	var steps []step
	for _, s := range spans {
		if s.State == Running && s.To > s.From {
			steps = append(steps, step{s.From, 1}, step{s.To, -1})
		}
	}
	slices.SortFunc(steps, func(a, b step) int {
		return cmp.Or(cmp.Compare(a.at, b.at), a.by-b.by)
	})
	running := 0
	var since time.Duration
	for _, s := range steps {
		if running >= 2 {
			d += s.at - since
		}
		running, since = running+s.by, s.at
	}
	return d
}
