package kernel_test

import (
	"os"
	"runtime"
	"testing"

	"interleave/kernel/kerneltest"
)

// The numbers of usage_reply are those of this process and its evaluator.
func TestUsage(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the numbers come from /proc")
	}
	f := kerneltest.Start(t).Connect()
	f.Run("print the evaluator is there")
	number := func(field string) float64 {
		reply := f.Send("control", "usage_request", nil).Wait().Reply
		n, _ := reply.Fields[field].(float64)
		return n
	}
	if got := int(number("pid")); got != os.Getpid() {
		t.Errorf("pid is %d, want %d", got, os.Getpid())
	}
	if got := number("kernel_memory"); got < 4<<20 || got > 4<<30 {
		t.Errorf("kernel_memory is %.0f bytes", got)
	}
	if got := int(number("cpu_count")); got != runtime.NumCPU() {
		t.Errorf("cpu_count is %d, want %d", got, runtime.NumCPU())
	}
	if got := number("kernel_cpu"); got < 0 || got > 100*float64(runtime.NumCPU()+1) {
		t.Errorf("kernel_cpu is %.0f %%", got)
	}
	reply := f.Send("control", "usage_request", nil).Wait().Reply
	memory, _ := reply.Fields["host_virtual_memory"].(map[string]any)
	total, _ := memory["total"].(float64)
	available, _ := memory["available"].(float64)
	if total < 64<<20 || available <= 0 || available > total {
		t.Errorf("host_virtual_memory is %v", memory)
	}
}
