package kernel

import (
	"context"
	"os"
	"runtime"
	"sync"
	"time"
)

func init() {
	register(requestType{name: "usage_request", lane: overtaking, handle: usage})
}

// usageReply is the content of usage_reply, in the form of ipykernel, which
// jupyter-resource-usage reads.
type usageReply struct {
	Status            string            `json:"status"`
	Hostname          string            `json:"hostname"`
	PID               int               `json:"pid"`
	KernelCPU         float64           `json:"kernel_cpu"`    // percent of one core since the last request
	KernelMemory      int64             `json:"kernel_memory"` // bytes, with evaluators and the processes of cells
	CPUCount          int               `json:"cpu_count"`
	HostCPUPercent    float64           `json:"host_cpu_percent,omitempty"`
	HostVirtualMemory hostVirtualMemory `json:"host_virtual_memory"`
}

// hostVirtualMemory is in bytes, except for the percentage in use.
type hostVirtualMemory struct {
	Total     uint64  `json:"total"`
	Available uint64  `json:"available"`
	Percent   float64 `json:"percent"`
	Used      uint64  `json:"used"`
	Free      uint64  `json:"free"`
}

// meter remembers what CPU times were at the last request. It is safe for
// concurrent use.
type meter struct {
	mu       sync.Mutex
	at       time.Time
	used     time.Duration // by the kernel's processes
	hostBusy uint64        // in ticks
	hostAll  uint64
}

// kernel returns how busy one core was kept since the last call, in percent.
func (m *meter) kernel(now time.Time, used time.Duration) float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	wall, busy := now.Sub(m.at), used-m.used
	m.at, m.used = now, used
	if wall <= 0 || busy <= 0 { // a process that has ended takes its time with it
		return 0
	}
	return 100 * busy.Seconds() / wall.Seconds()
}

// host returns how busy the machine was since the last call, in percent.
func (m *meter) host(busy, all uint64) float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	newBusy, newAll := busy-m.hostBusy, all-m.hostAll
	known := m.hostAll > 0 && all > m.hostAll && busy >= m.hostBusy
	m.hostBusy, m.hostAll = busy, all
	if !known {
		return 0
	}
	return 100 * float64(newBusy) / float64(newAll)
}

// usage answers usage_request. What the system does not tell is zero; the
// percentages are those since the last usage_request.
func usage(_ context.Context, k *kernel, _ *request) (any, error) {
	children := k.evaluator.Usage()
	reply := usageReply{
		Status:            "ok",
		PID:               os.Getpid(),
		KernelCPU:         k.meter.kernel(time.Now(), children.CPU+ownTime()),
		KernelMemory:      children.Memory + ownMemory(),
		CPUCount:          runtime.NumCPU(),
		HostCPUPercent:    k.meter.host(hostTicks()),
		HostVirtualMemory: hostMemory(),
	}
	reply.Hostname, _ = os.Hostname()
	return reply, nil
}
