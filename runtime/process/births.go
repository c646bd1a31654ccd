package process

import (
	"context"
	"fmt"
	"html"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/chart"
	"interleave/runtime/internal/words"
)

// Birth is what it costs to make one of a kind: from the wish to its end, which
// something that does nothing reaches at once.
type Birth struct {
	Kind      string
	Births    int           // measured
	Median    time.Duration // of one
	Low, High time.Duration // quartiles
}

// BirthTable is what Births measured, the cheapest kind first.
type BirthTable []Birth

// Births measures goroutines, threads and processes, and the start of a Python
// interpreter where there is one. Each kind has a budget of about a fifth of a
// second. When the cell is interrupted, the error is the cause.
func Births() (BirthTable, error) {
	ctx := cell.Context()
	kinds := []struct {
		name  string
		batch int // made one after the other, for clocks that are coarse
		make  func() error
	}{
		{"goroutine", 100, goroutine},
		{"thread", 1, thread},
	}
	for _, program := range []struct {
		kind    string
		command []string
	}{
		{"process", nothing()},
		{"Python interpreter", []string{"python3", "-c", "pass"}},
	} {
		path, err := exec.LookPath(program.command[0])
		if err != nil {
			continue
		}
		kinds = append(kinds, struct {
			name  string
			batch int
			make  func() error
		}{program.kind, 1, func() error { return exec.CommandContext(ctx, path, program.command[1:]...).Run() }})
	}
	var table BirthTable
	for _, k := range kinds {
		b, err := births(ctx, k.name, k.batch, k.make)
		if err != nil {
			return table, err
		}
		table = append(table, b)
	}
	return table, nil
}

// nothing is a program that does nothing.
func nothing() []string {
	if runtime.GOOS == "windows" {
		return []string{"cmd", "/c", "exit"}
	}
	return []string{"true"}
}

const (
	birthBudget = 200 * time.Millisecond
	mostBirths  = 500
	leastBirths = 5
)

func births(ctx context.Context, kind string, batch int, born func() error) (Birth, error) {
	var times []time.Duration
	begin := time.Now()
	for warm := true; len(times) < leastBirths || len(times) < mostBirths && time.Since(begin) < birthBudget; warm = false {
		if ctx.Err() != nil {
			return Birth{}, context.Cause(ctx)
		}
		start := time.Now()
		for range batch {
			if err := born(); err != nil {
				return Birth{}, fmt.Errorf("process: making a %s: %w", kind, err)
			}
		}
		if !warm {
			times = append(times, time.Since(start)/time.Duration(batch))
		}
	}
	slices.Sort(times)
	at := func(q int) time.Duration { return times[q*(len(times)-1)/4] }
	return Birth{Kind: kind, Births: len(times) * batch, Low: at(1), Median: at(2), High: at(3)}, nil
}

func goroutine() error {
	done := make(chan struct{})
	go close(done)
	<-done
	return nil
}

// thread makes a goroutine that takes its thread with it when it ends, so that the
// next one needs a new one.
func thread() error {
	done := make(chan struct{})
	go func() {
		runtime.LockOSThread()
		close(done)
	}()
	<-done
	return nil
}

// String is the table as text.
func (t BirthTable) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, words.T("kind\tmedian\tquartiles\tof the first"))
	for _, x := range t {
		fmt.Fprintf(w, words.T("%s\t%v\t%v to %v\t%.3g\n"), words.T(x.Kind), digits(x.Median), digits(x.Low), digits(x.High), float64(x.Median)/float64(max(t[0].Median, 1)))
	}
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

// Figure draws the costs as bars over a logarithmic axis.
func (t BirthTable) Figure() chart.Figure {
	bars := chart.Bars{Title: words.T("What it costs to make one"), Label: "", Value: chart.Axis{Label: words.T("time from the wish to its end"), Unit: chart.Seconds, Log: true}}
	var g chart.Group
	for _, x := range t {
		bars.Names = append(bars.Names, words.T(x.Kind))
		g.Values = append(g.Values, x.Median.Seconds())
		g.Low, g.High = append(g.Low, x.Low.Seconds()), append(g.High, x.High.Seconds())
	}
	bars.Groups = []chart.Group{g}
	return bars.Figure()
}

// HTML is the picture and the table.
func (t BirthTable) HTML() string {
	return t.Figure().HTML() + "<pre>" + html.EscapeString(t.String()) + "</pre>"
}

// digits keeps three of them.
func digits(d time.Duration) time.Duration {
	unit := time.Duration(1)
	for d >= 1000*unit {
		unit *= 10
	}
	return d.Round(unit)
}
