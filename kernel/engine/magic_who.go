package engine

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

func init() {
	register(&magic{
		name:    "who",
		usage:   "[KIND]",
		summary: "list what the cells have declared, with types and values",
		help:    "KIND is variable, constant, function, method, type or package; without it all but packages are shown.",
		run:     runWho,
	})
}

func runWho(c *magicCall) error {
	kinds := []string{"variable", "constant", "function", "method", "type", "package"}
	want := strings.TrimSuffix(c.args, "s")
	if want != "" && nearest(want, kinds) != want {
		return c.usageError("there is no kind %q; it is one of %s", c.args, strings.Join(kinds, ", "))
	}
	c.e.mu.Lock()
	defer c.e.mu.Unlock()
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	n := 0
	for _, d := range c.e.session.Names() {
		if d.Kind != want && (want != "" || d.Kind == "package") {
			continue
		}
		n++
		value := ""
		if d.Kind == "variable" {
			value = c.e.glance(d.Emitted)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", d.Name, d.Kind, oneLine(d.Type), value)
	}
	w.Flush()
	if n == 0 {
		b.WriteString("nothing is declared\n")
	}
	c.x.print(trimLines(b.String()))
	return nil
}

// oneLine shortens the type of a big struct.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 60 {
		s = s[:57] + "..."
	}
	return s
}

// trimLines takes off the padding of empty last columns.
func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}
