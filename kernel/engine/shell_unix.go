//go:build unix

package engine

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// shell is a script that ends with ctx, and what it has started with it. It
// stays in the evaluator's process group, so that it can't outlive that
// process; therefore its descendants are looked for one by one.
func shell(ctx context.Context, script string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "sh", "-c", script)
	cmd.Cancel = func() error {
		below := descendants(cmd.Process.Pid)
		for _, pid := range append([]int{cmd.Process.Pid}, below...) { // the shell first: it would tell of the others
			_ = syscall.Kill(pid, syscall.SIGKILL) // it may be gone by now
		}
		return nil
	}
	return cmd
}

// descendants are the processes below pid as /proc knows them: none on systems
// without it.
func descendants(pid int) []int {
	children := map[int][]int{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, name := range stats {
		if child, parent, ok := parentOf(name); ok {
			children[parent] = append(children[parent], child)
		}
	}
	var all []int
	for next := children[pid]; len(next) > 0; next = next[1:] {
		all = append(all, next[0])
		next = append(next, children[next[0]]...)
	}
	return all
}

// parentOf reads "pid (name) state ppid ..."; the name may hold anything.
func parentOf(stat string) (pid, parent int, ok bool) {
	text, err := os.ReadFile(stat)
	if err != nil {
		return 0, 0, false
	}
	rest := string(text[strings.LastIndexByte(string(text), ')')+1:])
	pid, err = strconv.Atoi(filepath.Base(filepath.Dir(stat)))
	if err != nil {
		return 0, 0, false
	}
	_, err = fmt.Sscanf(rest, " %1s %d", new(string), &parent)
	return pid, parent, err == nil
}
