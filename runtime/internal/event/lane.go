package event

import (
	"fmt"
	"sync"
	"time"
)

var lanes struct {
	sync.Mutex
	taken map[string][]bool
}

// Begin is a span that begins now, on a lane of its own: of those called "prefix 1",
// "prefix 2" and so on the first that nobody has. The function that it returns ends
// it, once, on the same goroutine. When nobody records both do nothing.
//
// A Running span is [Work]; any other is also a [Pause] of the work that the
// goroutine is at.
func Begin(prefix string, state State, label string) (end func(outcome Outcome)) {
	if !On() {
		return nothing
	}
	n := take(prefix)
	lane := fmt.Sprintf("%s %d", prefix, n+1)
	var over func()
	if state == Running {
		over = Work(lane, label)
	} else {
		from, goOn := time.Now(), Pause(state, prefix)
		over = func() {
			Span(lane, state, label, from)
			goOn()
		}
	}
	return func(outcome Outcome) {
		over()
		if outcome != Plain {
			Moment(lane, outcome, label)
		}
		give(prefix, n)
	}
}

func nothing(Outcome) {}

func take(prefix string) int {
	lanes.Lock()
	defer lanes.Unlock()
	if lanes.taken == nil {
		lanes.taken = map[string][]bool{}
	}
	list := lanes.taken[prefix]
	for i, t := range list {
		if !t {
			list[i] = true
			return i
		}
	}
	lanes.taken[prefix] = append(list, true)
	return len(list)
}

func give(prefix string, n int) {
	lanes.Lock()
	defer lanes.Unlock()
	lanes.taken[prefix][n] = false
}
