package engine

import (
	"fmt"
	"strings"
)

func init() {
	register(&magic{
		name:    "help",
		usage:   "[NAME]",
		summary: "list the magics, or explain one",
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
	m := magics[name]
	if m == nil {
		return unknownMagic(name)
	}
	c.x.print(m.describe())
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
	b.WriteString("\n%help NAME says more; NAME? and %doc NAME explain a Go name.\n")
	return b.String()
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
