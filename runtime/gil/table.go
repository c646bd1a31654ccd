package gil

import (
	"fmt"
	"html"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"interleave/runtime/internal/words"
)

// String is the result as tables: the run, its threads, and what they share.
// Columns in which every thread has zero are left out.
func (r *Result) String() string {
	var b strings.Builder
	b.WriteString(r.heading() + "\n")
	if r.Err != nil {
		b.WriteString(words.F("ended early: %v", r.Err) + "\n")
	}
	b.WriteString(r.facts() + "\n")
	b.WriteString(r.Table().String() + "\n")
	b.WriteString(r.shared())
	if r.Truncated > 0 {
		b.WriteString(words.F("pictures end at %s: there was more than they can hold", short(r.Truncated)) + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// HTML is what String says, with the strip and the table of threads.
func (r *Result) HTML() string {
	text := r.heading() + "\n" + r.facts()
	if r.Err != nil {
		text += "\n" + words.F("ended early: %v", r.Err)
	}
	if shared := r.shared(); shared != "" {
		text += "\n" + strings.TrimSuffix(shared, "\n")
	}
	paragraph := strings.ReplaceAll(html.EscapeString(text), "\n", "<br>")
	return "<p>" + paragraph + "</p>\n" + r.Strip().HTML() + "\n" + r.Table().HTML()
}

// shared is a line for each shared variable and mutex.
func (r *Result) shared() string {
	var b strings.Builder
	for _, x := range r.Vars {
		b.WriteString(words.F("%s = %d after %d stores, %d lost", x.Name, x.Value, x.Stores, x.Lost) + "\n")
	}
	for _, m := range r.Mutexes {
		b.WriteString(words.F("mutex %s: locked %d times, %d times after waiting", m.Name, m.Locked, m.Contended) + "\n")
	}
	return b.String()
}

// heading is what ran.
func (r *Result) heading() string {
	if r.measured {
		return r.Config.Name + words.T(", measured")
	}
	return r.Config.String()
}

// facts is the run in a line.
func (r *Result) facts() string {
	facts := []string{
		words.F("wall %s", short(r.Wall)), words.F("CPU %s", short(r.CPU())),
		words.F("parallelism %.2f", r.Parallelism()), words.F("fairness %.2f", r.Fairness()),
	}
	if r.Config.Mode != FreeThreaded {
		facts = append(facts, words.F("%d switches", r.Switches()), words.F("GIL held %.0f %%", 100*r.Utilization()))
		if hold := r.HoldTime(50); hold > 0 {
			facts = append(facts, words.F("median hold %s", short(hold)))
		}
	}
	if r.Overlap() > 0 {
		facts = append(facts, words.F("bytecode in parallel for %s", short(r.Overlap())))
	}
	return strings.Join(facts, ", ")
}

// column is a column of the table of threads; cell is "" where there is
// nothing to say.
type column struct {
	name string
	cell func(ThreadStats) string
}

var threadColumns = []column{
	{"interpreter", func(t ThreadStats) string {
		if t.Interpreter == "main" {
			return ""
		}
		return t.Interpreter
	}},
	{"CPU", duration(func(t ThreadStats) time.Duration { return t.CPU })},
	{"wasted", duration(func(t ThreadStats) time.Duration { return t.Wasted })},
	{"bytecode", duration(func(t ThreadStats) time.Duration { return t.Bytecode })},
	{"native", duration(func(t ThreadStats) time.Duration { return t.Native })},
	{"no GIL", duration(func(t ThreadStats) time.Duration { return t.NoGIL })},
	{"waits: GIL", duration(func(t ThreadStats) time.Duration { return t.WaitedGIL })},
	{"core", duration(func(t ThreadStats) time.Duration { return t.WaitedCore })},
	{"lock", duration(func(t ThreadStats) time.Duration { return t.WaitedLock })},
	{"IO", duration(func(t ThreadStats) time.Duration { return t.WaitedDevice })},
	{"holds", count(func(t ThreadStats) int { return t.Holds })},
	{"forced", count(func(t ThreadStats) int { return t.Forced })},
	{"voluntary", count(func(t ThreadStats) int { return t.Voluntary })},
	{"in vain", count(func(t ThreadStats) int { return t.FailedWakes })},
	{"latency", func(t ThreadStats) string {
		if len(t.Latencies) == 0 {
			return ""
		}
		return short(t.Latency(50))
	}},
}

func duration(of func(ThreadStats) time.Duration) func(ThreadStats) string {
	return func(t ThreadStats) string {
		if d := of(t); d > 0 {
			return short(d)
		}
		return ""
	}
}

func count(of func(ThreadStats) int) func(ThreadStats) string {
	return func(t ThreadStats) string {
		if n := of(t); n > 0 {
			return strconv.Itoa(n)
		}
		return ""
	}
}

// Table is the statistics of the threads. Columns in which every thread has
// zero are left out.
func (r *Result) Table() Table {
	rows := [][]string{{words.T("thread")}}
	for _, t := range r.Threads {
		rows = append(rows, []string{t.Name})
	}
	for _, c := range threadColumns {
		used := false
		cells := make([]string, len(r.Threads))
		for i, t := range r.Threads {
			cells[i] = c.cell(t)
			used = used || cells[i] != ""
		}
		if !used {
			continue
		}
		rows[0] = append(rows[0], words.T(c.name))
		for i, s := range cells {
			if s == "" {
				s = "-"
			}
			rows[i+1] = append(rows[i+1], s)
		}
	}
	return Table{Header: rows[0], Rows: rows[1:]}
}

// align sets rows as a table, the first column to the left, all others to the
// right.
func align(rows [][]string) string {
	first := 0
	for _, row := range rows {
		first = max(first, len([]rune(row[0])))
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range rows {
		fmt.Fprintf(w, "%s%s\t", row[0], strings.Repeat(" ", first-len([]rune(row[0]))))
		fmt.Fprintf(w, "%s\t\n", strings.Join(row[1:], "\t"))
	}
	w.Flush()
	lines := strings.Split(b.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(strings.TrimPrefix(lines[i], "  "), " ")
	}
	return strings.Join(lines, "\n")
}

// short is a duration with three digits.
func short(d time.Duration) string {
	unit := time.Duration(1)
	for unit*1000 <= d && unit < time.Second {
		unit *= 1000
	}
	if unit > 1 {
		v := float64(d) / float64(unit)
		step := unit
		switch {
		case v < 10:
			step = unit / 100
		case v < 100:
			step = unit / 10
		}
		d = d.Round(step)
	}
	return d.String()
}
