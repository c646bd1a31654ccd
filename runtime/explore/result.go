package explore

import (
	"fmt"
	"strings"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/scheduler"
	"interleave/runtime/internal/words"
)

// Verdict says how a run ended.
type Verdict = scheduler.Verdict

// The verdicts.
const (
	Finished   = scheduler.Finished   // all goroutines came to their end
	Deadlock   = scheduler.Deadlocked // main waits for ever
	Leak       = scheduler.Leaked     // main came to its end, others wait for ever
	Panic      = scheduler.Panicked   // a goroutine panicked
	Unfinished = scheduler.Unfinished // cut after as many operations as Steps allows
)

// Blocked is a goroutine that waits for ever: what it does, where, and who could
// end the wait.
type Blocked = scheduler.Blocked

// Race is a data race: two accesses to one variable, at least one of them a
// Store, that nothing orders. Its String is a card to read.
type Race = scheduler.Race

// Access is one side of a [Race].
type Access = scheduler.Access

// Result is what [Run] has seen. As the last value of a cell it shows itself.
type Result struct {
	Schedules int // that were run
	// Exhausted says that there are no other schedules: what is not among the
	// outcomes can't happen, within the limits that the options set.
	Exhausted bool
	// Interrupted says that the cell was interrupted.
	Interrupted bool
	// Diverged counts runs in which the program did something else in the same
	// situation. It must be 0: then something in the program is random, or
	// outside of this package's control.
	Diverged int
	Outcomes []Outcome // in the order in which they were seen
	Races    []*Race
	Elapsed  time.Duration

	config     *config
	unfinished int
}

// Outcome is what schedules led to.
type Outcome struct {
	// Text is what was printed, and, unless all goroutines finished, how it ended.
	Text    string
	Verdict Verdict
	Count   int // schedules that led to it
	First   int // the first of them, counted from 1
	// Schedule is the first of them, for [Replay].
	Schedule string
	// Blocked are the goroutines that wait for ever, after a deadlock or a leak.
	Blocked []Blocked
	// Where is the place of a panic, when it is known.
	Where string

	f      func()
	config *config
}

func newResult(f func(), c *config, r *scheduler.Result) *Result {
	out := &Result{
		Schedules: r.Schedules, Exhausted: r.Exhausted, Interrupted: r.Interrupted, Diverged: r.Diverged,
		Races: r.Races, Elapsed: r.Elapsed, config: c, unfinished: r.Unfinished,
	}
	for _, o := range r.Outcomes {
		x := Outcome{
			Text: o.Text, Verdict: o.Verdict, Count: o.Count, First: o.First, Schedule: o.Schedule.String(),
			Blocked: o.Blocked, f: f, config: c,
		}
		if o.Failure != nil {
			x.Where = o.Failure.Place
		}
		out.Outcomes = append(out.Outcomes, x)
	}
	return out
}

// OK reports whether all went well: all schedules were run, or as many as were
// to be sampled, each to its end, and there is no race.
func (r *Result) OK() bool {
	for _, o := range r.Outcomes {
		if o.Verdict != Finished {
			return false
		}
	}
	sampled := r.config.sampled() && r.Schedules == r.config.schedules
	return len(r.Races) == 0 && r.Diverged == 0 && !r.Interrupted && (r.Exhausted || sampled) && r.Schedules > 0
}

// Count is the number of schedules that ended with a verdict.
func (r *Result) Count(v Verdict) int {
	n := 0
	for _, o := range r.Outcomes {
		if o.Verdict == v {
			n += o.Count
		}
	}
	return n
}

// Outcome finds the outcome with a text, or the one with the verdict that the
// text names, as in "deadlock"; nil if there is none.
func (r *Result) Outcome(text string) *Outcome {
	for i := range r.Outcomes {
		if r.Outcomes[i].Text == text {
			return &r.Outcomes[i]
		}
	}
	for i := range r.Outcomes {
		if v := r.Outcomes[i].Verdict; v != Finished && v.String() == text {
			return &r.Outcomes[i]
		}
	}
	return nil
}

// String is the summary, the outcomes with their numbers, and what went wrong.
func (r *Result) String() string {
	var b strings.Builder
	b.WriteString(r.summary() + "\n")
	width := len(fmt.Sprint(r.Schedules))
	for _, o := range r.Outcomes {
		lines := strings.Split(o.Text, "\n")
		if o.Text == "" {
			lines = []string{words.T("(finished, nothing printed)")}
		}
		fmt.Fprintf(&b, "  %*d  %s\n", width, o.Count, strings.Join(lines, " ⏎ "))
	}
	b.WriteString(r.trouble())
	return b.String()
}

// summary says how much was explored.
func (r *Result) summary() string {
	s := schedules(r.Schedules)
	c := r.config
	switch {
	case r.Exhausted && c.made == "":
		s += words.T(", which stand for all that there are")
	case r.Exhausted && c.made == "All":
		s += words.T(", all that there are")
	case r.Exhausted:
		s += ", " + c.how
	case c.sampled():
		s += " " + c.how
	default:
		s += words.T(", not all that there are")
	}
	if c.early {
		s += words.T(", with timers that may fire early")
	}
	if r.unfinished > 0 {
		s += words.F("; %d of them cut after %d steps", r.unfinished, c.steps)
	}
	if r.Interrupted {
		s += words.T("; interrupted")
	}
	if r.Diverged > 0 {
		s += words.F("; %s could not be repeated: something in the program is random, or not under control", schedules(r.Diverged))
	}
	return s
}

func schedules(n int) string {
	if n == 1 {
		return words.T("1 schedule")
	}
	return words.F("%d schedules", n)
}

// trouble is what went wrong, in words.
func (r *Result) trouble() string {
	var b strings.Builder
	for _, o := range r.Outcomes {
		if text := o.trouble(); text != "" {
			b.WriteString("\n" + text)
		}
	}
	pairs := map[string]int{}
	for _, x := range r.Races {
		pairs[x.Variable]++
	}
	for _, x := range r.Races {
		n := pairs[x.Variable]
		if n == 0 {
			continue // told of with the first one
		}
		b.WriteString("\n" + x.String())
		if n > 1 {
			others := words.F("%d other pairs of accesses to %s are races too.", n-1, x.Variable)
			if n == 2 {
				others = words.F("1 other pair of accesses to %s is a race too.", x.Variable)
			}
			b.WriteString("  " + others + "\n")
		}
		pairs[x.Variable] = 0
	}
	return b.String()
}

// trouble says what went wrong, "" when nothing did.
func (o *Outcome) trouble() string {
	var b strings.Builder
	switch o.Verdict {
	case Deadlock, Leak:
		b.WriteString(words.F("%s, first in schedule %s", strings.ToUpper(words.T(o.Verdict.String())), o.Schedule) + "\n")
		for _, x := range o.Blocked {
			fmt.Fprintf(&b, "  %s\n", x)
		}
	case Panic:
		b.WriteString(words.F("%s, first in schedule %s", "PANIC", o.Schedule) + "\n  " + lastLine(o.Text))
		if o.Where != "" {
			b.WriteString(words.F(" at %s", o.Where))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func lastLine(s string) string { return s[strings.LastIndex(s, "\n")+1:] }

// String is the outcome's text and how often it came about, with what went
// wrong.
func (o Outcome) String() string {
	text := o.Text
	if text == "" {
		text = words.T("(finished, nothing printed)")
	}
	s := text + "\n" + words.F("%s, the first is %s", schedules(o.Count), o.Schedule)
	if t := o.trouble(); t != "" {
		s += "\n" + t
	}
	return strings.TrimSuffix(s, "\n")
}

// Trace runs the first schedule of the outcome again, step by step. It is nil
// when the cell was interrupted meanwhile.
func (o *Outcome) Trace() *Trace {
	s, err := scheduler.ParseSchedule(o.Schedule)
	if err != nil {
		panic("explore: internal error: " + err.Error())
	}
	t, again, err := scheduler.Run(o.f, s, o.config.settings())
	if t == nil {
		return nil
	}
	trace := newTrace(t, again)
	if err != nil {
		trace.note = err.Error()
	} else if again.Text != o.Text {
		trace.note = "the outcome was another one this time: something in the program is random, or not under control"
	}
	return trace
}

func where() scheduler.Site { return cell.Here() }
