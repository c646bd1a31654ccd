//go:build !linux && !darwin && !freebsd && !netbsd && !openbsd && !dragonfly

package cli

import (
	"bufio"
	"context"
	"os"
	"strings"

	"golang.org/x/term"
)

// askTerminal reads a line from the terminal; it can't be called off here.
func askTerminal(_ context.Context, f *os.File, password bool) (string, error) {
	if password {
		text, err := term.ReadPassword(int(f.Fd()))
		return string(text), err
	}
	line, err := bufio.NewReader(f).ReadString('\n')
	return strings.TrimRight(line, "\r\n"), err
}

// setEcho: the echo can't be switched here.
func setEcho(*os.File, bool) (restore func()) { return func() {} }
