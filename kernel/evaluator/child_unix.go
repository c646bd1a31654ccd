//go:build unix

package evaluator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"unsafe"
)

// The descriptors that the supervisor leaves to its child.
const (
	fdLink = 3 + iota
	fdBox  // the shared file: page, then the runtime's crash text
	fdLife // a pipe that ends when the front does
	fdEnd
)

// inheritance is what the child got from its parent.
type inheritance struct {
	link *os.File
	page *page
}

// takeInheritance closes the descriptors to programs that cells start before
// it does anything else.
func takeInheritance() (*inheritance, error) {
	for fd := fdLink; fd < fdEnd; fd++ {
		syscall.CloseOnExec(fd)
	}
	var st syscall.Stat_t
	if err := syscall.Fstat(fdLink, &st); err != nil || st.Mode&syscall.S_IFMT != syscall.S_IFSOCK {
		return nil, errors.New("descriptor 3 is no link to a front; this command is started by the kernel, not by hand")
	}
	if err := syscall.SetNonblock(fdLink, true); err != nil {
		return nil, fmt.Errorf("preparing the link: %w", err)
	}
	in := &inheritance{link: os.NewFile(fdLink, "link")}
	watchFront(fdLife)
	var err error
	if in.page, err = mapPage(os.NewFile(fdBox, "box")); err != nil {
		return nil, err
	}
	return in, nil
}

// mapPage maps the shared page and has the runtime write its crash text behind it.
func mapPage(f *os.File) (*page, error) {
	b, err := syscall.Mmap(int(f.Fd()), 0, pageSize, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("mapping the flight recorder: %w", err)
	}
	if _, err := f.Seek(crashTextAt, io.SeekStart); err != nil {
		return nil, fmt.Errorf("preparing the flight recorder: %w", err)
	}
	if err := debug.SetCrashOutput(f, debug.CrashOptions{}); err != nil {
		return nil, fmt.Errorf("preparing the flight recorder: %w", err)
	}
	return (*page)(unsafe.Pointer(&b[0])), nil
}

// arenaSlack is added to the limit of the address space for data: the Go heap
// takes it in arenas of 64 MiB, the last of which is rarely full.
const arenaSlack = 64 << 20

// limit bounds the process's data to about memory bytes, 0 for no bound. The
// collector works harder from a tenth below it on.
func (in *inheritance) limit(memory int64) error {
	if memory <= 0 {
		return nil
	}
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_DATA, &l); err != nil {
		return fmt.Errorf("reading the memory limit: %w", err)
	}
	want := rlim(memory + arenaSlack)
	if l.Max < want {
		want = l.Max
	}
	l.Cur = want
	if err := syscall.Setrlimit(syscall.RLIMIT_DATA, &l); err != nil {
		return fmt.Errorf("limiting memory to %d bytes: %w", memory, err)
	}
	debug.SetMemoryLimit(memory - memory/10)
	return nil
}

// catchSignals keeps signals that are meant for cells from ending the process.
// SIGINT reaches cells as a cancelled context; writing to a closed descriptor
// is the writer's error, no death. What it returns handles the others, until
// ctx is done: after SIGTERM and SIGHUP the whole group ends.
func catchSignals(r *Recorder) (handle func(ctx context.Context)) {
	c := make(chan os.Signal, 4)
	signal.Notify(c, syscall.SIGINT, syscall.SIGPIPE, syscall.SIGTERM, syscall.SIGHUP)
	return func(ctx context.Context) {
		defer signal.Stop(c)
		for {
			select {
			case <-ctx.Done():
				return
			case sig := <-c:
				if sig == syscall.SIGTERM || sig == syscall.SIGHUP {
					r.Note("asked to end by signal: " + sig.String())
					killOwnGroup()
				}
			}
		}
	}
}

// killOwnGroup ends the process and what its cells started.
func killOwnGroup() {
	if syscall.Getpgrp() == syscall.Getpid() {
		_ = syscall.Kill(0, syscall.SIGKILL)
	}
	os.Exit(1) // not the leader of a group: started by hand
}
