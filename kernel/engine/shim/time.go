package shim

import (
	"context"
	"time"

	"interleave/kernel/engine/hooks"
)

// Sleep ends with the cell; callbacks of timers and contexts belong to the cell
// that registered them, and a panic in one is reported there instead of ending
// the process. Channels of timers and contexts need nothing.
func init() {
	replace("time", func() table {
		return table{
			"Sleep":     hooks.Sleep,
			"AfterFunc": func(d time.Duration, f func()) *time.Timer { return time.AfterFunc(d, hooks.Bind(f)) },
		}
	})
	replace("context", func() table {
		return table{
			"AfterFunc": func(ctx context.Context, f func()) (stop func() bool) {
				return context.AfterFunc(ctx, hooks.Bind(f))
			},
		}
	})
}
