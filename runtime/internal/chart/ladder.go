package chart

import (
	"fmt"
	"strings"
)

// Ladder writes one schedule as text: a column for each thread, time going
// down, and beside them the values of what they share.
type Ladder struct {
	Title   string
	Threads []string
	Watch   []string // names of the shared values
	Steps   []Step
	Time    string // heading of the column with Step.Time; no column if ""
}

// Step is one line: what one thread did, and what is true afterwards.
type Step struct {
	Time   string
	Thread int // index in Threads, -1 for a remark over all columns
	Text   string
	Values []string // one for each of Watch, or nil for no change
	Color  Color    // the thread's own if Auto; Failed marks what went wrong
}

const monoWidth = 7.4 // of a character of 12 px

// Figure draws the ladder. It panics if a step names a thread that does not
// exist.
func (l Ladder) Figure() Figure {
	for i, s := range l.Steps {
		if s.Thread < -1 || s.Thread >= len(l.Threads) {
			panic(fmt.Sprintf("chart: step %d is of thread %d of %d threads", i, s.Thread, len(l.Threads)))
		}
		if s.Values != nil && len(s.Values) != len(l.Watch) {
			panic(fmt.Sprintf("chart: step %d has %d values for %d watched names", i, len(s.Values), len(l.Watch)))
		}
	}
	f := newFrame(l.Title, 0, 0)
	threads, watch, first := l.widths()
	const row = 22.0
	top := f.top + 8
	x := pad + first
	width := x
	for _, w := range threads {
		width += w
	}
	for _, w := range watch {
		width += w
	}
	f.w = max(width+pad, textWidth(l.Title)*1.25+2*pad, 260)
	f.h = top + row*float64(len(l.Steps)) + 34
	f.c.text(pad, top+10, l.Time, "q b")
	xs := []float64{}
	for i, name := range l.Threads {
		xs = append(xs, x)
		f.c.rect(x+2, top-5, threads[i]-6, 21, Color(Auto).or(i).fill()+" ar", "", `rx="4"`)
		f.c.text(x+8, top+10, name, "t b")
		x += threads[i]
	}
	shared := x
	for i, name := range l.Watch {
		f.c.text(x+14, top+10, name, "t b mo")
		x += watch[i]
	}
	y := top + 20
	f.c.line(pad, y, f.w-pad, y, "ax")
	if len(l.Watch) > 0 {
		f.c.line(shared+3, top-5, shared+3, f.h-pad, "gr")
	}
	last := make([]string, len(l.Watch))
	for n, s := range l.Steps {
		y := y + row*float64(n)
		f.c.text(pad, y+15, s.Time, "q sm")
		switch {
		case s.Thread < 0:
			color := s.Color
			if color == Auto {
				color = Gray
			}
			f.c.rect(pad+first, y+2, shared-pad-first-4, row-4, color.fill()+" ar", "", `rx="4"`)
			f.c.text(pad+first+8, y+15, s.Text, "t b")
		default:
			color := s.Color.or(s.Thread)
			if s.Color == Failed {
				f.c.rect(xs[s.Thread]+2, y+2, threads[s.Thread]-6, row-4, Failed.fill()+" ar", "", `rx="4"`)
			}
			f.c.rect(xs[s.Thread]+2, y+2, 3, row-4, color.fill(), "")
			f.c.text(xs[s.Thread]+10, y+15, s.Text, "t mo")
		}
		for i, v := range s.Values {
			class := "q mo"
			if v != last[i] {
				class = "t mo b"
			}
			x := shared + 14
			for k := range i {
				x += watch[k]
			}
			f.c.text(x, y+15, v, class)
			last[i] = v
		}
		f.c.line(pad, y+row, f.w-pad, y+row, "gr")
	}
	return f.figure(l.Title, l.plain())
}

func (l Ladder) widths() (threads, watch []float64, first float64) {
	first = textWidth(l.Time)
	for _, name := range l.Threads {
		threads = append(threads, textWidth(name)*1.1+24)
	}
	for _, name := range l.Watch {
		watch = append(watch, monoWidth*float64(len([]rune(name)))*1.1+28)
	}
	for _, s := range l.Steps {
		first = max(first, textWidth(s.Time))
		if s.Thread >= 0 {
			threads[s.Thread] = max(threads[s.Thread], monoWidth*float64(len([]rune(s.Text)))+26)
		}
		for i, v := range s.Values {
			watch[i] = max(watch[i], monoWidth*float64(len([]rune(v)))*1.1+28)
		}
	}
	if first > 0 {
		first += 12
	}
	return threads, watch, first
}

func (l Ladder) plain() string {
	header := append(append([]string{l.Time}, l.Threads...), l.Watch...)
	table := [][]string{header}
	for _, s := range l.Steps {
		row := make([]string, len(header))
		row[0] = s.Time
		row[max(0, s.Thread)+1] = s.Text
		if s.Thread < 0 {
			row[1] = "— " + s.Text
		}
		copy(row[1+len(l.Threads):], s.Values)
		table = append(table, row)
	}
	return strings.TrimLeft(plainText(l.Title, table), " ")
}
