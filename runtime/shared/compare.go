package shared

import (
	"fmt"
	"html"
	"strings"
	"sync"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/chart"
	"interleave/runtime/internal/watch"
	"interleave/runtime/internal/words"
)

// Comparison is the same work under each guard.
type Comparison struct {
	Goroutines int
	Updates    int64 // that were asked for, in all
	Rows       []Row
}

// Row is the work under one guard.
type Row struct {
	Stats
	Value int64         // what the counter came to
	Took  time.Duration // from the start of the goroutines to the end of the last
}

// Compare has goroutines count, each up to updates, in one counter of each
// guard. It returns what it has when the cell is interrupted. It panics if one of
// the numbers is not positive.
func Compare(goroutines, updates int) *Comparison {
	if goroutines < 1 || updates < 1 {
		panic(fmt.Sprintf("shared: Compare(%d, %d): expected at least one goroutine and one update", goroutines, updates))
	}
	out := &Comparison{Goroutines: goroutines, Updates: int64(goroutines) * int64(updates)}
	ctx := cell.Context()
	for _, g := range []Guard{None, Mutex, Atomic, Channel, Local} {
		c := NewCounter("count", g)
		start := make(chan struct{})
		var wg sync.WaitGroup
		for range goroutines {
			wg.Go(func() {
				<-start
				for i := range updates {
					if i%256 == 0 && ctx.Err() != nil {
						return
					}
					c.Add(1)
				}
			})
		}
		began := time.Now()
		close(start)
		wg.Wait()
		took := time.Since(began)
		if ctx.Err() != nil {
			return out
		}
		out.Rows = append(out.Rows, Row{c.Stats(), c.Value(), took})
	}
	return out
}

// String is a table.
func (c *Comparison) String() string {
	var b strings.Builder
	b.WriteString(words.F("%d goroutines, %d updates", c.Goroutines, c.Updates) + "\n")
	fmt.Fprintf(&b, "%-11s %10s %10s %8s %10s %8s %10s\n", words.T("guard"), words.T("value"), words.T("lost"), words.T("waits"), words.T("waited"), words.T("retries"), words.T("took"))
	for _, r := range c.Rows {
		fmt.Fprintf(&b, "%-11s %10d %10d %8d %10v %8d %10v\n", words.T(r.Guard.String()), r.Value, r.Lost, r.Waits,
			r.Waited.Round(10*time.Microsecond), r.Retries, r.Took.Round(10*time.Microsecond))
	}
	return b.String()
}

// Figure is what arrived and what was lost, and the time that it took.
func (c *Comparison) Figure() chart.Figure {
	lost := chart.Bars{Title: words.F("%d updates by %d goroutines", c.Updates, c.Goroutines), Stacked: true,
		Value:  chart.Axis{Label: words.T("updates"), Zero: true},
		Groups: []chart.Group{{Name: words.T("counted"), Color: chart.Blue}, {Name: words.T("lost"), Color: chart.Failed}}}
	took := chart.Bars{Title: words.T("time"), Value: chart.Axis{Unit: chart.Seconds, Zero: true}, Groups: []chart.Group{{Name: words.T("took")}}}
	for _, r := range c.Rows {
		lost.Names = append(lost.Names, words.T(r.Guard.String()))
		took.Names = lost.Names
		lost.Groups[0].Values = append(lost.Groups[0].Values, float64(r.Updates-r.Lost))
		lost.Groups[1].Values = append(lost.Groups[1].Values, float64(r.Lost))
		took.Groups[0].Values = append(took.Groups[0].Values, r.Took.Seconds())
	}
	return chart.Stack("", lost.Figure(), took.Figure())
}

// HTML is the figure and the table.
func (c *Comparison) HTML() string {
	return c.Figure().HTML() + "<pre>" + html.EscapeString(c.String()) + "</pre>"
}

// contention is a heat map of waits: a row for each goroutine that waited, and
// in each stretch of time the share of it that was spent waiting.
func contention(v *watch.Value) chart.Figure {
	const columns = 60
	events := v.Events()
	h := chart.Heat{Title: v.Name + words.T(": who waits when"), X: chart.Axis{Label: words.T("time")}, Y: chart.Axis{Label: "goroutine"},
		Value: chart.Axis{Label: words.T("waiting"), Unit: chart.Percent}, Color: chart.Orange}
	if len(events) == 0 {
		h.Title = v.Name + words.T(": nobody waited")
		return h.Figure()
	}
	first, last, rows := events[0].From, events[0].To, 0
	for _, e := range events {
		first, last, rows = min(first, e.From), max(last, e.To), max(rows, e.Goroutine, e.Holder)
	}
	bin := max((last-first)/columns, 1)
	h.Values = make([][]float64, rows)
	for i := range rows {
		h.Values[i] = make([]float64, columns)
		h.Y.Names = append(h.Y.Names, fmt.Sprintf("g%d", i+1))
	}
	for i := range columns {
		h.X.Names = append(h.X.Names, (time.Duration(i) * bin).Round(time.Microsecond).String())
	}
	for _, e := range events {
		for i := range columns {
			from, to := first+time.Duration(i)*bin, first+time.Duration(i+1)*bin
			if overlap := min(to, e.To) - max(from, e.From); overlap > 0 {
				h.Values[e.Goroutine-1][i] += float64(overlap) / float64(bin)
			}
		}
	}
	return h.Figure()
}

func page(text string, v *watch.Value) string {
	s := "<pre>" + html.EscapeString(text) + "</pre>"
	if len(v.Events()) > 0 {
		s += contention(v).HTML()
	}
	return s
}

// StatsOf are the numbers of a watched value, for the method Stats of Var.
func StatsOf(v *watch.Value) Stats { return stats(v) }
