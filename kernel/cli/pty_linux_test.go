package cli_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"interleave/kernel/notebook"
)

// terminal runs a program in a pseudo terminal and reads what it shows.
type terminal struct {
	t      *testing.T
	cmd    *exec.Cmd
	master *os.File
	done   chan struct{} // closed when the program has ended

	mu    sync.Mutex // guards shown
	shown string     // everything written so far, without escape sequences
	seen  int        // up to where expect has looked; used by the test only
}

func startTerminal(t *testing.T, env []string, argv ...string) *terminal {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("needs a pseudo terminal: %v", err)
	}
	fd := int(master.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Skipf("needs a pseudo terminal: %v", err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: 120})
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer slave.Close()
	x := &terminal{t: t, master: master, cmd: exec.Command(argv[0], argv[1:]...), done: make(chan struct{})}
	x.cmd.Env = append(append(os.Environ(), "TERM=xterm"), env...)
	x.cmd.Stdin, x.cmd.Stdout, x.cmd.Stderr = slave, slave, slave
	x.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := x.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go x.read()
	go func() { x.cmd.Wait(); close(x.done) }()
	t.Cleanup(func() {
		x.cmd.Process.Kill()
		<-x.done
		master.Close()
	})
	return x
}

// read ends when the last holder of the terminal has gone.
func (x *terminal) read() {
	buf := make([]byte, 4096)
	for {
		n, err := x.master.Read(buf)
		if n > 0 {
			text := string(buf[:n])
			x.mu.Lock()
			x.shown += notebook.StripANSI(text)
			x.mu.Unlock()
		}
		if err != nil {
			return
		}
	}
}

func (x *terminal) text() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.shown
}

func (x *terminal) send(keys string) {
	x.t.Helper()
	if _, err := x.master.WriteString(keys); err != nil {
		x.t.Fatal(err)
	}
}

// expect waits until text is shown after what was expected before.
func (x *terminal) expect(text string) {
	x.t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		shown := x.text()
		if i := strings.Index(shown[x.seen:], text); i >= 0 {
			x.seen += i + len(text)
			return
		}
		if time.Now().After(deadline) {
			x.t.Fatalf("waited for %q; shown after the last expectation:\n%s\nshown before:\n%s", text, shown[x.seen:], shown[:x.seen])
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// end waits for the end of the program and returns its exit status.
func (x *terminal) end() int {
	x.t.Helper()
	select {
	case <-x.done:
		return x.cmd.ProcessState.ExitCode()
	case <-time.After(30 * time.Second):
		x.t.Fatalf("the program does not end; shown:\n%s", x.text())
		return 0
	}
}
