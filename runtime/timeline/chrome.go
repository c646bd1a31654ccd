package timeline

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"time"

	"interleave/runtime/internal/event"
)

// WriteChrome writes everything as JSON in the trace event format of Chrome,
// which Perfetto reads too: a thread for each lane, slices for spans, flows for
// messages, instants for marks, and counters of what ran and what was alive at once.
func (t *Timeline) WriteChrome(w io.Writer) error {
	b := bufio.NewWriter(w)
	_, _ = b.WriteString("[\n") // errors of a bufio.Writer stay until Flush
	separator := ""
	put := func(e map[string]any) error {
		text, err := json.Marshal(e)
		if err != nil {
			return err
		}
		_, _ = b.WriteString(separator)
		_, err = b.Write(text)
		separator = ",\n"
		return err
	}
	for _, e := range t.chrome() {
		if err := put(e); err != nil {
			return err
		}
	}
	_, _ = b.WriteString("\n]\n")
	return b.Flush()
}

// Save writes a file for Perfetto or chrome://tracing, see WriteChrome.
func (t *Timeline) Save(file string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := t.WriteChrome(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// outcomeNames name the marks that have no label.
var outcomeNames = map[event.Outcome]string{
	event.Plain: "mark", event.Succeeded: "succeeded", event.Failed: "failed", event.Cancelled: "cancelled",
	event.Settled: "settled", event.Notified: "notified",
}

func micro(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func (t *Timeline) chrome() (out []map[string]any) {
	entry := func(phase, name string, lane int, at time.Duration) map[string]any {
		return map[string]any{"ph": phase, "name": name, "pid": 1, "tid": lane + 1, "ts": micro(at)}
	}
	with := func(e map[string]any, key string, value any) map[string]any {
		e[key] = value
		return e
	}
	out = append(out, with(entry("M", "process_name", -1, 0), "args", map[string]string{"name": t.title()}))
	for i, l := range t.lanes {
		out = append(out, with(entry("M", "thread_name", i, 0), "args", map[string]string{"name": l.name}))
		out = append(out, with(entry("M", "thread_sort_index", i, 0), "args", map[string]int{"sort_index": i}))
		for _, s := range l.spans {
			name := stateNames[s.state]
			if s.label != "" && s.label != name {
				name += ": " + s.label
			}
			e := entry("X", name, i, s.from)
			e["dur"], e["cat"] = micro(s.to-s.from), stateNames[s.state]
			out = append(out, e)
		}
		for _, m := range l.marks {
			name := m.label
			if name == "" {
				name = outcomeNames[m.outcome]
			}
			out = append(out, with(entry("i", name, i, m.at), "s", "t"))
		}
	}
	for i, m := range t.messages {
		s, f := entry("s", m.label, m.from, m.sent), entry("f", m.label, m.to, m.arrived)
		for _, e := range []map[string]any{s, f} {
			e["id"], e["cat"] = i, "message"
		}
		f["bp"] = "e"
		out = append(out, s, f)
	}
	for _, s := range t.running() {
		out = append(out, with(entry("C", "running at once", -1, s.at), "args", map[string]int{"running": s.n}))
	}
	for _, s := range t.alive() {
		out = append(out, with(entry("C", "alive at once", -1, s.at), "args", map[string]int{"alive": s.n}))
	}
	return out
}
