package kerneltest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"interleave/kernel"
	"interleave/kernel/evaluator"
)

// What the test binary is started again for.
const (
	roleVariable       = "KERNELTEST_ROLE"
	roleEvaluator      = "evaluator"
	roleKernel         = "kernel"
	connectionVariable = "KERNELTEST_CONNECTION"
)

// Main is the TestMain of packages that use this one. In a process that was
// started as an evaluator, as a kernel or as its parent it serves and does not return.
func Main(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case roleEvaluator:
		exit(evaluator.Serve(context.Background(), Echo))
	case roleParent:
		exit(beParent())
	case roleKernel:
		exit(kernel.Run(context.Background(), kernel.Options{
			ConnectionFile: os.Getenv(connectionVariable),
			Evaluator:      EchoEvaluator(),
			History:        kernel.HistoryOff,
			HandleSignals:  true,
			ParentPID:      parentPID(),
			Log:            os.Stderr,
			Ready:          func(string) { fmt.Println("ready") },
		}))
	}
	os.Exit(m.Run())
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// parentPID reads what Jupyter servers tell their kernels.
func parentPID() int {
	var pid int
	fmt.Sscan(os.Getenv("JPY_PARENT_PID"), &pid)
	return pid
}

// EchoEvaluator are the options of an evaluator that serves the echo engine.
func EchoEvaluator() evaluator.Options {
	return evaluator.Options{
		Command: []string{executable()},
		Env:     append(os.Environ(), roleVariable+"="+roleEvaluator),
	}
}

func executable() string {
	path, err := os.Executable()
	if err != nil {
		panic("kerneltest: find the test binary: " + err.Error())
	}
	return path
}

// kernelCommand starts this binary again as a kernel.
func kernelCommand(connectionFile string, env ...string) *exec.Cmd {
	cmd := exec.Command(executable())
	cmd.Env = append(os.Environ(), roleVariable+"="+roleKernel, connectionVariable+"="+connectionFile)
	cmd.Env = append(cmd.Env, env...)
	return cmd
}
