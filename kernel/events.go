package kernel

import (
	"context"
	"fmt"
	"html"

	"interleave/kernel/evaluator"
	"interleave/kernel/wire"
)

// events is what the supervisor of the evaluator calls: it turns what cells
// say into messages on iopub and stdin. Its methods block while too much is
// under way, which holds the cells back.
type events struct{ *kernel }

var _ evaluator.Handler = events{}

func (e events) Stream(cell evaluator.CellID, name string, text []byte) {
	if name != "stderr" {
		name = "stdout"
	}
	e.iopub.stream(e.ctx, e.cells.parent(cell), name, text)
}

func (e events) Display(cell evaluator.CellID, d evaluator.Display) {
	b := e.bundle(d)
	m := publication{parent: e.cells.parent(cell), msgType: "display_data"}
	if d.Update {
		if d.ID == "" {
			e.log.printf("an update of a display without an id was dropped")
			return
		}
		m.msgType = "update_display_data"
	}
	m.content = wire.DisplayData{Data: b.Data, Metadata: b.Metadata, Transient: wire.Transient{DisplayID: d.ID}}
	e.iopub.output(e.ctx, m)
}

func (e events) ClearOutput(cell evaluator.CellID, wait bool) {
	e.iopub.output(e.ctx, publication{parent: e.cells.parent(cell), msgType: "clear_output", content: wire.ClearOutput{Wait: wait}})
}

func (e events) Comm(m evaluator.CommMessage) { e.publishComm(m) }

func (e events) Input(ctx context.Context, cell evaluator.CellID, prompt string, password bool) (string, error) {
	return e.ask(ctx, cell, prompt, password)
}

// Restarted tells of a crash that no cell's error tells of: the evaluator died
// while nothing ran. It is shown under the most recent cell as a display, not
// as stderr, which graders take for a failure of that cell (as with notes,
// decided for this project in 2026).
func (e events) Restarted(c evaluator.Crash) {
	e.log.printf("evaluator replaced: %s (%s)", c.Cause, c.Exit)
	if c.Words != "" {
		e.log.printf("its last words: %s", c.Words)
	}
	if c.Cell != 0 {
		return
	}
	text := crashNote(c)
	b := e.bundle(evaluator.Display{Data: map[string]any{
		"text/plain": text,
		"text/html":  "<p>" + html.EscapeString(text) + "</p>",
	}})
	e.iopub.publish(e.cells.cell(), "display_data", wire.DisplayData{Data: b.Data, Metadata: b.Metadata})
}

// crashNote says what happened while no cell ran and what it cost.
func crashNote(c evaluator.Crash) string {
	cause := c.Cause
	if c.Where != "" {
		cause += " in " + c.Where
	}
	text := fmt.Sprintf("While no cell ran, the evaluator ended (%s) and was restarted", cause)
	if c.Lost != "" {
		text += ": " + c.Lost
	}
	return text + "."
}
