//go:build linux

package evaluator

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// noneLeft says whether no living or dead process is a child of this one or
// carries a marker of this one's evaluators.
func noneLeft(t testing.TB) bool { return len(left(os.Getpid())) == 0 }

// left lists children of the process front, and processes that its evaluators
// started.
func left(front int) []string {
	var found []string
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, name := range stats {
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		st, ok := readStat(pid)
		if !ok {
			continue
		}
		env, _ := os.ReadFile(filepath.Dir(name) + "/environ")
		line, _ := os.ReadFile(filepath.Dir(name) + "/cmdline")
		if st.parent == front || strings.Contains(string(env), fmt.Sprintf("%s=%d-", markerName, front)) {
			found = append(found, fmt.Sprintf("%d %q", pid, line))
		}
	}
	return found
}

func openFiles(t testing.TB) []string {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if target, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil {
			names = append(names, e.Name()+" "+target)
		}
	}
	return names
}

// TestHundredCrashesLeaveNothing counts processes, descriptors and goroutines
// before and after.
func TestHundredCrashesLeaveNothing(t *testing.T) {
	crashes := 100
	if testing.Short() {
		crashes = 10
	}
	warm := startKernel(t, func(o *Options) { o.Spare = true })
	warm.run("exit 1")
	warm.Close()
	files, goroutines := len(openFiles(t)), runtime.NumGoroutine()
	k := startKernel(t, func(o *Options) { o.Spare, o.SpareDelay = true, time.Nanosecond })
	k.run("declare")
	kinds := []string{"exit 3", "kill9", "gopanic x", "children\nexit 1"}
	for i := range crashes {
		if r := k.run(kinds[i%len(kinds)]); r.Error == nil || r.Error.Name != ErrorFatal {
			t.Fatalf("crash %d: %+v", i, r)
		}
	}
	if got, want := k.value("state"), fmt.Sprintf("ran %d replayed 1", crashes+2); got != want {
		t.Errorf("after %d crashes: %q, want %q", crashes, got, want)
	}
	k.Close()
	if l := left(os.Getpid()); len(l) > 0 {
		t.Errorf("processes left: %v", l)
	}
	if f := openFiles(t); len(f) > files {
		t.Errorf("%d descriptors, were %d: %v", len(f), files, f)
	}
	eventually(t, "goroutines are gone", func() bool { return runtime.NumGoroutine() <= goroutines })
	if t.Failed() {
		_ = pprof.Lookup("goroutine").WriteTo(os.Stderr, 1)
	}
}

// beFront is a front in a process of its own, for tests that kill it: it runs
// one cell, says so, and waits.
func beFront() {
	s, err := Start(context.Background(), Options{
		Command: []string{os.Args[0]},
		Env:     append(os.Environ(), childVariable+"=engine"),
		Spare:   true,
	})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	if r := s.Execute(context.Background(), Cell{ID: 1, Number: 1, Code: os.Getenv("EVALUATOR_TEST_CELL")}); r.Error != nil {
		fmt.Println(r.Error)
		os.Exit(1)
	}
	fmt.Println("ready")
	select {}
}

// TestKilledFrontLeavesNothing: kill -9 of the front ends its evaluators, also
// one that is stopped or stuck, and what their cells started.
func TestKilledFrontLeavesNothing(t *testing.T) {
	for _, cell := range []string{"children", "children\nstopsoon", "children\nspin"} {
		t.Run(cell, func(t *testing.T) {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), childVariable+"=front", "EVALUATOR_TEST_CELL="+cell)
			cmd.Stderr = os.Stderr
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			line, _ := bufio.NewReader(out).ReadString('\n')
			if line != "ready\n" {
				t.Errorf("front said %q", line)
			}
			eventually(t, "evaluator, spare and the children of the cell are there", func() bool { return len(left(cmd.Process.Pid)) >= 5 })
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			deadline := time.Now().Add(patience)
			for len(left(cmd.Process.Pid)) > 0 {
				if time.Now().After(deadline) {
					t.Fatalf("left behind: %v", left(cmd.Process.Pid))
				}
				time.Sleep(5 * time.Millisecond)
			}
			// This process is a subreaper too: the front's children became its own.
			for {
				if pid, err := syscall.Wait4(-1, nil, 0, nil); pid <= 0 && err != syscall.EINTR {
					break
				}
			}
		})
	}
}

func TestTerminatedEvaluatorTakesItsChildrenAlong(t *testing.T) {
	k := startKernel(t)
	k.run("children")
	if err := syscall.Kill(k.PID(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	c := <-k.heard.restarted
	if !strings.Contains(c.Cause, "asked to end by signal: terminated") {
		t.Errorf("cause %q", c.Cause)
	}
	k.Close()
	if l := left(os.Getpid()); len(l) > 0 {
		t.Errorf("processes left: %v", l)
	}
}

// TestOrphansAreWaitedFor: what a cell's process leaves behind when it ends is
// no zombie of the front, and children of others are left alone.
func TestOrphansAreWaitedFor(t *testing.T) {
	k := startKernel(t)
	other := exec.Command("sh", "-c", "exit 7")
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	k.run("orphan")
	eventually(t, "orphans are gone", func() bool { return len(left(os.Getpid())) == 2 }) // evaluator and other
	if err := other.Wait(); err == nil || err.Error() != "exit status 7" {
		t.Errorf("a process of somebody else: %v", err)
	}
}

func TestUsageCountsChildren(t *testing.T) {
	k := startKernel(t)
	k.run("children")
	eventually(t, "evaluator, sh and two sleeps are seen", func() bool { return k.Usage().Processes == 4 })
	if u := k.Usage(); u.Memory < 1<<20 {
		t.Errorf("usage %+v", u)
	}
}
