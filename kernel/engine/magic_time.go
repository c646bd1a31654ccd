package engine

import (
	"fmt"
	"strings"
	"time"
)

func init() {
	register(&magic{
		name:     "time",
		usage:    "CODE",
		summary:  "run code and print how long it took",
		help:     "The wall time is what a clock shows; the CPU time counts all cores and all goroutines that ran meanwhile.",
		body:     true,
		runsBody: true,
		run:      runTime,
	})
}

func runTime(c *magicCall) error {
	code := c.body
	if !c.double {
		code = strings.Repeat("\n", c.line-1) + c.indented()
	} else if c.args != "" {
		return c.usageError("%%%%time takes the code below it and nothing in its own line")
	}
	if strings.TrimSpace(code) == "" {
		return c.usageError("the code is missing")
	}
	wall, cpu := time.Now(), cpuTime()
	err := c.e.runCode(c.ctx, c.x, code)
	w, p := time.Since(wall), cpuTime()-cpu
	if err != nil {
		return &cellFailure{err}
	}
	c.x.print(fmt.Sprintf("wall time %s, CPU time %s\n", rounded(w), rounded(p)))
	return nil
}

// rounded keeps three digits.
func rounded(d time.Duration) time.Duration {
	for unit := time.Duration(1); ; unit *= 10 {
		if d < 1000*unit {
			return d.Round(unit)
		}
	}
}
