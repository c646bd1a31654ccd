package gotest

import (
	"fmt"
	"os"
	"sort"
	"strings"
)

// Table is the outcome of each program that does not pass, by name.
type Table map[string]Outcome

// unsteady marks a program whose outcome depends on chance, in the detail of
// its line. It may pass or not. Only a hand sets the mark; an update keeps it.
const unsteady = "(by chance) "

// ReadTable reads a table as written by [Table.Write].
func ReadTable(file string) (Table, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	t := Table{}
	for i, line := range strings.Split(string(text), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		fields := strings.SplitN(line, "\t", 3)
		if len(fields) != 3 {
			return nil, fmt.Errorf("%s:%d: found %q, expected a name, a class and a detail with tabs between", file, i+1, line)
		}
		var o Outcome
		if err := o.Class.UnmarshalText([]byte(fields[1])); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, i+1, err)
		}
		o.Detail = fields[2]
		t[fields[0]] = o
	}
	return t, nil
}

// Write writes the table, with head as comment.
func (t Table) Write(file, head string) error {
	var b strings.Builder
	for line := range strings.Lines(head) {
		b.WriteString(strings.TrimRight("# "+strings.TrimSuffix(line, "\n"), " ") + "\n")
	}
	for _, name := range t.names() {
		fmt.Fprintf(&b, "%s\t%s\t%s\n", name, t[name].Class, t[name].Detail)
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}

// Update replaces what is known of the programs of found.
func (t Table) Update(found Table) {
	for name, o := range found {
		old, known := t[name]
		switch {
		case known && strings.HasPrefix(old.Detail, unsteady):
			// stays
		case o.Class == Passed:
			delete(t, name)
		default:
			t[name] = o
		}
	}
}

// Of is the outcome of each of some programs: one that t does not hold passes.
func (t Table) Of(programs []*Program) Table {
	outcomes := Table{}
	for _, p := range programs {
		outcomes[p.Name] = t[p.Name]
	}
	return outcomes
}

// Changes compares what was found of some programs with the table.
func (t Table) Changes(found Table) (better, worse []string) {
	for _, name := range found.names() {
		old, now := t[name], found[name]
		if old.Class == now.Class || strings.HasPrefix(old.Detail, unsteady) {
			continue
		}
		change := fmt.Sprintf("%s: %s, was %s", name, joined(now.Class.String(), now.Detail), joined(old.Class.String(), old.Detail))
		if now.Class < old.Class {
			better = append(better, change)
		} else {
			worse = append(worse, change)
		}
	}
	return better, worse
}

// SlowLast moves the programs that run out of time to the end, so that the
// rest is known soon.
func (t Table) SlowLast(programs []*Program) {
	slow := func(p *Program) bool { c := t[p.Name].Class; return c == TimedOut || c == Hung }
	sort.SliceStable(programs, func(i, j int) bool { return !slow(programs[i]) && slow(programs[j]) })
}

func (t Table) names() []string {
	names := make([]string, 0, len(t))
	for name := range t {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
