//go:build !linux

package kernel

import "runtime"

// ownMemory is what the Go runtime has from the system, the best that can be
// had without reading the system's tables.
func ownMemory() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys - m.HeapReleased)
}

func hostTicks() (busy, all uint64) { return 0, 0 }

func hostMemory() hostVirtualMemory { return hostVirtualMemory{} }
