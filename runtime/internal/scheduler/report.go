package scheduler

import (
	"fmt"
	"slices"
	"strings"

	"interleave/runtime/internal/words"
)

// Verdict says what became of the program in a run.
type Verdict uint8

// The verdicts.
const (
	Finished   Verdict = iota // all goroutines came to their end
	Deadlocked                // main waits for ever
	Leaked                    // main came to its end, other goroutines wait for ever
	Panicked
	Unfinished // cut after as many steps as it may have
)

var verdictNames = [...]string{"finished", "deadlock", "leak", "panic", "not finished"}

func (v Verdict) String() string { return verdictNames[v] }

// Blocked is a goroutine that waits for ever.
type Blocked struct {
	Goroutine string
	Started   Site
	Doing     string // "lock", "receive", …
	On        string // the name of what it waits for, "" for a nil channel and for select {}
	Class     Class
	Site      Site
	// For are the goroutines that could end the wait: those that hold the lock,
	// that have not ended, or that were at the other end of the channel before.
	For []string
	// Held says since where the lock is held, when For is its holder.
	Held Site
	Note string // "the counter is 1"
}

// String says who waits for whom, with the places that are known.
func (b Blocked) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s: %s", b.Goroutine, b.Doing)
	switch {
	case b.On != "":
		fmt.Fprintf(&s, " %s", b.On)
	case b.Doing != specs[Join].name && b.Doing != specs[Select].name:
		s.WriteString(words.T(" on a nil channel"))
	}
	if at := b.Site.String(); at != "" {
		s.WriteString(words.F(" at %s", at))
	}
	if len(b.For) > 0 {
		fmt.Fprintf(&s, ", %s %s", b.why(), strings.Join(b.For, ", "))
		if at := b.Held.String(); at != "" {
			s.WriteString(words.F(" since %s", at))
		}
	}
	if b.Note != "" {
		fmt.Fprintf(&s, ", %s", words.T(b.Note))
	}
	return s.String()
}

func (b Blocked) why() string {
	switch b.Class {
	case Mutex, RWMutex, Once:
		return words.T("held by")
	}
	return words.T("waits for")
}

// verdict says how the run ended, and who waits for ever.
func (w *World) verdict() (Verdict, []Blocked) {
	switch w.end {
	case Failed:
		return Panicked, nil
	case Cut:
		return Unfinished, nil
	}
	var blocked []Blocked
	v := Finished
	for _, g := range w.gs {
		if g.over {
			continue
		}
		if blocked = append(blocked, w.blocked(g)); g.id == 0 {
			v = Deadlocked
		} else if v == Finished {
			v = Leaked
		}
	}
	return v, blocked
}

// blocked says what a goroutine waits for.
func (w *World) blocked(g *Goroutine) Blocked {
	o := &g.op
	b := Blocked{Goroutine: g.name, Started: g.site, Doing: o.Kind.String(), Site: o.Site}
	x := o.object
	if o.Kind == condWake {
		b.Doing, x = "lock", o.lock
	}
	if x != nil {
		b.On, b.Class = x.name, x.class
	}
	ends := func(set map[int]bool) {
		for id := range set {
			if !w.gs[id].over && id != g.id {
				b.For = append(b.For, w.gs[id].name)
			}
		}
	}
	switch o.Kind {
	case Join:
		b.Class = WaitGroup
		for _, other := range w.gs {
			if other != g && !other.over {
				b.For = append(b.For, other.name)
			}
		}
	case Wait:
		b.Note = words.F("the counter is %d", x.count)
	case Select:
		b.Class = Channel
		var names []string
		for _, c := range o.Cases {
			if c.object != nil {
				names = append(names, c.object.name)
				ends(c.object.use[1-index(c.Send)])
			}
		}
		b.On = strings.Join(names, ", ")
	case Send, Recv:
		if x != nil {
			ends(x.use[1-index(o.Kind == Send)])
		}
	case WriteLock, Lock, condWake, ReadLock, Announce, OnceBegin:
		switch {
		case x.holder != nil:
			b.For, b.Held = []string{x.holder.name}, x.since
		case x.reads > 0 && (o.Kind == WriteLock):
			for r := range x.readers {
				b.For = append(b.For, r.name)
			}
			b.Note = "as readers"
		case x.writer != nil:
			b.For, b.Note = []string{x.writer.name}, "which waits for readers"
		}
	}
	slices.Sort(b.For)
	b.For = slices.Compact(b.For)
	return b
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

// key is what tells outcomes apart: what was printed, how it ended, and who
// waits where.
func (w *World) key(v Verdict, blocked []Blocked) string {
	text := strings.TrimSuffix(w.text.String(), "\n")
	var end string
	switch v {
	case Finished:
		return text
	case Panicked:
		end = "panic: " + w.failure.Text
	case Unfinished:
		end = fmt.Sprintf("not finished after %d steps", w.Steps)
	default:
		var who []string
		for _, b := range blocked {
			if b.Doing == specs[Join].name {
				continue
			}
			s := b.Goroutine + " at " + b.Doing
			if b.On != "" {
				s += " " + b.On
			}
			who = append(who, s)
		}
		end = v.String() + ": " + strings.Join(who, ", ")
	}
	if text != "" {
		text += "\n"
	}
	return text + end
}
