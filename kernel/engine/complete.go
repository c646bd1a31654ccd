package engine

import (
	"context"
	"sort"
	"strings"

	"interleave/kernel/evaluator"
)

// Complete lists what can stand at a byte offset. It waits for a check in
// progress, not for a cell that runs.
func (e *Engine) Complete(_ context.Context, code string, cursor int) (c evaluator.Completion) {
	cursor = min(max(cursor, 0), len(code))
	if c, ok := completeMagic(code, cursor); ok {
		return c
	}
	c = evaluator.Completion{Start: cursor, End: cursor}
	var err error
	defer catch(&err) // of the front end: nothing is completed
	found := e.currentSession().Complete(blankMagics(code), cursor)
	c.Start, c.End = found.Start, found.End
	for _, m := range found.Matches {
		c.Matches = append(c.Matches, evaluator.Match{Text: m.Text, Kind: m.Kind, Signature: m.Signature})
	}
	return c
}

// completeMagic completes a name after a percent sign at the start of a line.
func completeMagic(code string, cursor int) (evaluator.Completion, bool) {
	start := strings.LastIndexByte(code[:cursor], '\n') + 1
	word := code[start:cursor]
	typed := strings.TrimLeft(word, " \t")
	name := strings.TrimLeft(typed, "%")
	signs := len(typed) - len(name)
	if signs == 0 || signs > 2 || strings.ContainsAny(name, " \t") {
		return evaluator.Completion{}, false
	}
	c := evaluator.Completion{Start: cursor - len(typed), End: cursor}
	for _, n := range magicNames() {
		m := magics[n]
		if strings.HasPrefix(n, name) && (signs == 1 && !m.noBody || signs == 2 && m.body) {
			c.Matches = append(c.Matches, evaluator.Match{Text: typed[:signs] + n, Kind: "magic", Signature: m.summary})
		}
	}
	sort.Slice(c.Matches, func(i, j int) bool { return c.Matches[i].Text < c.Matches[j].Text })
	return c, true
}

// IsComplete tells a console whether to run what was typed.
func (e *Engine) IsComplete(_ context.Context, code string) (c evaluator.Completeness) {
	calls, rest, err := splitMagics(code)
	switch {
	case err != nil:
		return evaluator.Completeness{Status: "invalid"}
	case len(calls) > 0 && calls[len(calls)-1].double:
		if strings.HasSuffix(code, "\n\n") || !calls[len(calls)-1].magic.runsBody {
			return evaluator.Completeness{Status: "complete"}
		}
		rest = calls[len(calls)-1].body
	}
	if strings.TrimSpace(rest) == "" {
		return evaluator.Completeness{Status: "complete"}
	}
	c.Status = "unknown" // if the front end panics
	defer catch(&err)
	c.Status, c.Indent = e.currentSession().IsComplete(rest)
	return c
}

// blankMagics replaces the magics of a cell by white space, byte for byte, so
// that positions in the Go code stay what they are.
func blankMagics(code string) string {
	var b strings.Builder
	inGo := false
	for _, line := range strings.SplitAfter(code, "\n") {
		text := strings.TrimSpace(line)
		switch {
		case !inGo && strings.HasPrefix(text, "%"):
			b.WriteString(strings.Repeat(" ", len(strings.TrimSuffix(line, "\n"))))
			if strings.HasSuffix(line, "\n") {
				b.WriteByte('\n')
			}
			continue
		case text != "" && !strings.HasPrefix(text, "//"):
			inGo = true
		}
		b.WriteString(line)
	}
	return b.String()
}
