package exectrace

import (
	"strings"

	xtrace "golang.org/x/exp/trace"
)

// State is what a goroutine is doing.
type State int

// The states.
const (
	none     State = iota
	waiting        // for what is decided when the trace is read
	Running        // has a processor
	Runnable       // waits for a processor
	Channel        // waits at a channel or a select
	Lock           // waits for a lock, a condition or other goroutines
	Sleep          // waits for time
	System         // is in a system call, or waits for the network
	Other          // waits for the runtime, such as the garbage collector
)

// reasons are functions of a waiting goroutine's stack and what they wait for,
// those that say most first: sync.(*Once).Do calls (*Mutex).Lock.
var reasons = []struct{ function, why string }{
	{".Sleep", "sleep"},
	{"(*WaitGroup).Wait", "WaitGroup"},
	{"(*RWMutex).RLock", "RWMutex"},
	{"(*RWMutex).Lock", "RWMutex"},
	{"(*Cond).Wait", "Cond"},
	{"(*Once).", "Once"},
	{"(*Mutex).Lock", "Mutex"},
	{"hooks.receive", "chan receive"},
	{"hooks.quickReceive", "chan receive"},
	{"hooks.quickSend", "chan send"},
	{"hooks.generateReceive", "chan receive"},
	{"hooks.generateRange", "chan receive"},
	{"hooks.send", "chan send"},
	{"hooks.generateSend", "chan send"},
	{"hooks.generateSelect", "select"},
}

// framesOf is how far up the stack is looked for a reason.
const framesOf = 12

// why is what a goroutine waits for.
func why(t xtrace.StateTransition) string {
	if t.Reason != "select" && t.Reason != "sync" && !strings.HasPrefix(t.Reason, "chan") && t.Reason != "" {
		return t.Reason
	}
	n := 0
	for f := range t.Stack.Frames() {
		for _, r := range reasons {
			if strings.Contains(f.Func, r.function) {
				return r.why
			}
		}
		if n++; n == framesOf {
			break
		}
	}
	return t.Reason
}

func stateOf(why string) State {
	switch why {
	case "sleep":
		return Sleep
	case "WaitGroup", "RWMutex", "Cond", "Once", "Mutex", "sync":
		return Lock
	case "network":
		return System
	}
	if strings.HasPrefix(why, "chan") || strings.HasPrefix(why, "select") || strings.HasPrefix(why, "synctest") {
		return Channel
	}
	return Other
}

// ofRuntime reports whether a goroutine that began with this function belongs
// to the runtime or the tracer.
func ofRuntime(function string) bool {
	if function == "runtime.main" || strings.HasPrefix(function, "runtime.goexit") {
		return false
	}
	return strings.HasPrefix(function, "runtime.") || strings.HasPrefix(function, "runtime/trace.")
}
