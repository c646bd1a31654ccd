package display

import (
	"fmt"
	"html"
	"iter"
	"math"
	"sync"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/words"
)

// between is the least time between two updates of a progress bar: what is
// faster can't be seen, and would cost the cell more than its work.
const between = 80 * time.Millisecond

// inFrontend says that updates replace each other; tests change it.
var inFrontend = cell.Hosted

// Bar is a progress bar. Progress makes one.
//
// Any number of goroutines may use a Bar. Between updates that come too fast to
// be seen one timer waits, whose goroutine shows the last state and ends; Finish
// stops it.
type Bar struct {
	place *Handle
	total int

	mu       sync.Mutex // guards the rest
	label    string
	done     int
	began    time.Time
	shown    time.Time
	timer    *time.Timer // nil when nothing is to be shown later
	finished bool
	printed  [2]int // by a program without a frontend: the last quarter and number
}

// Progress shows a progress bar for work of total steps, with a label. In a
// compiled program a line is printed for every quarter. A total below zero
// panics.
func Progress(label string, total int) *Bar {
	if total < 0 {
		panic(fmt.Sprintf("display.Progress: a total of %d steps; it can't be negative", total))
	}
	b := &Bar{place: New(), label: label, total: total, began: time.Now(), printed: [2]int{-1, -1}}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.paint()
	return b
}

// Add says that n more steps are done.
func (b *Bar) Add(n int) { b.change(func() { b.done += n }) }

// Set says that n steps are done in all.
func (b *Bar) Set(n int) { b.change(func() { b.done = n }) }

// Label changes the label.
func (b *Bar) Label(label string) { b.change(func() { b.label = label }) }

// Report says that done of total steps are done. It has the form of the
// callbacks of helpers that tell how far they are:
//
//	parallel.ForEach(files, work, parallel.Progress(display.Progress("files", 0).Report))
func (b *Bar) Report(done, total int) { b.change(func() { b.done, b.total = done, total }) }

// Finish shows the state at once and for good; later changes are ignored. The
// bar of a loop over Each is finished at the loop's end, and one that reaches
// its total by itself.
func (b *Bar) Finish() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.finish()
}

// Each counts from 0 to total-1, a step of the bar for each turn of the loop,
// and finishes the bar when the loop is over, also early:
//
//	for i := range display.Progress("pages", len(pages)).Each() {
//		fetch(pages[i])
//	}
func (b *Bar) Each() iter.Seq[int] {
	return func(yield func(int) bool) {
		defer b.Finish()
		for i := range b.total {
			if !yield(i) {
				return
			}
			b.Add(1)
		}
	}
}

func (b *Bar) change(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.finished {
		return
	}
	f()
	switch wait := between - time.Since(b.shown); {
	case b.total > 0 && b.done >= b.total:
		b.finish()
	case !inFrontend():
		b.paint()
	case wait <= 0:
		b.paint()
	case b.timer == nil:
		b.timer = time.AfterFunc(wait, cell.Bind(func() {
			b.mu.Lock()
			defer b.mu.Unlock()
			if b.timer != nil {
				b.timer = nil
				b.paint()
			}
		}))
	}
}

// finish and paint are called with the lock held.
func (b *Bar) finish() {
	if b.finished {
		return
	}
	b.finished = true
	b.paint()
}

func (b *Bar) paint() {
	if b.timer != nil {
		b.timer.Stop()
		b.timer = nil
	}
	b.shown = time.Now()
	share := b.share()
	if !inFrontend() {
		quarter := int(share * 4)
		if quarter == b.printed[0] && !b.finished || b.done == b.printed[1] {
			return
		}
		b.printed = [2]int{quarter, b.done}
	}
	b.place.Bundle(bundle("text/html", b.html(share), b.text(share)))
}

func (b *Bar) share() float64 {
	if b.total == 0 {
		return 0
	}
	return min(1, max(0, float64(b.done)/float64(b.total)))
}

// text is a bar of characters. It has no times in a program, whose output is
// often compared.
func (b *Bar) text(share float64) string {
	const width = 30
	n := int(math.Round(share * width))
	line := make([]rune, width)
	for i := range line {
		line[i] = '░'
		if i < n {
			line[i] = '█'
		}
	}
	s := fmt.Sprintf(words.T("%s %s %d of %d"), b.label, string(line), b.done, b.total)
	if inFrontend() {
		s += ", " + b.times(share)
	}
	return s
}

// html is a bar in the colours of JupyterLab's theme; where styles are removed
// the text is left.
func (b *Bar) html(share float64) string {
	return fmt.Sprintf(`<div style="display: flex; align-items: center; gap: 0.8em">`+
		`<span>%s</span>`+
		`<progress style="width: 20em; height: 1.1em; accent-color: var(--jp-brand-color1, #006ff5)" max="1" value="%.4f"></progress>`+
		"<span>"+words.T("%d of %d, %s")+"</span></div>",
		html.EscapeString(b.label), share, b.done, b.total, b.times(share))
}

func (b *Bar) times(share float64) string {
	spent := time.Since(b.began)
	s := short(spent)
	if !b.finished && share > 0 && spent > time.Second {
		s += ", " + short(time.Duration(float64(spent)*(1-share)/share)) + words.T(" to go")
	}
	return s
}

// short writes a duration for a person who waits.
func short(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f min", d.Minutes())
	}
	return fmt.Sprintf("%.1f h", d.Hours())
}
