package engine

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"interleave/kernel/evaluator"
)

// ANSI colours as ipykernel uses them: red for the name of an error and the
// mark under its column, green for positions.
const (
	red   = "\x1b[0;31m"
	green = "\x1b[0;32m"
	dim   = "\x1b[2m"
	plain = "\x1b[0m"
)

// frameLimit bounds the frames of a traceback; a recursion shows both ends.
const frameLimit = 20

// frame is one line of a cell in a traceback. Line 0 means that the place is
// not known.
type frame struct {
	cell      int // the n of In[n]
	line, col int
	fn        string // "" for the statements of a cell
}

func (f frame) String() string {
	switch {
	case f.line == 0:
		return fmt.Sprintf("In[%d]", f.cell)
	case f.col == 0:
		return fmt.Sprintf("In[%d]:%d", f.cell, f.line)
	}
	return fmt.Sprintf("In[%d]:%d:%d", f.cell, f.line, f.col)
}

// sources gives the text of a line of a cell, "" when it is not kept.
type sources interface {
	line(cell, line int) string
}

// failure is an error of a cell before it is laid out: what happened, where,
// through which calls, and what may help.
type failure struct {
	name   string
	value  string
	frames []frame // innermost first
	hints  []string
}

// cellError lays f out. The traceback starts with the cell's position, goes on
// with the line and a caret, then the calls that led there.
func (f *failure) cellError(src sources) *evaluator.CellError {
	var tb []string
	head := fmt.Sprintf("%s%s%s: %s", red, f.name, plain, f.value)
	if len(f.frames) == 0 {
		tb = append(tb, head)
	}
	for i, fr := range elide(f.frames) {
		switch {
		case i == 0:
			tb = append(tb, fmt.Sprintf("%s%s%s: %s", green, fr, plain, head))
		case fr.cell == 0:
			tb = append(tb, fmt.Sprintf("%s... %d more calls%s", dim, fr.line, plain))
			continue
		default:
			tb = append(tb, fmt.Sprintf("%s%s%s: called from %s", green, fr, plain, place(fr)))
		}
		tb = append(tb, excerpt(fr, src)...)
	}
	tb = append(tb, f.hints...)
	return &evaluator.CellError{Name: f.name, Value: f.value, Traceback: tb}
}

// place names the function of a frame. A function literal has the number that
// Go gives it after the name of the function around it.
func place(f frame) string {
	switch {
	case f.fn == "":
		return "the cell"
	case strings.HasPrefix(f.fn, "func") && strings.Trim(f.fn[4:], "0123456789.func") == "":
		return "a function literal of the cell"
	}
	return f.fn
}

// elide takes the middle out of a long list; a frame without cell stands for
// as many as its line says.
func elide(frames []frame) []frame {
	if len(frames) <= frameLimit {
		return frames
	}
	const half = frameLimit / 2
	out := append([]frame{}, frames[:half]...)
	out = append(out, frame{line: len(frames) - 2*half})
	return append(out, frames[len(frames)-half:]...)
}

// excerpt is the source line of a frame and a caret under its column, nothing
// when the line is not known. Tabs before the column are kept in the line of
// the caret so that both line up whatever a tab is worth.
func excerpt(f frame, src sources) []string {
	if f.line == 0 || src == nil {
		return nil
	}
	text := src.line(f.cell, f.line)
	if strings.TrimSpace(text) == "" {
		return nil
	}
	gutter := fmt.Sprintf("%5d | ", f.line)
	out := []string{dim + gutter + plain + text}
	if f.col > 0 && f.col <= len(text)+1 {
		out = append(out, dim+"      | "+plain+pad(text[:f.col-1])+red+"^"+plain)
	}
	return out
}

// pad is white space as wide as s.
func pad(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\t':
			b.WriteByte('\t')
		case r == utf8.RuneError, r < 0x1100:
			b.WriteByte(' ')
		default: // most of what is above is two columns wide in fixed-width fonts
			b.WriteString("  ")
		}
	}
	return b.String()
}
