package engine

import (
	"strings"

	"interleave/kernel/evaluator"
	"interleave/runtime/display"
	"interleave/runtime/timeline"
)

func init() {
	register(&magic{
		name:    "timeline",
		usage:   "[FILE] CODE",
		summary: "run code and draw what its goroutines did",
		help: "Each goroutine has a lane: running, runnable, or waiting and for what. The title has two numbers: how many\n" +
			"goroutines were alive at once (concurrency) and how many ran at once (parallelism).\n" +
			"%%timeline FILE.json also writes the file for Perfetto (ui.perfetto.dev) or chrome://tracing.",
		body:     true,
		runsBody: true,
		run:      runTimeline,
	})
}

func runTimeline(c *magicCall) error {
	code, file := c.body, ""
	if !c.double {
		code = strings.Repeat("\n", c.line-1) + c.indented()
	} else if file = c.args; file != "" && (!strings.HasSuffix(file, ".json") || strings.ContainsAny(file, " \t")) {
		return c.usageError("%%%%timeline takes the code below it, and in its own line nothing but a file name that ends in .json; found %q", file)
	}
	if strings.TrimSpace(code) == "" {
		return c.usageError("the code is missing")
	}
	var failed error
	tl, err := timeline.TraceStarted(func() {
		if err := c.e.runCode(c.ctx, c.x, code); err != nil {
			failed = &cellFailure{err}
		}
	})
	if err != nil {
		if failed != nil {
			return failed
		}
		return err
	}
	// Also of code that failed: it shows how far it came.
	if b, ok := display.Of(tl); ok {
		c.e.out.Display(c.x.cell.ID, evaluator.Display{Data: b.Data, Metadata: b.Metadata})
	}
	if file != "" {
		if err := tl.Save(file); err != nil {
			return err
		}
	}
	return failed
}
