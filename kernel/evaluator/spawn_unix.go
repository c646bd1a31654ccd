//go:build unix

package evaluator

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// spawned is a child process and the front's ends of what connects them.
type spawned struct {
	process        *os.Process
	link           *os.File
	box            *os.File
	life           *os.File // its end tells the child that the front is gone
	stdout, stderr *os.File
}

// spawn starts the child. It must be called on a thread that lives as long as
// the child, see parentDeathSignal.
func spawn(o *Options, marker string) (*spawned, error) {
	argv, err := o.command()
	if err != nil {
		return nil, err
	}
	var c closers
	defer c.close() // the child's ends, and on failure everything
	s, theirs, err := connect(&c)
	if err != nil {
		return nil, fmt.Errorf("connecting an evaluator: %w", err)
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = o.Dir
	cmd.Env = o.Env
	if cmd.Env == nil {
		cmd.Env = os.Environ()
	}
	cmd.Env = append(cmd.Env[:len(cmd.Env):len(cmd.Env)], markerName+"="+marker)
	cmd.Stdout, cmd.Stderr = theirs.stdout, theirs.stderr
	cmd.ExtraFiles = []*os.File{theirs.link, s.box, theirs.life} // fdLink, fdBox, fdLife
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	parentDeathSignal(cmd.SysProcAttr)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting an evaluator: %w", err)
	}
	c.keep(s.link, s.box, s.life, s.stdout, s.stderr)
	s.process = cmd.Process
	return s, nil
}

// command is the argv of the child.
func (o *Options) command() ([]string, error) {
	if len(o.Command) > 0 {
		return o.Command, nil
	}
	path, err := runningExecutable()
	if err != nil {
		return nil, fmt.Errorf("finding the running executable, which is also the evaluator: %w", err)
	}
	return []string{path, "evaluate"}, nil
}

// connect makes the link, the box and the pipes, and registers all with c.
func connect(c *closers) (mine *spawned, theirs *spawned, err error) {
	mine, theirs = &spawned{}, &spawned{}
	if mine.link, theirs.link, err = socketPair(); err != nil {
		return nil, nil, err
	}
	c.add(mine.link, theirs.link)
	if mine.box, err = newBox(); err != nil {
		return nil, nil, err
	}
	c.add(mine.box)
	if theirs.life, mine.life, err = os.Pipe(); err != nil {
		return nil, nil, err
	}
	c.add(theirs.life, mine.life)
	if mine.stdout, theirs.stdout, err = os.Pipe(); err != nil {
		return nil, nil, err
	}
	c.add(mine.stdout, theirs.stdout)
	if mine.stderr, theirs.stderr, err = os.Pipe(); err != nil {
		return nil, nil, err
	}
	c.add(mine.stderr, theirs.stderr)
	return mine, theirs, nil
}

// socketPair returns both ends of the link, closed in other children of the front.
func socketPair() (mine, theirs *os.File, err error) {
	syscall.ForkLock.RLock()
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(fds[0])
		syscall.CloseOnExec(fds[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, nil, os.NewSyscallError("socketpair", err)
	}
	if err := syscall.SetNonblock(fds[0], true); err != nil {
		syscall.Close(fds[0])
		syscall.Close(fds[1])
		return nil, nil, os.NewSyscallError("setnonblock", err)
	}
	return os.NewFile(uintptr(fds[0]), "link"), os.NewFile(uintptr(fds[1]), "link of the evaluator"), nil
}

// closers closes what was added and not kept.
type closers []*os.File

func (c *closers) add(f ...*os.File) { *c = append(*c, f...) }

func (c *closers) keep(f ...*os.File) {
	for _, f := range f {
		for i := range *c {
			if (*c)[i] == f {
				(*c)[i] = nil
			}
		}
	}
}

func (c *closers) close() {
	for _, f := range *c {
		if f != nil {
			f.Close()
		}
	}
}

// signalGroup signals the whole process group of the child.
func signalGroup(pid int, sig os.Signal) {
	_ = syscall.Kill(-pid, sig.(syscall.Signal))
}

// killSignal and interruptSignal are the signals by their names here.
const (
	killSignal      = syscall.SIGKILL
	interruptSignal = syscall.SIGINT
)

// readNow reads what f holds without waiting: n is 0 with a nil error when
// there is nothing now.
func readNow(fd uintptr, b []byte) (n int, err error) {
	for {
		n, err = syscall.Read(int(fd), b)
		if err == syscall.EINTR {
			continue
		}
		if err == syscall.EAGAIN {
			return 0, nil
		}
		if n <= 0 && err == nil {
			return 0, os.ErrClosed // end of file
		}
		return max(n, 0), err
	}
}
