package kernel

import (
	"context"
	"os"
	"time"
)

const parentPoll = time.Second

// watchParent stops the kernel when its parent is gone: a server that was
// killed can't shut its kernels down. pid is what the server says its own id
// is (JPY_PARENT_PID). If that is our parent, any change of the parent means
// that it has ended; if another process was put between (a shell, a launcher),
// only adoption by process 1 does.
func (k *kernel) watchParent(ctx context.Context, pid int) {
	initial := os.Getppid()
	tick := time.NewTicker(parentPoll)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if parentGone(os.Getppid(), initial, pid) {
				k.stop("its parent process is gone")
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

func parentGone(now, initial, announced int) bool {
	if initial == announced {
		return now != initial
	}
	return now == 1
}
