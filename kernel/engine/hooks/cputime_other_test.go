//go:build !unix

package hooks

import "time"

// cpuTime is not known here; benchmarks report the clock only.
func cpuTime() time.Duration { return 0 }
