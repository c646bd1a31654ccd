package engine

import (
	"fmt"
	"go/ast"
	"go/parser"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	timeitRuns   = 7
	timeitTarget = 100 * time.Millisecond // how long a run takes at least
)

func init() {
	register(&magic{
		name:    "timeit",
		usage:   "CODE",
		summary: "run code many times and print how long it takes once",
		help: "The code is the body of a loop, whose rounds are chosen so that a run takes a tenth of a second. There are " +
			strconv.Itoa(timeitRuns) + " runs;\nwhat is printed is the median of a round, how far the runs differ, the best run, and what a round allocates,\n" +
			"with what the interpreter needs itself. Variables that the code declares live for one round.",
		body:     true,
		runsBody: true,
		run:      runTimeit,
	})
}

func runTimeit(c *magicCall) error {
	code := c.body
	if !c.double {
		code = strings.Repeat("\n", c.line-1) + c.indented()
	} else if c.args != "" {
		return c.usageError("%%%%timeit takes the code below it and nothing in its own line")
	}
	if strings.TrimSpace(code) == "" {
		return c.usageError("the code is missing")
	}
	code = c.loopBody(code)
	// Errors have the places of the code as it is written.
	if _, _, err := c.e.compile(c.x.cell.Number, block(code), false); err != nil {
		return &cellFailure{err}
	}
	// run runs n rounds and says how long they took, with that many allocations
	// and bytes.
	run := func(n int) (took time.Duration, allocs, bytes uint64, err error) {
		unit, p, failed := c.e.compile(c.x.cell.Number, fmt.Sprintf("for range %d {%s\n}", n, code), false)
		if failed != nil {
			return 0, 0, 0, &cellFailure{failed}
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		failed = c.e.run(c.ctx, c.x, unit, p)
		took = time.Since(start)
		runtime.ReadMemStats(&after)
		if failed != nil {
			return 0, 0, 0, &cellFailure{failed}
		}
		return took, after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc, nil
	}
	n := 1
	for {
		took, _, _, err := run(n)
		if err != nil {
			return err
		}
		if took >= timeitTarget || n >= 1e9 {
			break
		}
		n = moreRounds(n, took)
	}
	var rounds []float64 // nanoseconds of a round
	var allocs, bytes uint64
	for range timeitRuns {
		took, a, b, err := run(n)
		if err != nil {
			return err
		}
		rounds = append(rounds, float64(took.Nanoseconds())/float64(n))
		allocs, bytes = a, b
	}
	slices.Sort(rounds)
	median, best, worst := rounds[len(rounds)/2], rounds[0], rounds[len(rounds)-1]
	c.x.print(fmt.Sprintf("%s (median of %d runs of %d, from %s to %s), %d B in %d allocations\n",
		nanoseconds(median), timeitRuns, n, nanoseconds(best), nanoseconds(worst), bytes/uint64(n), allocs/uint64(n)))
	return nil
}

// loopBody is the code as it stands in a loop: the value of an expression goes
// nowhere, which Go wants said unless it is a call.
func (c *magicCall) loopBody(code string) string {
	x, err := parser.ParseExpr(code)
	if err != nil {
		return code
	}
	if _, call := x.(*ast.CallExpr); !call {
		return blankAssigned(code)
	}
	if _, _, err := c.e.compile(c.x.cell.Number, block(code), false); err == nil {
		return code
	}
	if body := blankAssigned(code); body != code {
		if _, _, err := c.e.compile(c.x.cell.Number, block(body), false); err == nil {
			return body // len(x), a conversion
		}
	}
	return code
}

// block is code in braces, the first of which moves nothing.
func block(code string) string { return "{" + strings.TrimPrefix(code, " ") + "\n}" }

// blankAssigned puts "_ =" in front of an expression, into its indentation when
// there is room.
func blankAssigned(code string) string {
	start := len(code) - len(strings.TrimLeft(code, " \t\n"))
	if indent := code[:start]; strings.HasSuffix(indent, "    ") {
		return indent[:start-4] + "_ = " + code[start:]
	}
	return code[:start] + "_ = " + code[start:]
}

// moreRounds is a number of rounds that should take long enough, after n took d:
// 1, 2 or 5 times a power of ten, and at most a hundred times n.
func moreRounds(n int, d time.Duration) int {
	want := float64(n) * min(100, max(2, float64(timeitTarget)/float64(max(d, 1))))
	power := math.Pow(10, math.Floor(math.Log10(want)))
	for _, digit := range []float64{1, 2, 5, 10} {
		if digit*power >= want {
			return int(digit * power)
		}
	}
	return int(10 * power)
}

// nanoseconds is a time with three digits.
func nanoseconds(ns float64) string {
	for _, unit := range []struct {
		name string
		size float64
	}{{"ns", 1e3}, {"µs", 1e6}, {"ms", 1e9}} {
		if ns < unit.size {
			return strconv.FormatFloat(ns/unit.size*1e3, 'g', 3, 64) + " " + unit.name
		}
	}
	return strconv.FormatFloat(ns/1e9, 'g', 3, 64) + " s"
}
