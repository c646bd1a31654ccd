//go:build !unix

package evaluator

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

// Elsewhere than on Unix there is no second process yet: the link needs a
// socket pair that a child inherits, and killing what cells started needs a
// job object. Start and Serve say so.

var errUnix = errors.New("evaluators need a Unix system (Linux, macOS, BSD); on Windows use WSL")

type inheritance struct {
	link *os.File
	page *page
}

type spawned struct {
	process                         *os.Process
	link, box, life, stdout, stderr *os.File
}

const (
	killSignal      = syscall.SIGKILL
	interruptSignal = syscall.SIGINT
)

func takeInheritance() (*inheritance, error) { return nil, errUnix }

func (in *inheritance) limit(int64) error { return nil }

func catchSignals(*Recorder) func(context.Context) { return func(context.Context) {} }

func spawn(*Options, string) (*spawned, error) { return nil, errUnix }

func killOwnGroup() { os.Exit(1) }

func signalGroup(int, os.Signal) {}

func readNow(uintptr, []byte) (int, error) { return 0, errUnix }

func subreap(int64) {}

func awaitExit(child *os.Process, _ func()) (*os.ProcessState, error) { return child.Wait() }

func reapGroup(int) {}

func sweep(int, string, time.Duration) {}

func childDeaths() (<-chan os.Signal, func()) { return nil, func() {} }

func signalChildren(int, time.Time, os.Signal) {}

func killChildren(int, time.Time) {}

func usageOf([]int) Usage { return Usage{} }

// peakMemory is not known here.
func peakMemory(*os.ProcessState) int64 { return 0 }
