package kernel_test

import (
	"net"
	"path/filepath"
	"testing"

	"interleave/kernel"
	"interleave/kernel/kerneltest"
	"interleave/kernel/wire"
)

// A cell runs over every transport and with every way to sign (W-06, W-22,
// W-23, T15).
func TestConnections(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, c *wire.Connection){
		"tcp":       func(t *testing.T, c *wire.Connection) {},
		"any host":  func(t *testing.T, c *wire.Connection) { c.IP = "*" },
		"localhost": func(t *testing.T, c *wire.Connection) { c.IP = "localhost" },
		"no key":    func(t *testing.T, c *wire.Connection) { c.Key = "" },
		"md5":       func(t *testing.T, c *wire.Connection) { c.SignatureScheme = "hmac-md5" },
		"sha512":    func(t *testing.T, c *wire.Connection) { c.SignatureScheme = "hmac-sha512" },
		"IPv6": func(t *testing.T, c *wire.Connection) {
			l, err := net.Listen("tcp", "[::1]:0")
			if err != nil {
				t.Skipf("this machine has no IPv6: %v", err)
			}
			l.Close()
			c.IP = "::1"
		},
		"ipc": func(t *testing.T, c *wire.Connection) {
			c.Transport = "ipc"
			c.IP = filepath.Join(t.TempDir(), "k")
			c.ShellPort, c.IOPubPort, c.StdinPort, c.ControlPort, c.HBPort = 1, 2, 3, 4, 5
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := wire.NewConnection("tcp", "127.0.0.1")
			if err != nil {
				t.Fatal(err)
			}
			change(t, &c)
			path := filepath.Join(t.TempDir(), "kernel.json")
			if err := c.Write(path); err != nil {
				t.Fatal(err)
			}
			f := kerneltest.Start(t, func(o *kernel.Options) {
				o.ConnectionFile = path
				ready := o.Ready
				o.Ready = func(p string) {
					if p != path {
						t.Errorf("Ready was called with %s, want %s", p, path)
					}
					ready(p)
				}
			}).Connect()
			f.Ping()
			if a := f.Run("print hello"); a.Stream("stdout") != "hello\n" {
				t.Errorf("the cell: %v", a.Reply)
			}
			cell := f.Execute("input name?")
			f.Answer(cell.InputRequest(), "Ana")
			if a := cell.Wait(); a.Stream("stdout") != "got Ana\n" {
				t.Errorf("the cell that asks: %v", a.Reply)
			}
		})
	}
}
