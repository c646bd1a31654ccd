package gotest

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
)

// Report is what was found, for people. What is silently wrong comes first.
func Report(programs []*Program, found Table) string {
	var b strings.Builder
	b.WriteString(listing(found, OutputDiffers, "silently wrong: the output differs and nothing is said"))
	b.WriteString(listing(found, WrongResult, "wrong, as the program itself found out"))
	b.WriteString(listing(found, Crashed, "where the evaluator or the kernel died"))
	b.WriteString(listing(found, Hung, "that wait for ever"))
	b.WriteString(Rates(programs, found))
	return b.String()
}

// Rates says how many programs pass, by class and by kind.
func Rates(programs []*Program, found Table) string {
	var b strings.Builder
	var classes [len(classNames)]int
	for _, o := range found {
		classes[o.Class]++
	}
	counted := len(found) - classes[NotCounted]
	fmt.Fprintf(&b, "%d of %d programs pass (%s)\n", classes[Passed], counted, share(classes[Passed], counted))
	for c := NotCounted; int(c) < len(classes); c++ {
		fmt.Fprintf(&b, "  %4d %s\n", classes[c], c)
	}
	row := func(name string, of func(*Program) bool) {
		n, passed := 0, 0
		for _, p := range programs {
			if o, ok := found[p.Name]; ok && o.Class != NotCounted && of(p) {
				n++
				if o.Class == Passed {
					passed++
				}
			}
		}
		fmt.Fprintf(&b, "  %-16s %4d of %4d  %s\n", name, passed, n, share(passed, n))
	}
	b.WriteString("by kind:\n")
	for _, k := range kinds {
		row(k.name, func(p *Program) bool { return slices.Contains(p.Kinds, k.name) })
	}
	row("any of these", func(p *Program) bool { return len(p.Kinds) > 0 })
	row("none of these", func(p *Program) bool { return len(p.Kinds) == 0 })
	return b.String()
}

func share(part, whole int) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(part)/float64(whole))
}

func listing(found Table, c Class, title string) string {
	var b strings.Builder
	n := 0
	for _, name := range found.names() {
		if found[name].Class == c {
			n++
			fmt.Fprintf(&b, "  %s: %s\n", name, found[name].Detail)
		}
	}
	return fmt.Sprintf("%d %s\n%s", n, title, b.String())
}

// Sample chooses programs that pass, quick ones, for every kind and some of
// none, by the hash of their names.
func Sample(programs []*Program, found Table) []string {
	const perKind = 9
	byHash := slices.Clone(programs)
	sort.Slice(byHash, func(i, j int) bool {
		a, b := sha256.Sum256([]byte(byHash[i].Name)), sha256.Sum256([]byte(byHash[j].Name))
		return string(a[:]) < string(b[:])
	})
	var chosen []string
	take := func(is func(*Program) bool) {
		n := 0
		for _, p := range byHash {
			o, ok := found[p.Name]
			if n < perKind && ok && o.Class == Passed && o.CPU < 500*time.Millisecond && !slices.Contains(chosen, p.Name) && is(p) {
				chosen = append(chosen, p.Name)
				n++
			}
		}
	}
	for _, k := range kinds {
		take(func(p *Program) bool { return slices.Contains(p.Kinds, k.name) })
	}
	take(func(p *Program) bool { return len(p.Kinds) == 0 })
	slices.Sort(chosen)
	return chosen
}
