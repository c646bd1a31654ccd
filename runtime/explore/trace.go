package explore

import (
	"fmt"
	"time"

	"interleave/runtime/internal/chart"
	"interleave/runtime/internal/scheduler"
	"interleave/runtime/internal/words"
)

// Trace is one run, step by step. It shows itself as a ladder: a column for each
// goroutine, and one for each variable with the value that it has after the
// step.
type Trace struct {
	Goroutines []string // their names; 0 is main
	Variables  []string // names of variables and atomics
	Steps      []Step
	Outcome    string // what was printed, and how it ended
	Verdict    Verdict

	blocked []Blocked
	note    string
}

// Step is one operation in a [Trace].
type Step struct {
	Goroutine int    // index in Trace.Goroutines; -1 is the clock
	Text      string // what it did, as in "load x → 0"
	// Waits says that the goroutine waits from now on, until a later step has it
	// in Wakes.
	Waits  bool
	Wakes  []int
	Values []string // of Trace.Variables after the step; fewer while later ones are unknown
	Where  string   // "In[3]:4:7", when it is known
	Time   time.Duration
}

func newTrace(t *scheduler.Trace, o *scheduler.Outcome) *Trace {
	out := &Trace{Goroutines: t.Goroutines, Variables: t.Variables, Outcome: o.Text, Verdict: o.Verdict, blocked: o.Blocked}
	for _, s := range t.Steps {
		out.Steps = append(out.Steps, Step{s.Goroutine, s.Text, s.Parked, s.Woke, s.State, s.Site.String(), s.Time})
	}
	return out
}

// maxRungs is how many steps a ladder shows; a longer trace loses its middle.
const maxRungs = 200

// Figure is the ladder.
func (t *Trace) Figure() chart.Figure {
	l := chart.Ladder{Title: t.title(), Threads: t.Goroutines, Watch: t.Variables, Time: words.T("step")}
	for i, s := range t.Steps {
		if len(t.Steps) > maxRungs && i == maxRungs/2 {
			l.Steps = append(l.Steps, chart.Step{Thread: -1, Text: words.F("%d steps are left out", len(t.Steps)-maxRungs)})
		}
		if len(t.Steps) <= maxRungs || i < maxRungs/2 || i >= len(t.Steps)-maxRungs/2 {
			l.Steps = append(l.Steps, t.rung(i, s))
		}
	}
	for _, b := range t.blocked {
		l.Steps = append(l.Steps, chart.Step{Thread: t.index(b.Goroutine), Text: words.T("waits for ever: ") + b.Doing + " " + b.On, Color: chart.Failed})
	}
	return l.Figure()
}

// rung is a step as a line of the ladder.
func (t *Trace) rung(i int, s Step) chart.Step {
	r := chart.Step{Time: fmt.Sprint(i + 1), Thread: s.Goroutine, Text: s.Text}
	if s.Waits {
		r.Text += " …"
	}
	for _, g := range s.Wakes {
		r.Text += " ⇒ " + t.Goroutines[g]
	}
	if len(t.Variables) > 0 {
		r.Values = make([]string, len(t.Variables))
		copy(r.Values, s.Values)
	}
	return r
}

func (t *Trace) index(name string) int {
	for i, g := range t.Goroutines {
		if g == name {
			return i
		}
	}
	return -1
}

func (t *Trace) title() string {
	if t.Verdict == Finished && t.Outcome != "" {
		return lastLine(t.Outcome)
	}
	if t.Verdict == Panic {
		return lastLine(t.Outcome)
	}
	return words.T(t.Verdict.String())
}

// String is the ladder as text.
func (t *Trace) String() string { return t.Figure().String() + t.remark() }

// HTML is the ladder as a picture.
func (t *Trace) HTML() string {
	if t.note == "" {
		return t.Figure().HTML()
	}
	return t.Figure().HTML() + "<p>" + escape(t.note) + "</p>"
}

func (t *Trace) remark() string {
	if t.note == "" {
		return ""
	}
	return "\n" + t.note
}
