package scheduler

import (
	"fmt"
	"strings"

	"interleave/runtime/internal/words"
)

// String is the race as a card to read.
func (r *Race) String() string {
	var b strings.Builder
	if r.WaitGroup {
		b.WriteString(words.F("MISUSE of %s: Add from zero is not ordered with Wait", r.Variable) + "\n")
	} else {
		b.WriteString(words.F("DATA RACE on %s", r.Variable) + "\n")
	}
	for _, a := range []Access{r.First, r.Second} {
		fmt.Fprintf(&b, "  %s", a.Goroutine)
		if at := a.Started.String(); at != "" {
			b.WriteString(words.F(" (started at %s)", at))
		}
		b.WriteString(" " + r.verb(a))
		if at := a.Site.String(); at != "" {
			b.WriteString(words.F(" at %s", at))
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
		return words.T("adds to it")
	case r.WaitGroup:
		return words.T("waits for it")
	case a.Write:
		return words.T("stores to it")
	}
	return words.T("loads from it")
}

func (a Access) locks() string {
	if len(a.Locks) == 0 {
		return words.T("holding no lock")
	}
	var names []string
	for _, l := range a.Locks {
		name := l.Name
		if l.Shared {
			name += words.T(" for reading")
		}
		if at := l.Site.String(); at != "" {
			name += words.F(" (since %s)", at)
		}
		names = append(names, name)
	}
	return words.F("holding %s", strings.Join(names, ", "))
}

func (r *Race) advice() string {
	one, two := len(r.First.Locks) > 0, len(r.Second.Locks) > 0
	switch {
	case r.WaitGroup:
		return words.T("Call Add before the go statement, not in the goroutine.")
	case one && two:
		return words.T("They hold different locks, or one holds it for reading only: both need one and the same.")
	case one || two:
		return words.T("A lock helps only if both sides hold it.")
	}
	return words.T("Nothing orders the two: hold one Mutex at both, hand the value over by a channel, or wait before the second.")
}
