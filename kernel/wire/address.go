package wire

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// address is where one socket of a Connection is, in the words of package net.
func (c *Connection) address(port int) (network, addr string) {
	if c.Transport == "ipc" {
		return "unix", ipcPath(c.IP, port)
	}
	ip := strings.Trim(c.IP, "[]")
	if ip == "*" {
		ip = "0.0.0.0"
	}
	return "tcp", net.JoinHostPort(ip, strconv.Itoa(port))
}

// dialAddress is address for the other side: the wildcard addresses, which only mean something to a listener, become the
// loopback of their family.
func (c *Connection) dialAddress(port int) (network, addr string) {
	d := Connection{Transport: c.Transport, IP: c.IP}
	switch strings.Trim(c.IP, "[]") {
	case "*", "0.0.0.0":
		d.IP = "127.0.0.1"
	case "::":
		d.IP = "::1"
	}
	return d.address(port)
}

func ipcPath(ip string, port int) string { return ip + "-" + strconv.Itoa(port) }

// maxSocketPath is what sockaddr_un holds on Linux; other systems hold less and say so at bind.
const maxSocketPath = 107

func checkSocketPath(path string) error {
	if len(path) > maxSocketPath {
		return fmt.Errorf("the path of the ipc socket %q has %d bytes, at most %d are possible; use a shorter directory",
			path, len(path), maxSocketPath)
	}
	return nil
}

const (
	bindPatience = 5 * time.Second // a restart comes while the old kernel still holds the ports
	bindRetry    = 50 * time.Millisecond
)

// bind listens on one port of c and writes the port taken to *port. It waits for a port that is in use.
func (c *Connection) bind(port *int) (net.Listener, error) {
	deadline := time.Now().Add(bindPatience)
	for {
		l, err := c.bindOnce(port)
		if err == nil || !errors.Is(err, syscall.EADDRINUSE) {
			return l, err
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("%w; is another kernel running with this connection file?", err)
		}
		time.Sleep(bindRetry)
	}
}

func (c *Connection) bindOnce(port *int) (net.Listener, error) {
	if c.Transport == "ipc" {
		return c.bindPath(port)
	}
	network, addr := c.address(*port)
	if strings.HasPrefix(addr, "0.0.0.0:") {
		network = "tcp4" // package net would make it [::]
	}
	l, err := net.Listen(network, addr)
	if err != nil {
		return nil, err
	}
	*port = l.Addr().(*net.TCPAddr).Port
	return l, nil
}

// bindPath makes the socket file. Port 0 takes the first number that has no file.
func (c *Connection) bindPath(port *int) (net.Listener, error) {
	n := *port
	if n == 0 {
		for n = 1; exists(ipcPath(c.IP, n)); n++ {
		}
	}
	_, path := c.address(n)
	if err := checkSocketPath(path); err != nil {
		return nil, err
	}
	if err := removeStale(path); err != nil {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil && !strings.HasPrefix(path, "@") {
		l.Close()
		return nil, err
	}
	*port = n
	return l, nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// removeStale removes the socket file of a kernel that was killed: one on which nobody answers.
func removeStale(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return nil
	}
	if info.Mode().Type() != os.ModeSocket {
		return fmt.Errorf("ipc socket %q: there is a file of another kind; remove it or use another path", path)
	}
	conn, err := net.DialTimeout("unix", path, time.Second)
	if err == nil {
		conn.Close()
		return nil // in use: bind says so
	}
	if !errors.Is(err, syscall.ECONNREFUSED) {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the ipc socket that a dead kernel left: %w", err)
	}
	return nil
}
