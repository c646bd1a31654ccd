package gil

import (
	"fmt"
	"strconv"
	"strings"
)

// Python is the configuration of a version of CPython: "2.7", "3.9", "3.11",
// "3.13t" (t for the build without a GIL). Digits after the second dot do not
// matter. It panics for what is no version from 2.0 on.
//
//	2.0 to 2.7, 3.0, 3.1   the old GIL
//	3.2 to 3.9             the new GIL, given up before any instruction
//	3.10, 3.11             the new GIL, given up at jumps back and calls
//	3.12 and later         the same, one for each interpreter that asks for it
//	3.13t                  none; single threads are 1.4 times slower
//	3.14t and later        none; 1.1 times slower
func Python(version string) Config {
	major, minor, free, ok := parseVersion(version)
	switch {
	case !ok:
		panic(fmt.Sprintf("gil: Python(%q): expected a version such as \"2.7\", \"3.11\" or \"3.13t\"", version))
	case major != 2 && major != 3, major == 2 && minor > 7:
		panic(fmt.Sprintf("gil: Python(%q): there is no such version of CPython; known are 2.0 to 2.7 and 3.0 or later", version))
	case free && (major < 3 || minor < 13):
		panic(fmt.Sprintf("gil: Python(%q): free-threaded builds begin with 3.13t", version))
	}
	c := Config{Name: fmt.Sprintf("Python %d.%d", major, minor)}
	switch {
	case free:
		c.Name += "t"
		c.Mode = FreeThreaded
		if minor == 13 {
			c.FreeThreadedCost = 1.4
		}
	case major == 2 || minor < 2:
		c.Mode = OldGIL
	case minor < 10:
		c.Mode, c.EagerChecks = NewGIL, true
	case minor < 12:
		c.Mode = NewGIL
	default:
		c.Mode = PerInterpreter
	}
	return c
}

func parseVersion(s string) (major, minor int, free, ok bool) {
	s, free = strings.CutSuffix(s, "t")
	parts := strings.Split(s, ".")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, 0, false, false
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || v < 0 || strings.HasPrefix(p, "+") {
			return 0, 0, false, false
		}
		n[i] = v
	}
	return n[0], n[1], free, true
}
