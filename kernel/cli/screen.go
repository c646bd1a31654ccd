package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/term"

	"interleave/kernel/notebook"
)

// screen prints outputs to standard output and progress to standard error so
// that the two don't get into each other's lines where both are one terminal.
// In a terminal, a cell that runs for long without a word shows its time; the
// ticker for that is the only goroutine, and it ends with the step.
type screen struct {
	out, err   io.Writer
	quiet      bool
	outColor   bool
	errColor   bool
	live       bool // standard error is a terminal: a line can be written again
	sharedLine bool // both are terminals

	mu       sync.Mutex // guards what follows and the writing
	midLine  bool       // the last output did not end its line
	status   bool       // a status line is shown
	stepEnds chan struct{}
}

func newScreen(out, err io.Writer, quiet bool) *screen {
	return &screen{
		out: out, err: err, quiet: quiet,
		outColor: useColor(out), errColor: useColor(err),
		live:       isTerminal(err),
		sharedLine: isTerminal(out) && isTerminal(err),
	}
}

func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// useColor follows https://no-color.org.
func useColor(w io.Writer) bool {
	return isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// terminalWidth is the width of the terminal, 80 if it isn't one.
func terminalWidth(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			return width
		}
	}
	return 80
}

// output prints an output as it comes.
func (s *screen) output(o *notebook.Output) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := o.TextOf()
	switch o.Type {
	case notebook.Stream:
		if o.Name == "stderr" {
			s.write(s.err, s.errColor, text)
			return
		}
		s.write(s.out, s.outColor, text)
	case notebook.Error:
		s.write(s.err, s.errColor, endLine(text))
	default:
		if text == "" {
			text = "[" + strings.Join(mimeTypes(o), ", ") + "]"
		}
		if isNotes(o) { // no word of the program
			s.write(s.err, s.errColor, endLine(text))
			return
		}
		s.write(s.out, s.outColor, endLine(text))
	}
}

// isNotes tells what the kernel remarks about a cell from what the cell says.
func isNotes(o *notebook.Output) bool {
	mark, _ := o.Metadata["interleave"].(map[string]any)
	notes, _ := mark["notes"].(bool)
	return notes
}

func mimeTypes(o *notebook.Output) []string {
	var types []string
	for mime := range o.Data {
		types = append(types, mime)
	}
	slices.Sort(types)
	return types
}

func endLine(text string) string { return strings.TrimSuffix(text, "\n") + "\n" }

// write prints text; the caller holds mu.
func (s *screen) write(w io.Writer, color bool, text string) {
	s.clearStatus()
	if !color {
		text = notebook.StripANSI(text)
	}
	io.WriteString(w, text)
	if text != "" {
		s.midLine = !strings.HasSuffix(text, "\n")
	}
}

// title prints a line that says where we are.
func (s *screen) title(text string) { s.progress("\x1b[1m", text) }

// step begins a cell.
func (s *screen) step(n, of int, source string) {
	head := fmt.Sprintf("[%d/%d] ", n, of)
	s.progress("\x1b[2m", head+shorten(source, max(20, terminalWidth(s.err)-len(head)-1)))
	if !s.live || s.quiet {
		return
	}
	ends := make(chan struct{})
	s.mu.Lock()
	s.stepEnds = ends
	s.mu.Unlock()
	go s.clock(head, ends)
}

// endStep ends it. What late goroutines say may still follow.
func (s *screen) endStep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stepEnds != nil {
		close(s.stepEnds)
		s.stepEnds = nil
	}
	s.clearStatus()
}

// clock shows how long a cell has been running, once it takes a second.
func (s *screen) clock(head string, ends <-chan struct{}) {
	start := time.Now()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ends:
			return
		case <-tick.C:
		}
		s.mu.Lock()
		if s.stepEnds == ends && !s.midLine {
			s.clearStatus()
			fmt.Fprintf(s.err, "%s%v", head, time.Since(start).Round(time.Second))
			s.status = true
		}
		s.mu.Unlock()
	}
}

// clearStatus removes the status line; the caller holds mu.
func (s *screen) clearStatus() {
	if s.status {
		io.WriteString(s.err, "\r\x1b[K")
		s.status = false
	}
}

// note prints a remark about the run.
func (s *screen) note(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.write(s.err, s.errColor, endLine("interleave run: "+text))
}

// prompt prints a cell's question.
func (s *screen) prompt(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stepEnds != nil { // a clock would write over what is typed
		close(s.stepEnds)
		s.stepEnds = nil
	}
	s.write(s.out, s.outColor, text)
	s.midLine = false // Enter ends the line
}

func (s *screen) progress(style, text string) {
	if s.quiet {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clearStatus()
	if s.midLine && s.sharedLine {
		io.WriteString(s.err, "\n")
	}
	s.midLine = false
	if s.errColor {
		text = style + text + "\x1b[0m"
	}
	fmt.Fprintln(s.err, text)
}

// shorten cuts text to a width in characters.
func shorten(text string, width int) string {
	if utf8.RuneCountInString(text) <= width {
		return text
	}
	return string([]rune(text)[:width-1]) + "…"
}

// label prints what stands before a result.
func (s *screen) label(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.outColor {
		text = "\x1b[31m" + text + "\x1b[0m"
	}
	s.write(s.out, s.outColor, text)
}

// freshLine ends a line that an output has left open, in a terminal.
func (s *screen) freshLine() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.midLine && s.sharedLine {
		io.WriteString(s.out, "\n")
	}
	s.midLine = false
}
