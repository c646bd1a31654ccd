//go:build !nohooks

package hooks

import (
	"bytes"
	"os"
	"strconv"
	"strings"
	"sync"
)

// Dump lists the goroutines that run or wait in interpreted code. Positions of
// running ones may be a few steps newer than their state. It stops the world
// while the runtime writes its text: about 60 us per 1000 goroutines.
func Dump() []Goroutine {
	text := labelledStacks()
	var gs []Goroutine
	for len(text) > 0 {
		one := text
		if k := bytes.Index(text, []byte("\n\n")); k >= 0 {
			one, text = text[:k], text[k+2:]
		} else {
			text = nil
		}
		if !bytes.Contains(one, ourLoop) && !bytes.Contains(one, theirLoop) {
			continue
		}
		ps := places(one)
		g := header(one)
		g.Stack = positions(ps)
		g.Call = nativeCall(one)
		if len(ps) > 0 && ps[0].record != nil {
			g.State = stateWord(g.State, ps[0].record.op, g.Call)
		}
		if n := len(g.Stack); g.Cell == 0 && n > 0 {
			g.Cell = g.Stack[n-1].Cell
		}
		gs = append(gs, g)
	}
	return gs
}

var dumping sync.Mutex // guards the setting of the environment in labelledStacks

// labelledStacks is the text of all stacks, with the profiler labels in the
// headers, which name the cells. The runtime writes them only when GODEBUG says
// so.
func labelledStacks() []byte {
	dumping.Lock()
	defer dumping.Unlock()
	const setting = "tracebacklabels=1"
	if old, was := os.LookupEnv("GODEBUG"); !strings.Contains(old, setting) {
		os.Setenv("GODEBUG", strings.TrimPrefix(old+","+setting, ","))
		defer func() {
			if was {
				os.Setenv("GODEBUG", old)
			} else {
				os.Unsetenv("GODEBUG")
			}
		}()
	}
	return stackText(1<<18, true)
}

// header reads "goroutine 8 [select, 2 minutes, labels:{"cell": "3"}]:".
func header(text []byte) (g Goroutine) {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	line = bytes.TrimPrefix(line, []byte("goroutine "))
	id, rest, _ := bytes.Cut(line, []byte(" "))
	g.ID, _ = strconv.ParseInt(string(id), 10, 64)
	_, rest, _ = bytes.Cut(rest, []byte("["))
	state := rest
	if k := bytes.IndexAny(rest, ",]"); k >= 0 {
		state = rest[:k]
	}
	if k := bytes.Index(state, []byte(" labels:")); k >= 0 {
		state = state[:k]
	}
	g.State = strings.TrimSuffix(string(state), " (durable)")
	if _, after, ok := bytes.Cut(rest, []byte(`"cell": "`)); ok {
		number, _, _ := bytes.Cut(after, []byte(`"`))
		g.Cell, _ = strconv.ParseInt(string(number), 10, 64)
	} else if _, after, ok := bytes.Cut(rest, []byte("cell: ")); ok {
		number := after[:len(after)-len(bytes.TrimLeft(after, "0123456789"))]
		g.Cell, _ = strconv.ParseInt(string(number), 10, 64)
	}
	return g
}

// directly begins the names of the steps that call compiled functions without
// reflection.
var directly = []byte("interleave/kernel/engine/hooks.call")

// nativeCall is the compiled function that the innermost interpreted step called:
// the line above the first reflect.Value.call, or step that calls directly, that
// is above the first interpreted frame.
func nativeCall(text []byte) string {
	var before []byte
	for line := range bytes.Lines(text) {
		switch {
		case line[0] == '\t':
			continue
		case bytes.HasPrefix(line, ourLoop), bytes.HasPrefix(line, theirLoop):
			return ""
		case bytes.HasPrefix(line, []byte("reflect.Value.call(")), bytes.HasPrefix(line, directly):
			name := string(before)
			if k := strings.LastIndexByte(name, '('); k > 0 {
				name = name[:k]
			}
			return strings.TrimSuffix(name[strings.LastIndexByte(name, '/')+1:], "-fm")
		}
		before = line
	}
	return ""
}

// stateWord is what a person would call the state: channel operations that can
// be cancelled look like a select to the runtime.
func stateWord(state string, o op, call string) string {
	if state != "select" {
		return state
	}
	switch {
	case o == opRecv:
		return "chan receive"
	case o == opSend:
		return "chan send"
	case call != "":
		return call
	}
	return state
}
