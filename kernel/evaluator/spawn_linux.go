package evaluator

import (
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// parentDeathSignal has the system end the child when the thread that forked it
// ends. SIGTERM and not SIGKILL: the child answers it by killing its whole
// group, while SIGKILL would leave the processes that cells started. Before
// the child can answer, SIGTERM ends it.
func parentDeathSignal(a *syscall.SysProcAttr) { a.Pdeathsig = syscall.SIGTERM }

// subreap counts the supervisors of this process. While there are any, orphans
// of the evaluators become children of this process, so that they can be found
// and waited for.
func subreap(n int64) {
	const prSetChildSubreaper = 36
	var on uintptr
	if supervisors.Add(n) > 0 {
		on = 1
	}
	_, _, _ = syscall.Syscall(syscall.SYS_PRCTL, prSetChildSubreaper, on, 0)
}

var supervisors atomic.Int64

// peakMemory is the most memory in bytes that a dead process had resident.
func peakMemory(state *os.ProcessState) int64 {
	if state == nil {
		return 0
	}
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return int64(usage.Maxrss) << 10
}

// childDeaths returns a channel that receives after children of this process
// have died.
func childDeaths() (<-chan os.Signal, func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGCHLD)
	return c, func() { signal.Stop(c) }
}

const (
	waitPID  = 1 // P_PID
	waitPGID = 2 // P_PGID
	noWait   = 0x01000000
)

// peekExit returns the id of a dead child of the given kind and leaves it
// waitable; 0 when there is none.
func peekExit(kind, id int, options int) int {
	var info [128]byte // siginfo_t
	for {
		_, _, errno := syscall.Syscall6(syscall.SYS_WAITID, uintptr(kind), uintptr(id),
			uintptr(unsafe.Pointer(&info[0])), uintptr(syscall.WEXITED|noWait|options), 0, 0)
		if errno == syscall.EINTR {
			continue
		}
		if errno != 0 {
			return 0
		}
		// Three ints, then on 64-bit systems padding, then the id.
		at := 12
		if unsafe.Sizeof(uintptr(0)) == 8 {
			at = 16
		}
		return int(*(*int32)(unsafe.Pointer(&info[at])))
	}
}

// awaitExit waits for the child and calls killGroup when it is dead and its id
// can't yet have been given to somebody else.
func awaitExit(child *os.Process, killGroup func()) (*os.ProcessState, error) {
	peekExit(waitPID, child.Pid, 0)
	killGroup()
	return child.Wait()
}

// reapGroup waits for dead orphans of the group of leader; the leader itself is
// left to its waiter. Only processes of that group are touched: other children
// of this process belong to others.
func reapGroup(leader int) {
	for {
		pid := peekExit(waitPGID, leader, syscall.WNOHANG)
		if pid == 0 || pid == leader {
			return
		}
		_, _ = syscall.Wait4(pid, nil, syscall.WNOHANG, nil)
	}
}

// sweep kills what is left of a dead evaluator: its group, and orphans that
// left the group and still carry the marker in their environment. It returns
// when they have been waited for, or after limit.
func sweep(leader int, marker string, limit time.Duration) {
	killed := map[int]bool{} // a dead process no longer shows its marker
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); {
		grouped := groupHasChildren(leader)
		if grouped { // else the id may already be somebody else's
			signalGroup(leader, syscall.SIGKILL)
			reapGroup(leader)
		}
		for _, pid := range markedChildren(marker) {
			killed[pid] = true
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		for pid := range killed {
			if got, err := syscall.Wait4(pid, nil, syscall.WNOHANG, nil); got == pid || err == syscall.ECHILD {
				delete(killed, pid)
				grouped = true // its children are ours only now
			}
		}
		if !grouped && len(killed) == 0 {
			return
		}
		time.Sleep(time.Millisecond) // a killed process takes a moment to die
	}
}

// groupHasChildren says whether a child of this process is in the group.
func groupHasChildren(leader int) bool {
	var info [128]byte
	_, _, errno := syscall.Syscall6(syscall.SYS_WAITID, waitPGID, uintptr(leader),
		uintptr(unsafe.Pointer(&info[0])), uintptr(syscall.WEXITED|syscall.WNOHANG|noWait), 0, 0)
	return errno == 0
}

// markedChildren lists the children of this process, orphans above all, whose
// environment names the evaluator.
func markedChildren(marker string) []int {
	var found []int
	lists, _ := filepath.Glob("/proc/self/task/*/children")
	want := "\x00" + markerName + "=" + marker + "\x00"
	for _, list := range lists {
		b, _ := os.ReadFile(list)
		for _, field := range strings.Fields(string(b)) {
			env, err := os.ReadFile("/proc/" + field + "/environ")
			if err != nil || !strings.Contains("\x00"+string(env), want) {
				continue
			}
			if pid, err := strconv.Atoi(field); err == nil {
				found = append(found, pid)
			}
		}
	}
	return found
}
