//go:build !unix

package engine

import (
	"runtime/metrics"
	"time"
)

// cpuTime is the processor time that Go code of this process has used, as far
// as the runtime has counted it.
func cpuTime() time.Duration {
	s := []metrics.Sample{{Name: "/cpu/classes/user:cpu-seconds"}}
	metrics.Read(s)
	return time.Duration(s[0].Value.Float64() * float64(time.Second))
}
