package engine

import (
	"fmt"
	"go/doc"
	"iter"
	"maps"
	"slices"
	"strings"

	"interleave/kernel/lang/docs"
	"interleave/runtime/symbols"
)

func init() {
	register(&magic{
		name:    "help",
		usage:   "[NAME]",
		summary: "list the magics and the packages made for cells, or explain one",
		help:    "Go code itself is explained by %doc.",
		run:     runHelp,
	})
	register(&magic{
		name:    "lsmagic",
		summary: "list the magics, as IPython does",
		run:     runHelp,
	})
}

func runHelp(c *magicCall) error {
	name := strings.TrimLeft(c.args, "%")
	if name == "" {
		c.x.print(helpTable())
		return nil
	}
	var texts []string
	if m := magics[name]; m != nil {
		texts = append(texts, m.describe())
	}
	// A package may have the name of a magic: timeline.
	if path := symbols.Preloaded()[name]; path != "" && !strings.HasPrefix(c.args, "%") {
		texts = append(texts, strings.TrimSpace(docs.Of(path, ""))+"\n\n"+name+"? lists what is in it.\n")
	}
	if len(texts) == 0 {
		return unknownMagic(name)
	}
	c.x.print(strings.Join(texts, "\n"))
	return nil
}

// helpTable is what %help prints, generated from the registered magics.
func helpTable() string {
	var b strings.Builder
	b.WriteString("Magics stand at the top of a cell, before its Go code:\n\n")
	for _, n := range magicNames() {
		m := magics[n]
		fmt.Fprintf(&b, "  %-18s %s\n", m.synopsis(), m.summary)
	}
	b.WriteString("\nPackages made for cells, which need no import:\n\n")
	for name, path := range ordered(symbols.Preloaded()) {
		first := new(doc.Package).Synopsis(docs.Of(path, ""))
		first = strings.TrimPrefix(first, "Package "+name+" ")
		if i := strings.IndexAny(first, ":;"); i >= 0 {
			first = first[:i]
		}
		fmt.Fprintf(&b, "  %-18s %s\n", name, strings.TrimSuffix(first, "."))
	}
	b.WriteString("\n%help NAME says more; NAME? and %doc NAME explain a Go name.\n")
	return b.String()
}

// ordered goes through a map by its keys.
func ordered(m map[string]string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}

// synopsis is the magic with its arguments.
func (m *magic) synopsis() string {
	sign := "%"
	if m.noBody {
		sign = "%%"
	}
	return strings.TrimSpace(sign + m.name + " " + m.usage)
}

// describe is the whole help of a magic.
func (m *magic) describe() string {
	s := m.synopsis()
	if m.body && !m.noBody {
		s += "\n%%" + m.name + ", then the rest of the cell"
	}
	s += "\n\n" + strings.ToUpper(m.summary[:1]) + m.summary[1:] + ".\n"
	if m.help != "" {
		s += m.help + "\n"
	}
	return s
}
