package event

import (
	"sync"
	"time"

	"interleave/runtime/internal/goroutine"
)

// work is what a goroutine is at. Only that goroutine uses it.
type work struct {
	lane, label string
	from        time.Time // when it began, or went on after a wait
	waits       int       // how many waits it is in, one inside the other
	outer       *work     // what it goes on with afterwards
}

// atWork has the *work of each goroutine that is at some, by the goroutine's ID.
var atWork sync.Map

// Work says that the calling goroutine works on a lane from now until it calls the
// function that Work returns. Where it waits meanwhile, see [Pause], the lane shows
// that. When nobody records both do nothing.
func Work(lane, label string) (end func()) {
	if !On() {
		return none
	}
	id := goroutine.ID()
	w := &work{lane: lane, label: label, from: time.Now()}
	if outer, ok := atWork.Load(id); ok {
		w.outer = outer.(*work)
	}
	atWork.Store(id, w)
	return func() {
		if w.waits == 0 { // else it ended in a wait, which told of everything
			Span(w.lane, Running, w.label, w.from)
		}
		if w.outer == nil {
			atWork.Delete(id)
			return
		}
		atWork.Store(id, w.outer)
	}
}

// Pause says that the calling goroutine waits from now until it calls the function
// that Pause returns. The lanes that it works on show so, if there are any. Of waits
// inside of each other the outermost counts.
func Pause(state State, why string) (goOn func()) {
	if !On() {
		return none
	}
	at, ok := atWork.Load(goroutine.ID())
	if !ok {
		return none
	}
	w := at.(*work)
	for w := w; w != nil; w = w.outer { // a task on a loop is work of both
		if w.waits++; w.waits == 1 {
			Span(w.lane, Running, w.label, w.from)
			w.from = time.Now()
		}
	}
	return func() {
		for w := w; w != nil; w = w.outer {
			if w.waits--; w.waits == 0 {
				Span(w.lane, state, why, w.from)
				w.from = time.Now()
			}
		}
	}
}

func none() {}
