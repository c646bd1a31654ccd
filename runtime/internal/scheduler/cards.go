package scheduler

import (
	"fmt"
	"strings"
)

// String is the race as a card to read.
func (r *Race) String() string {
	var b strings.Builder
	if r.WaitGroup {
		fmt.Fprintf(&b, "MISUSE of %s: Add from zero is not ordered with Wait\n", r.Variable)
	} else {
		fmt.Fprintf(&b, "DATA RACE on %s\n", r.Variable)
	}
	for _, a := range []Access{r.First, r.Second} {
		fmt.Fprintf(&b, "  %s", a.Goroutine)
		if at := a.Started.String(); at != "" {
			fmt.Fprintf(&b, " (started at %s)", at)
		}
		fmt.Fprintf(&b, " %s it", r.verb(a))
		if at := a.Site.String(); at != "" {
			fmt.Fprintf(&b, " at %s", at)
		}
		fmt.Fprintf(&b, ", %s\n", a.locks())
		if a.Site.Text != "" {
			fmt.Fprintf(&b, "      %s\n", a.Site.Text)
		}
	}
	fmt.Fprintf(&b, "  %s\n", r.advice())
	return b.String()
}

func (r *Race) verb(a Access) string {
	switch {
	case r.WaitGroup && a.Write:
		return "adds to"
	case r.WaitGroup:
		return "waits for"
	case a.Write:
		return "stores to"
	}
	return "loads from"
}

func (a Access) locks() string {
	if len(a.Locks) == 0 {
		return "holding no lock"
	}
	var names []string
	for _, l := range a.Locks {
		name := l.Name
		if l.Shared {
			name += " for reading"
		}
		if at := l.Site.String(); at != "" {
			name += " (since " + at + ")"
		}
		names = append(names, name)
	}
	return "holding " + strings.Join(names, ", ")
}

func (r *Race) advice() string {
	one, two := len(r.First.Locks) > 0, len(r.Second.Locks) > 0
	switch {
	case r.WaitGroup:
		return "Call Add before the go statement, not in the goroutine."
	case one && two:
		return "They hold different locks, or one holds it for reading only: both need one and the same."
	case one || two:
		return "A lock helps only if both sides hold it."
	}
	return "Nothing orders the two: hold one Mutex at both, hand the value over by a channel, or wait before the second."
}
