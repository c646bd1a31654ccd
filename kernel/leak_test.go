package kernel_test

import (
	"testing"

	"go.uber.org/goleak"

	"interleave/kernel"
	"interleave/kernel/kerneltest"
)

// When Run returns, its goroutines are gone, whatever was under way.
func TestRunLeavesNoGoroutine(t *testing.T) {
	for name, code := range map[string]string{
		"idle":            "print go",
		"running a cell":  "print go\nspin",
		"waiting":         "print go\ninput name?",
		"printing":        "print go\nflood",
		"late goroutines": "background never late\nprint go",
	} {
		t.Run(name, func(t *testing.T) {
			before := goleak.IgnoreCurrent()
			t.Run("kernel", func(t *testing.T) {
				k := kerneltest.Start(t, func(o *kernel.Options) {
					o.RateLimit = true
					o.Evaluator.Spare = true
				})
				f := k.Connect()
				f.ExpectEnd()
				f.Execute(code).Printed("go\n")
			})
			if err := goleak.Find(before); err != nil {
				t.Error(err)
			}
		})
	}
}
