//go:build unix && !linux

package evaluator

import (
	"os"
	"syscall"
	"time"
)

// Here the end of the link is the only thing that ends a child whose front died.
func parentDeathSignal(*syscall.SysProcAttr) {}

func subreap(int64) {}

// awaitExit waits for the child and kills what is left of its group.
func awaitExit(child *os.Process, killGroup func()) (*os.ProcessState, error) {
	state, err := child.Wait()
	killGroup()
	return state, err
}

func reapGroup(int) {}

// sweep has nothing to do: the group was killed before, and its orphans are
// init's to wait for.
func sweep(int, string, time.Duration) {}

// childDeaths returns a channel that never receives: orphans are init's here.
func childDeaths() (<-chan os.Signal, func()) { return nil, func() {} }

// signalChildren signals the whole group: the evaluator ignores what is meant
// for its cells' processes.
func signalChildren(leader int, _ time.Time, sig os.Signal) { signalGroup(leader, sig) }

// killChildren does nothing: the group can't be killed without the evaluator.
func killChildren(int, time.Time) {}

// usageOf knows nothing here.
func usageOf([]int) Usage { return Usage{} }

// peakMemory is not known here.
func peakMemory(*os.ProcessState) int64 { return 0 }
