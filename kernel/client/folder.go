package client

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"interleave/kernel/wire"
)

// folder is the private folder of one kernel, which holds its connection file.
type folder struct {
	path string
	file string
}

// folderPrefix is followed by the process id of the owner.
const folderPrefix = "interleave-client-"

func newFolder() (*folder, error) {
	sweep()
	path, err := os.MkdirTemp("", fmt.Sprintf("%s%d-", folderPrefix, os.Getpid()))
	if err != nil {
		return nil, fmt.Errorf("make a folder for the connection file: %w", err)
	}
	return &folder{path: path, file: filepath.Join(path, "connection.json")}, nil
}

// sweep removes the folders of owners that were killed. It does what it can.
func sweep() {
	found, _ := filepath.Glob(filepath.Join(os.TempDir(), folderPrefix+"*"))
	for _, path := range found {
		owner, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(path), folderPrefix), "-")
		if pid, err := strconv.Atoi(owner); err == nil && !running(pid) {
			os.RemoveAll(path)
		}
	}
}

// removeFolders removes all folders of this program.
func removeFolders() {
	found, _ := filepath.Glob(filepath.Join(os.TempDir(), fmt.Sprintf("%s%d-*", folderPrefix, os.Getpid())))
	for _, path := range found {
		os.RemoveAll(path)
	}
}

func (f *folder) remove() error { return os.RemoveAll(f.path) }

// prepare writes the connection file unless an earlier start did.
func (f *folder) prepare(o Options) error {
	if _, err := os.Stat(f.file); err == nil {
		return nil
	}
	c, err := wire.NewConnection("tcp", "127.0.0.1")
	if err != nil {
		return err
	}
	c.KernelName = o.Spec.Name
	if !o.KernelPicksPorts {
		if err := pickPorts(&c); err != nil {
			return err
		}
	}
	return c.Write(f.file)
}

// pickPorts finds five free ports: all are held before the first is let go.
func pickPorts(c *wire.Connection) error {
	for _, port := range []*int{&c.ShellPort, &c.IOPubPort, &c.StdinPort, &c.ControlPort, &c.HBPort} {
		l, err := net.Listen("tcp", net.JoinHostPort(c.IP, "0"))
		if err != nil {
			return fmt.Errorf("find a free port: %w", err)
		}
		defer l.Close()
		*port = l.Addr().(*net.TCPAddr).Port
	}
	return nil
}

// awaitPorts reads the connection file until it has ports.
func (f *folder) awaitPorts(ctx context.Context, p *process) (wire.Connection, error) {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		c, err := wire.ReadConnection(f.file)
		if err != nil {
			return c, err
		}
		if c.ShellPort != 0 && c.IOPubPort != 0 && c.StdinPort != 0 && c.ControlPort != 0 && c.HBPort != 0 {
			return c, nil
		}
		select {
		case <-tick.C:
		case <-p.done:
			return c, errors.New("it ended before it opened its sockets")
		case <-ctx.Done():
			return c, context.Cause(ctx)
		}
	}
}
