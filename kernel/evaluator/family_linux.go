package evaluator

import (
	"bytes"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// procStat is what /proc/PID/stat says about a process.
type procStat struct {
	pid, parent, group int
	cpu                time.Duration // user and system
	start              time.Duration // since boot
	resident           int64         // bytes
}

// clockTick is the unit of times in /proc: USER_HZ, 100 on every Linux that Go
// runs on.
const clockTick = 10 * time.Millisecond

// readStat reads /proc/PID/stat.
func readStat(pid int) (procStat, bool) {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return procStat{}, false
	}
	return parseStat(pid, b)
}

// parseStat reads the fields after the name, which may hold anything but ends
// with the last parenthesis.
func parseStat(pid int, b []byte) (procStat, bool) {
	f := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	if len(f) < 22 {
		return procStat{}, false
	}
	// f[0] is field 3 of proc(5), the state.
	n := func(field int) int64 {
		v, _ := strconv.ParseInt(f[field-3], 10, 64)
		return v
	}
	return procStat{
		pid:      pid,
		parent:   int(n(4)),
		group:    int(n(5)),
		cpu:      time.Duration(n(14)+n(15)) * clockTick,
		start:    time.Duration(n(22)) * clockTick,
		resident: n(24) * int64(os.Getpagesize()),
	}, true
}

// family lists the leaders, the members of their groups and the descendants of
// all of them.
func family(leaders []int) []procStat {
	entries, _ := os.ReadDir("/proc")
	var all []procStat
	for _, e := range entries {
		if pid, err := strconv.Atoi(e.Name()); err == nil {
			if st, ok := readStat(pid); ok {
				all = append(all, st)
			}
		}
	}
	in := map[int]bool{}
	var members []procStat
	for grown := true; grown; {
		grown = false
		for _, st := range all {
			if !in[st.pid] && (slices.Contains(leaders, st.pid) || slices.Contains(leaders, st.group) || in[st.parent]) {
				in[st.pid], grown = true, true
				members = append(members, st)
			}
		}
	}
	return members
}

// signalChildren signals the descendants of the evaluator leader that began
// after the time given: those of the running cell, not those of earlier ones.
func signalChildren(leader int, after time.Time, sig os.Signal) {
	up, ok := uptime()
	if !ok {
		return
	}
	// A tick and the reading of two clocks may be off.
	from := up - time.Since(after) - 2*clockTick
	for _, st := range family([]int{leader}) {
		if st.pid != leader && st.start >= from {
			_ = syscall.Kill(st.pid, sig.(syscall.Signal))
		}
	}
}

// killChildren kills those whom signalChildren signals.
func killChildren(leader int, after time.Time) { signalChildren(leader, after, syscall.SIGKILL) }

// uptime is the time since boot.
func uptime() (time.Duration, bool) {
	b, err := os.ReadFile("/proc/uptime")
	if err != nil {
		return 0, false
	}
	first, _, _ := strings.Cut(string(b), " ")
	seconds, err := strconv.ParseFloat(first, 64)
	return time.Duration(seconds * float64(time.Second)), err == nil
}

// usageOf adds up a family.
func usageOf(leaders []int) Usage {
	var u Usage
	for _, st := range family(leaders) {
		u.Processes++
		u.CPU += st.cpu
		if pss := proportional(st.pid); pss > 0 {
			u.Memory += pss
		} else {
			u.Memory += st.resident
		}
	}
	return u
}

// proportional is the proportional set size in bytes, 0 when it can't be read.
func proportional(pid int) int64 {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/smaps_rollup")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "Pss:"); ok {
			kb, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
			n, _ := strconv.ParseInt(kb, 10, 64)
			return n << 10
		}
	}
	return 0
}
