package notebook

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// say is a message for cell i.
type say struct {
	cell    int
	kind    string
	content map[string]any
}

func stream(cell int, name, text string) say {
	return say{cell, "stream", map[string]any{"name": name, "text": text}}
}

func display(cell int, kind, text, id string) say {
	return say{cell, kind, map[string]any{
		"data": map[string]any{"text/plain": text}, "metadata": map[string]any{}, "transient": map[string]any{"display_id": id},
	}}
}

func clearOutput(cell int, wait bool) say {
	return say{cell, "clear_output", map[string]any{"wait": wait}}
}

// collected is what two cells hold after the messages: one string per output.
func collected(t *testing.T, messages ...say) [2][]string {
	t.Helper()
	nb := New("", "")
	c := NewCollector(nb)
	for _, m := range messages {
		content, _ := json.Marshal(m.content)
		if err := c.Add(nb.Cells[m.cell], m.kind, content); err != nil {
			t.Fatal(err)
		}
	}
	var got [2][]string
	for i, cell := range nb.Cells {
		for j := range cell.Outputs {
			o := &cell.Outputs[j]
			name := o.Type
			if o.Name != "" {
				name = o.Name
			}
			got[i] = append(got[i], name+" "+o.TextOf())
		}
	}
	return got
}

func TestCollect(t *testing.T) {
	for _, test := range []struct {
		name     string
		messages []say
		want     [2][]string
	}{
		{"neighbours of one stream merge",
			[]say{stream(0, "stdout", "a"), stream(0, "stdout", "b\n"), stream(0, "stderr", "c"), stream(0, "stdout", "d")},
			[2][]string{{"stdout ab\n", "stderr c", "stdout d"}}},
		{"late output stays with its cell",
			[]say{stream(0, "stdout", "a"), stream(1, "stdout", "x"), stream(0, "stdout", "b")},
			[2][]string{{"stdout ab"}, {"stdout x"}}},
		{"an update changes every display of its id",
			[]say{display(0, "display_data", "old", "p"), display(1, "display_data", "old", "p"), display(1, "display_data", "other", "q"), display(1, "update_display_data", "new", "p")},
			[2][]string{{"display_data new"}, {"display_data new", "display_data other"}}},
		{"an update of no known display is nothing",
			[]say{display(0, "update_display_data", "new", "p"), display(0, "display_data", "plain", ""), display(0, "update_display_data", "x", "")},
			[2][]string{{"display_data plain"}}},
		{"clear at once",
			[]say{stream(0, "stdout", "a"), clearOutput(0, false)},
			[2][]string{}},
		{"clear waits for the next output",
			[]say{stream(0, "stdout", "a"), clearOutput(0, true), stream(0, "stdout", "b"), stream(0, "stdout", "c")},
			[2][]string{{"stdout bc"}}},
		{"clear that waits in vain keeps the output",
			[]say{stream(0, "stdout", "a"), clearOutput(0, true)},
			[2][]string{{"stdout a"}}},
		{"a carriage return overwrites",
			[]say{stream(0, "stdout", "10%\r"), stream(0, "stdout", "20%\r"), stream(0, "stdout", "done\nnext ab\rNE\r\nwindows\r\n")},
			[2][]string{{"stdout done\nNExt ab\nwindows\n"}}},
		{"an error",
			[]say{{0, "error", map[string]any{"ename": "panic", "evalue": "boom", "traceback": []string{"one", "two"}}}},
			[2][]string{{"error one\ntwo"}}},
		{"what is no output",
			[]say{{0, "status", map[string]any{"execution_state": "busy"}}, {0, "comm_open", map[string]any{}}, stream(0, "stdout", "")},
			[2][]string{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, collected(t, test.messages...)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestStartEmptiesACell(t *testing.T) {
	nb := New("x")
	c := NewCollector(nb)
	c.Add(nb.Cells[0], "execute_input", []byte(`{"execution_count":3}`))
	c.Add(nb.Cells[0], "stream", []byte(`{"name":"stdout","text":"a"}`))
	c.Add(nb.Cells[0], "clear_output", []byte(`{"wait":true}`))
	if nb.Cells[0].Count != 3 || len(nb.Cells[0].Outputs) != 1 {
		t.Fatalf("before: %+v", nb.Cells[0])
	}
	c.Start(nb.Cells[0])
	if nb.Cells[0].Count != 0 || nb.Cells[0].Outputs != nil {
		t.Errorf("after: %+v", nb.Cells[0])
	}
}
