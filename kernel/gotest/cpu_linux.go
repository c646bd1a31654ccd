package gotest

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of CPU time in /proc, the same on all of Linux that Go runs on.
const tick = time.Second / 100

// childrenCPU is the CPU time so far of each living child of a process.
func childrenCPU(parent int) map[int]time.Duration {
	used := map[int]time.Duration{}
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		// pid (name) state ppid ...; the name may hold anything.
		name := bytes.LastIndexByte(text, ')')
		fields := strings.Fields(string(text[name+1:]))
		const ppid, utime, stime = 1, 11, 12
		if len(fields) <= stime || fields[ppid] != strconv.Itoa(parent) {
			continue
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		user, _ := strconv.ParseInt(fields[utime], 10, 64)
		system, _ := strconv.ParseInt(fields[stime], 10, 64)
		used[pid] = time.Duration(user+system) * tick
	}
	return used
}
