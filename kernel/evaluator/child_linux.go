package evaluator

import "syscall"

// watchFront has the system itself kill the whole process group when the front
// ends in whatever way: the end of the pipe raises the descriptor's signal for
// its owner, the group. It works also when this process is stopped or stuck.
// Where a kernel refuses, the end of the link does the same, if goroutines run.
func watchFront(fd int) {
	if syscall.Getpgrp() != syscall.Getpid() {
		return // not started by a supervisor: the group is somebody else's
	}
	_, _, _ = syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), syscall.F_SETOWN, uintptr(-syscall.Getpgrp()))
	_, _, _ = syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), syscall.F_SETSIG, uintptr(syscall.SIGKILL))
	_, _, _ = syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), syscall.F_SETFL, syscall.O_ASYNC|syscall.O_NONBLOCK)
	var b [1]byte
	if n, err := syscall.Read(fd, b[:]); n == 0 && err == nil {
		killOwnGroup() // the front ended before the pipe was armed
	}
}
