package kernel

import (
	"os"
	"strconv"
	"strings"
)

// ownMemory is the resident memory of this process in bytes.
func ownMemory() int64 {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(statm))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize())
}

// hostTicks returns how long all processors together were busy and how long
// they were there, in clock ticks since the machine started.
func hostTicks() (busy, all uint64) {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, 0
	}
	line, _, _ := strings.Cut(string(stat), "\n")
	const idle, iowait, guest = 3, 4, 8 // guest time is part of user time
	for i, field := range strings.Fields(line)[1:] {
		ticks, _ := strconv.ParseUint(field, 10, 64)
		if i >= guest {
			break
		}
		all += ticks
		if i != idle && i != iowait {
			busy += ticks
		}
	}
	return busy, all
}

// hostMemory is the memory of the machine, as the system counts it. In a
// container that is more than what it may use; Jupyter's own extension knows
// limits.
func hostMemory() hostVirtualMemory {
	info, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return hostVirtualMemory{}
	}
	sizes := map[string]uint64{}
	for line := range strings.Lines(string(info)) {
		if fields := strings.Fields(line); len(fields) >= 2 {
			kilobytes, _ := strconv.ParseUint(fields[1], 10, 64)
			sizes[fields[0]] = kilobytes << 10
		}
	}
	m := hostVirtualMemory{Total: sizes["MemTotal:"], Available: sizes["MemAvailable:"], Free: sizes["MemFree:"]}
	if m.Total > 0 && m.Available <= m.Total {
		m.Used = m.Total - m.Available
		m.Percent = 100 * float64(m.Used) / float64(m.Total)
	}
	return m
}
