package evaluator

import (
	"fmt"
	"os"
	"regexp"
	"strings"
)

// Crash says how an evaluator ended.
type Crash struct {
	Cell   CellID   // the cell that was running; 0: none
	Number int      // its number, the n of In[n]
	Cause  string   // "concurrent map writes", "killed from outside (signal: killed)", …
	Where  string   // "In[7]:3" when it is known, else ""
	Lost   string   // a sentence: which variables are gone, what was declared again
	Trace  []string // the same for a person, line by line
	Words  string   // the last words: the runtime's crash text, cut to a sane length
	Exit   string   // "exit status 2", "signal: killed"
	Asked  bool     // the supervisor killed it, because a cell ignored an interrupt
}

// post finds out why the process ended. held is what it wrote to stderr last
// and nobody has seen.
func (p *process) post(state *os.ProcessState, err error, held []byte) Crash {
	c := Crash{Asked: p.askedFor.Load(), Words: crashText(p.box)}
	if r := p.running.Load(); r != nil {
		c.Cell, c.Number = r.cell.ID, r.cell.Number
	}
	switch {
	case err != nil:
		c.Exit = err.Error()
	case state != nil:
		c.Exit = state.String()
	}
	// The shared file lacks what the runtime says before it is sure to die.
	if text := string(held); c.Words == "" || len(text) >= len(c.Words) {
		c.Words = text
	}
	page, perr := readPage(p.box)
	if perr != nil {
		page = nil
	}
	c.Cause = p.cause(c, page, peakMemory(state))
	if page != nil && strings.Contains(c.Cause, "concurrent map") {
		if cell, line := page.lastPlace(); cell > 0 {
			c.Where = fmt.Sprintf("In[%d]:%d", cell, line)
		}
	}
	return c
}

// cause is a phrase for why the process ended, whose memory was peak bytes at
// most. What the engine noted wins over
// what the runtime wrote, and this over how the process ended.
func (p *process) cause(c Crash, page *page, peak int64) string {
	if why := p.why.Load(); why != nil {
		return *why
	}
	if page != nil && page.lastNote() != "" {
		return page.lastNote()
	}
	cause := causeOfWords(c.Words, p.memory)
	// The runtime itself may fall over a failed allocation, on its own stack
	// even where the pages were never touched, and the system may kill a process
	// that takes too much.
	if p.memory > 0 {
		full := peak >= p.memory/4*3
		if c.Exit == "signal: killed" && full || signalLine.MatchString(cause) && (full || runtimeFault.MatchString(c.Words)) {
			return outOfMemory(p.memory)
		}
	}
	if cause != "" {
		return cause
	}
	switch {
	case c.Exit == "signal: killed":
		return "killed from outside (signal: killed), perhaps by the system for lack of memory"
	case strings.HasPrefix(c.Exit, "signal: "):
		return "ended by a signal from outside (" + c.Exit + ")"
	}
	if p.failure != "" {
		return c.Exit + " before it was ready; its last words: " + p.err.lastSaid()
	}
	return c.Exit
}

var (
	fatalLine  = regexp.MustCompile(`(?m)^fatal(?: error)?: (.*)$`)
	panicLine  = regexp.MustCompile(`(?m)^panic: (.*)$`)
	signalLine = regexp.MustCompile(`(?m)^(?:SIG[A-Z]+: .*|unexpected fault address .*)$`)
	stackLine  = regexp.MustCompile(`(?m)^runtime: goroutine stack exceeds (\d+)-byte limit`)
	// A fault of the collector or the allocator, which run on the system stack.
	runtimeFault = regexp.MustCompile(`(?m)^goroutine 0 .*\nruntime\.`)
	memoryLine   = regexp.MustCompile(`(?m)^(?:runtime: out of memory|fatal error: (?:runtime: )?(?:out of memory|cannot (?:allocate|reserve|map)).*|runtime: (?:cannot (?:allocate|map)|failed to create new OS thread).*)`)
)

// causeOfWords reads the cause out of the runtime's crash text, "" when there
// is none. memory is the limit in force, 0 for none.
func causeOfWords(words string, memory int64) string {
	fatal := submatch(fatalLine, words)
	switch {
	case memoryLine.MatchString(words):
		return outOfMemory(memory)
	case fatal == "stack overflow":
		if limit := submatch(stackLine, words); limit != "" {
			return "stack overflow (a goroutine's stack may have " + limit + " bytes)"
		}
		return fatal
	case submatch(panicLine, words) != "":
		return "panic in a goroutine: " + submatch(panicLine, words)
	case fatal != "":
		return fatal
	}
	return signalLine.FindString(words)
}

func outOfMemory(limit int64) string {
	if limit > 0 {
		return fmt.Sprintf("out of memory (the evaluator's limit is %s)", bytesText(limit))
	}
	return "out of memory"
}

func submatch(re *regexp.Regexp, s string) string {
	if m := re.FindStringSubmatch(s); m != nil {
		return strings.TrimSpace(m[1])
	}
	return ""
}

func bytesText(n int64) string {
	switch {
	case n >= 10<<30:
		return fmt.Sprintf("%d GiB", n>>30)
	case n >= 10<<20:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 10<<10:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

// lostText says what a replacement costs: the numbers of the cells that had
// run, and whether their declarations are back.
func lostText(ran []int, replayed, dropped bool) string {
	var s string
	if len(ran) == 0 {
		s = "no variables are lost"
	} else {
		s = "variables of " + cellRanges(ran) + " are gone"
	}
	switch {
	case dropped:
		s += "; declaring functions, types and imports again ended the evaluator too, so they are gone as well"
	case replayed:
		s += "; functions, types and imports were declared again"
	}
	return s
}

// cellRanges writes rising numbers as In[1]-In[3], In[5].
func cellRanges(n []int) string {
	var b strings.Builder
	for i := 0; i < len(n); {
		j := i
		for j+1 < len(n) && n[j+1] <= n[j]+1 {
			j++
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "In[%d]", n[i])
		if n[j] > n[i] {
			fmt.Fprintf(&b, "-In[%d]", n[j])
		}
		i = j + 1
	}
	return b.String()
}

// complete adds to the crash what only the supervisor knows. code returns the
// source of In[n], "" when it is not known.
func (c *Crash) complete(lost string, code func(number int) string) {
	c.Lost = lost
	name := ErrorFatal
	if c.Asked {
		name = ErrorInterrupted
	}
	if c.Where != "" {
		c.Trace = append(c.Trace, c.Where)
		var n, line int
		if _, err := fmt.Sscanf(c.Where, "In[%d]:%d", &n, &line); err == nil {
			if lines := strings.Split(code(n), "\n"); line >= 1 && line <= len(lines) {
				c.Trace = append(c.Trace, "    "+strings.TrimSpace(lines[line-1]))
			}
		}
	}
	head := name + ": " + c.Cause
	if c.Number > 0 {
		head += fmt.Sprintf(" (while In[%d] ran)", c.Number)
	}
	c.Trace = append(c.Trace, head)
	if c.Where != "" {
		c.Trace = append(c.Trace, "The place is that of the last map access before the end.")
	}
	c.Trace = append(c.Trace, "The evaluator was replaced: "+c.Lost+".")
}

// result is the crash as the end of the cell that was running.
func (c *Crash) result() Result {
	name, value := ErrorFatal, c.Cause
	if c.Asked {
		name = ErrorInterrupted
	}
	if c.Where != "" {
		value += " in " + c.Where
	}
	value += "; evaluator restarted; " + c.Lost
	return Result{Error: &CellError{Name: name, Value: value, Traceback: c.Trace}}
}
