package hooks

import (
	"bytes"
	"errors"
	"runtime/pprof"
	"strconv"
)

// Go runs f in a goroutine of the calling goroutine's cell. A panic in it goes
// to Cell.OnPanic and ends nothing else.
func Go(f func()) {
	if !canLabel {
		f = inherit(f)
	}
	go func() {
		defer hold()
		if t := currentTag(); t != nil && t.death != nil {
			setTag(t.cell.tag) // started by a deferred call of a dying goroutine
		}
		Check()
		if f == nil {
			panic(errors.New("go of nil func value"))
		}
		f()
	}()
}

func inherit(f func()) func() {
	t := currentTag()
	return func() {
		defer swapTag(t)()
		f()
	}
}

// Binder returns a function that runs others as part of the cell that called
// Binder, whoever calls it: for what native code calls back in goroutines of
// its own. A panic in it goes to Cell.OnPanic. When the cell has been stopped,
// it ends its goroutine by runtime.Goexit; a finalizer, which shares its
// goroutine with others, must therefore be started by Go.
func Binder() func(run func()) {
	t := currentTag()
	if t == nil {
		return func(run func()) { run() }
	}
	return func(run func()) {
		defer swapTag(&tag{labels: t.labels, cell: t.cell})()
		defer hold()
		Check()
		run()
	}
}

// Bind makes f run as Binder does.
func Bind(f func()) func() {
	b := Binder()
	return func() { b(f) }
}

// hold, deferred, reports how interpreted code ended a goroutine, if it did.
func hold() {
	r, c := recover(), Current()
	t := currentTag()
	dying := t != nil && t.death != nil
	var p *Panic
	switch {
	case dying && t.death.end == Overflowed:
		p = t.death.panic
	case dying: // what deferred calls of a stopped goroutine do is nobody's concern
		return
	case r != nil:
		p = newPanic(r)
	default:
		return
	}
	p.Goroutine, p.Cell = true, c
	if c == nil || c.OnPanic == nil {
		panic(p.Value)
	}
	c.OnPanic(p)
}

// Goroutines counts the goroutines that belong to c now. It stops the world
// for a moment.
func (c *Cell) Goroutines() int {
	if !canLabel {
		return 0
	}
	var b bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&b, 1); err != nil {
		return 0
	}
	return countLabel(b.Bytes(), []byte(`"cell":"`+strconv.FormatInt(c.id, 10)+`"`))
}

// countLabel adds up the goroutines of a profile in text form: lines
// "N @ addresses", each followed by "# labels: {...}" when there are any.
func countLabel(profile, want []byte) (n int) {
	last := 0
	for line := range bytes.Lines(profile) {
		if count, rest, ok := bytes.Cut(line, []byte(" @")); ok && len(rest) > 0 && line[0] >= '0' && line[0] <= '9' {
			last, _ = strconv.Atoi(string(count))
			continue
		}
		if bytes.HasPrefix(line, []byte("# labels:")) && bytes.Contains(line, want) {
			n += last
		}
	}
	return n
}
