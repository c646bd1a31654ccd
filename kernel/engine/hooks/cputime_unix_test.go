//go:build unix

package hooks

import (
	"syscall"
	"time"
)

// cpuTime is what the process has used, which says more than the clock on a
// busy machine.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
