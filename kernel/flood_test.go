package kernel_test

import (
	"fmt"
	"strings"
	"testing"

	"interleave/kernel"
	"interleave/kernel/kerneltest"
)

// streams counts the stream messages of an answer.
func streams(a kerneltest.Answer) (n int) {
	for _, m := range a.Outputs {
		if m.Header.MsgType == "stream" {
			n++
		}
	}
	return n
}

// V-11: complete, in order, in a hundred messages, idle last (which the front
// end checks).
func TestHundredThousandLines(t *testing.T) {
	f := kerneltest.Start(t).Connect()
	a := f.Run("lines 100000")
	var want strings.Builder
	for i := range 100_000 {
		fmt.Fprintln(&want, i)
	}
	if a.Stream("stdout") != want.String() {
		t.Errorf("the output is %d bytes, want %d; or it is in another order", len(a.Stream("stdout")), want.Len())
	}
	if n := streams(a); n >= 100 {
		t.Errorf("%d stream messages, want fewer than 100", n)
	}
}

// V-12: one write of 50 MB is complete, in messages of at most 256 KiB.
func TestFiftyMegabytes(t *testing.T) {
	f := kerneltest.Start(t).Connect()
	const size = 50 << 20
	a := f.Run(fmt.Sprintf("bytes %d", size))
	if got := len(a.Stream("stdout")); got != size {
		t.Errorf("%d bytes came, want %d", got, size)
	}
	for _, m := range a.Outputs {
		if n := len(m.Text("text")); n > 256<<10 {
			t.Errorf("a message of %d bytes, want at most 256 KiB", n)
		}
	}
}

// V-13: with the rate limit a cell that prints without end waits most of its
// time, and an interrupt ends it by asking: its evaluator is not replaced.
func TestInterruptOfThrottledOutput(t *testing.T) {
	f := kerneltest.Start(t, func(o *kernel.Options) { o.RateLimit = true }).Connect()
	before := f.Run("pid").Stream("stdout")
	cell := f.Execute("flood")
	total := 0
	f.Until("3 MB of output", func(all []kerneltest.Message) bool {
		total = 0
		for _, m := range all {
			total += len(m.Text("text"))
		}
		return total > 3_000_000
	})
	f.Send("control", "interrupt_request", nil)
	if r := cell.Wait().Reply; r.Text("ename") != "interrupted" {
		t.Errorf("the interrupted cell's reply: %v", r)
	}
	if after := f.Run("pid").Stream("stdout"); after != before {
		t.Errorf("the evaluator was replaced (pid %q, then %q): the interrupt waited for the output", before, after)
	}
}
