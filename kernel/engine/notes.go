package engine

import (
	"fmt"
	"html"
	"strings"

	"interleave/kernel/engine/hooks"
	"interleave/kernel/evaluator"
	"interleave/kernel/lang"
)

// note is a finding about a cell that does not fail it.
type note struct {
	at   frame
	text string
}

// note collects the notes about a cell. It comes after the cell has run, so
// that looking for them never delays its first output.
func (e *Engine) note(x *execution, unit *lang.Unit) {
	if e.opts.NoNotes {
		return
	}
	if !e.opts.NoVet {
		e.currentSession().Vet(unit)
	}
	for _, n := range unit.Notes {
		x.notes = append(x.notes, note{frame{cell: n.Cell, line: n.Line, col: n.Column}, n.Text})
	}
}

// noteFallback says once per engine that an interrupt will cost the state.
func (e *Engine) noteFallback(x *execution) {
	if e.machine.Hooked() || e.toldFallback {
		return
	}
	e.toldFallback = true
	reason := "they are switched off"
	if err := hooks.Available(); err != nil {
		reason = err.Error()
	}
	x.notes = append(x.notes, note{text: "the interpreter runs without its hooks (" + reason + "): an interrupt replaces the evaluator, and lines of panics are coarser"})
}

// notesMark tells notes from other displays, for frontends that keep the
// output of a program apart.
var notesMark = map[string]any{"interleave": map[string]any{"notes": true}}

// renderNotes makes the one display of a cell's notes, nil when there are none.
func renderNotes(notes []note) *evaluator.Display {
	if len(notes) == 0 {
		return nil
	}
	var text, page strings.Builder
	page.WriteString(`<div style="opacity:0.75;font-size:90%;border-left:3px solid #00add8;padding-left:8px">`)
	for _, n := range notes {
		where := ""
		if n.at.line > 0 {
			where = n.at.String() + ": "
		}
		fmt.Fprintf(&text, "note: %s%s\n", where, n.text)
		fmt.Fprintf(&page, "<div>note: <code>%s</code>%s</div>", html.EscapeString(where), html.EscapeString(n.text))
	}
	page.WriteString("</div>")
	return &evaluator.Display{Data: map[string]any{
		"text/plain": strings.TrimSuffix(text.String(), "\n"),
		"text/html":  page.String(),
	}, Metadata: notesMark}
}
