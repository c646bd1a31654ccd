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
