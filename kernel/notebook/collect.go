package notebook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"sync"
)

// Collector turns the iopub messages of a kernel into the outputs of a
// notebook's cells, as front ends do: streams are merged, displays with an id
// can be changed later (also those of other cells), clear_output may wait for
// the next output. Messages of several cells may come in any order.
type Collector struct {
	mu      sync.Mutex // guards what follows and the outputs of nb's cells
	nb      *Notebook
	clearOn map[*Cell]bool // cells whose outputs go when the next one comes
}

// NewCollector returns a collector for the cells of nb.
func NewCollector(nb *Notebook) *Collector {
	return &Collector{nb: nb, clearOn: map[*Cell]bool{}}
}

// Start empties a code cell that is about to be executed.
func (c *Collector) Start(cell *Cell) {
	c.mu.Lock()
	defer c.mu.Unlock()
	cell.Outputs, cell.Count = nil, 0
	delete(c.clearOn, cell)
}

// Do calls f while no message changes the cells.
func (c *Collector) Do(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
}

// Add takes a message whose parent is the execution of cell. Types that are no
// output are ignored, but for execute_input, which brings the count.
func (c *Collector) Add(cell *Cell, msgType string, content []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch msgType {
	case "execute_input":
		var m struct {
			Count int `json:"execution_count"`
		}
		err := decode(msgType, content, &m)
		cell.Count = m.Count
		return err
	case "clear_output":
		var m struct{ Wait bool }
		err := decode(msgType, content, &m)
		if c.clearOn[cell] = m.Wait; !m.Wait {
			cell.Outputs = nil
		}
		return err
	}
	o, ok, err := FromMessage(msgType, content)
	if err != nil || !ok {
		return err
	}
	if msgType == "update_display_data" {
		c.update(o)
		return nil
	}
	if c.clearOn[cell] {
		cell.Outputs = nil
		delete(c.clearOn, cell)
	}
	cell.add(o)
	return nil
}

// update changes every display of the id, in whichever cell.
func (c *Collector) update(o Output) {
	for _, cell := range c.nb.Cells {
		for i := range cell.Outputs {
			if old := &cell.Outputs[i]; o.displayID != "" && old.displayID == o.displayID {
				old.Data, old.Metadata = maps.Clone(o.Data), maps.Clone(o.Metadata)
			}
		}
	}
}

func (c *Cell) add(o Output) {
	if n := len(c.Outputs); o.Type == Stream && n > 0 {
		if last := &c.Outputs[n-1]; last.Type == Stream && last.Name == o.Name {
			last.Text = appendText(last.Text, o.Text)
			return
		}
	}
	if o.Type == Stream {
		o.Text = appendText("", o.Text)
	}
	c.Outputs = append(c.Outputs, o)
}

// appendText appends to a stream as a terminal shows it: a carriage return
// goes back to the start of the line and what follows overwrites it, so that
// a progress bar leaves one line and not thousands.
func appendText(old, more string) string {
	start := strings.LastIndexByte(old, '\n') + 1
	if !strings.ContainsRune(more, '\r') && !strings.HasSuffix(old, "\r") {
		return old + more
	}
	lines := strings.SplitAfter(strings.ReplaceAll(old[start:]+more, "\r\n", "\n"), "\n")
	var b strings.Builder
	b.WriteString(old[:start])
	for _, line := range lines {
		b.WriteString(overwrite(line))
	}
	return b.String()
}

// overwrite applies the carriage returns within one line. One at its end stays: what it
// overwrites is still to come.
func overwrite(line string) string {
	body, end := strings.TrimSuffix(line, "\n"), ""
	if len(body) < len(line) {
		end = "\n"
	}
	if trimmed := strings.TrimRight(body, "\r"); len(trimmed) < len(body) && end == "" {
		body, end = trimmed, "\r"
	}
	var shown []rune
	for _, part := range strings.Split(body, "\r") {
		p := []rune(part)
		if len(p) >= len(shown) {
			shown = p
		} else {
			copy(shown, p)
		}
	}
	return string(shown) + end
}

// FromMessage makes an output of the content of an iopub message. The second
// result is false for types that are no output.
func FromMessage(msgType string, content []byte) (Output, bool, error) {
	o := Output{Type: msgType}
	switch msgType {
	case "stream":
		var m struct{ Name, Text string }
		err := decode(msgType, content, &m)
		o.Name, o.Text = m.Name, m.Text
		return o, m.Text != "", err
	case "error":
		var m struct {
			Ename, Evalue string
			Traceback     []string
		}
		err := decode(msgType, content, &m)
		o.Ename, o.Evalue, o.Traceback = m.Ename, m.Evalue, m.Traceback
		return o, true, err
	case "display_data", "execute_result", "update_display_data":
		var m struct {
			Data, Metadata Fields
			Transient      struct {
				ID string `json:"display_id"`
			}
			Count int `json:"execution_count"`
		}
		err := decode(msgType, content, &m)
		o.Data, o.Metadata, o.displayID, o.Count = joinBundle(fields(m.Data)), fields(m.Metadata), m.Transient.ID, m.Count
		return o, true, err
	}
	return o, false, nil
}

func decode(msgType string, content []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(content))
	dec.UseNumber()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("%s message: %w", msgType, err)
	}
	return nil
}

// TextOf is what a terminal shows of an output, or "" when it has no text form.
func (o *Output) TextOf() string {
	switch o.Type {
	case Stream:
		return o.Text
	case Error:
		if len(o.Traceback) > 0 {
			return strings.Join(o.Traceback, "\n")
		}
		return o.Ename + ": " + o.Evalue
	}
	for _, mime := range []string{"text/plain", "text/markdown", "text/latex"} {
		if s, ok := o.Data[mime].(string); ok {
			return s
		}
	}
	return ""
}

// Failure is the error among the cell's outputs, or nil.
func (c *Cell) Failure() *Output {
	for i := range c.Outputs {
		if c.Outputs[i].Type == Error {
			return &c.Outputs[i]
		}
	}
	return nil
}
