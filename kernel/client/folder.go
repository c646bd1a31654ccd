package client

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"interleave/kernel/wire"
)

// folder is the private folder of one kernel, which holds its connection file.
// Its owner holds a file lock in it, by which others see that it is in use.
type folder struct {
	path string
	file string
	lock *flock.Flock
}

// folderPrefix is followed by the process id of the owner.
const folderPrefix = "interleave-client-"

func newFolder() (*folder, error) {
	sweep()
	path, err := os.MkdirTemp("", fmt.Sprintf("%s%d-", folderPrefix, os.Getpid()))
	if err != nil {
		return nil, fmt.Errorf("make a folder for the connection file: %w", err)
	}
	f := &folder{path: path, file: filepath.Join(path, "connection.json"), lock: flock.New(filepath.Join(path, "owner"))}
	if err := f.lock.Lock(); err != nil {
		f.remove()
		return nil, fmt.Errorf("make a folder for the connection file: %w", err)
	}
	return f, nil
}

// youth is how long a folder without a lock file may be about to get one.
const youth = time.Minute

// sweep removes the folders of owners that were killed: their lock is free.
// Process ids would not do, since containers may share the temporary folder.
// It does what it can.
func sweep() {
	found, _ := filepath.Glob(filepath.Join(os.TempDir(), folderPrefix+"*"))
	for _, path := range found {
		owner := filepath.Join(path, "owner")
		if _, err := os.Stat(owner); err != nil {
			if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > youth {
				os.RemoveAll(path)
			}
			continue
		}
		lock := flock.New(owner)
		if free, err := lock.TryLock(); err == nil && free {
			os.RemoveAll(path)
			lock.Unlock()
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

func (f *folder) remove() error {
	return errors.Join(os.RemoveAll(f.path), f.lock.Unlock())
}

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
