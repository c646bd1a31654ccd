//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package cli

import (
	"context"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// askTerminal reads a line from the terminal. When ctx ends it stops waiting
// without having taken anything: a read that is still blocked would steal the
// next line.
func askTerminal(ctx context.Context, f *os.File, password bool) (string, error) {
	defer setEcho(f, !password)()
	line, err := readTyped(ctx, f)
	if password {
		io.WriteString(os.Stdout, "\n") // the Enter was not shown either
	}
	return line, err
}

// setEcho makes the terminal show what is typed, or not, until restore.
func setEcho(f *os.File, on bool) (restore func()) {
	fd := int(f.Fd())
	old, err := term.GetState(fd)
	if err != nil || switchEcho(fd, on) != nil {
		return func() {}
	}
	return func() { term.Restore(fd, old) }
}

// lookEvery is how often the end of the context is looked at, in milliseconds.
const lookEvery = 50

func readTyped(ctx context.Context, f *os.File) (string, error) {
	var line []byte
	buf := make([]byte, 4096)
	for {
		ready, err := unix.Poll([]unix.PollFd{{Fd: int32(f.Fd()), Events: unix.POLLIN}}, lookEvery)
		if err != nil && err != unix.EINTR {
			return "", err
		}
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if ready <= 0 {
			continue
		}
		n, err := f.Read(buf) // a line at most: the terminal is in line mode
		line = append(line, buf[:n]...)
		switch {
		case strings.HasSuffix(string(line), "\n"):
			return strings.TrimRight(string(line), "\r\n"), nil
		case n == 0 && len(line) == 0:
			return "", io.EOF
		case n == 0 || err != nil:
			return string(line), nil
		}
	}
}
