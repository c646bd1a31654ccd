package vtime

import (
	"bytes"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"

	"interleave/runtime/cell"
)

var (
	stackHeader = regexp.MustCompile(`^goroutine (\d+) .*\[([^],]*).*synctest bubble (\d+)`)
	stackFile   = regexp.MustCompile(`^\t(.+):(\d+)`)
)

// dump lists the goroutines of the calling goroutine's bubble that have code of the
// run to do: not the caller, and not those of the test framework.
func dump() []Waiting {
	text := make([]byte, 1<<16)
	for {
		n := runtime.Stack(text, true)
		if n < len(text) {
			text = text[:n]
			break
		}
		text = make([]byte, 2*len(text))
	}
	stacks := bytes.Split(text, []byte("\n\n"))
	self := stackHeader.FindSubmatch(stacks[0]) // the caller's is the first
	if self == nil {
		return nil
	}
	places := map[int64]cell.Waiting{}
	for _, g := range cell.Goroutines() {
		places[g.Goroutine] = g
	}
	var list []Waiting
	for _, s := range stacks[1:] {
		h := stackHeader.FindSubmatch(s)
		if h == nil || !bytes.Equal(h[3], self[3]) || frameworkStack(s) {
			continue
		}
		w := Waiting{State: strings.TrimSuffix(string(h[2]), " (durable)")}
		id, _ := strconv.ParseInt(string(h[1]), 10, 64)
		if g, ok := places[id]; ok {
			w.State, w.Place, w.Line = g.State, g.Place.String(), g.Place.Text
		} else {
			w.Place = firstPlace(s)
		}
		list = append(list, w)
	}
	return sorted(list)
}

// frameworkStack tells the goroutines that synctest and testing have in a bubble.
func frameworkStack(stack []byte) bool {
	for _, name := range []string{"\ninternal/synctest.Run(", "\ntesting/synctest.Test.func", "\ntesting.tRunner("} {
		if bytes.Contains(stack, []byte(name)) {
			return true
		}
	}
	return false
}

// firstPlace is the innermost line of a stack that is not of the Go distribution.
func firstPlace(stack []byte) string {
	lines := bytes.Split(stack, []byte("\n"))
	for i := 1; i+1 < len(lines); i += 2 {
		m := stackFile.FindSubmatch(lines[i+1])
		if m == nil || strings.Contains(string(m[1]), "/src/"+packageOf(string(lines[i]))+"/") {
			continue
		}
		return filepath.Base(string(m[1])) + ":" + string(m[2])
	}
	return ""
}

// packageOf is the path of the package of a function, as a stack names it.
func packageOf(name string) string {
	dir, base := "", name
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		dir, base = name[:i+1], name[i+1:]
	}
	base, _, _ = strings.Cut(base, ".")
	return dir + base
}
