package gil

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

//go:embed program.py
var prelude string

// Python is the program as Python source, for any version from 2.7 on: a
// function for each thread, below what they use. Running it prints a record of
// the run as JSON.
func (p Program) Python() string {
	p = p.must()
	var b strings.Builder
	b.WriteString(prelude)
	fmt.Fprintf(&b, "\n\n# %s\n", strings.Join(strings.Fields(p.Name), " "))
	for i, a := range p.Threads {
		fmt.Fprintf(&b, "\ndef thread_%d(t):  # %s\n", i+1, strings.Join(strings.Fields(a.Name), " "))
		if len(a.Steps) == 0 {
			b.WriteString("    pass\n")
		}
		python(&b, a.Steps, 1, a.Background)
	}
	b.WriteString("\nmain([\n")
	for i, a := range p.Threads {
		background := "False"
		if a.Background {
			background = "True"
		}
		fmt.Fprintf(&b, "    (thread_%d, %s),\n", i+1, background)
	}
	b.WriteString("])\n")
	return b.String()
}

func python(b *strings.Builder, steps []Step, depth int, background bool) {
	indent := strings.Repeat("    ", depth)
	for i, s := range steps {
		if background && i > 0 {
			fmt.Fprintf(b, "%sif t.over(): return\n", indent)
		}
		switch {
		case s.kind == stepRepeat:
			fmt.Fprintf(b, "%sfor _ in range(%d):\n", indent, s.n)
			if len(s.steps) == 0 {
				fmt.Fprintf(b, "%s    pass\n", indent)
			}
			if background {
				fmt.Fprintf(b, "%s    if t.over(): return\n", indent)
			}
			python(b, s.steps, depth+1, background)
		case s.d > 0:
			fmt.Fprintf(b, "%st.%s(%s)\n", indent, calls[s.kind], strconv.FormatFloat(s.d.Seconds(), 'g', -1, 64))
		default:
			fmt.Fprintf(b, "%st.%s(%d)\n", indent, calls[s.kind], s.n)
		}
	}
}
