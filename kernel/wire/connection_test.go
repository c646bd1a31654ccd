package wire

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fields is the JSON of a good connection file, with changes; a nil value removes the key.
func fields(changes map[string]any) []byte {
	all := map[string]any{
		"transport": "tcp", "ip": "127.0.0.1", "key": "k", "signature_scheme": "hmac-sha256", "kernel_name": "interleave",
		"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5, "jupyter_session": "nb.ipynb",
	}
	maps.Copy(all, changes)
	maps.DeleteFunc(all, func(_ string, v any) bool { return v == nil })
	data, _ := json.Marshal(all)
	return data
}

func writeFile(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kernel-1.json")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadConnection(t *testing.T) {
	c, err := ReadConnection(writeFile(t, fields(map[string]any{"shell_port": "57575", "signature_scheme": nil, "key": nil})))
	if err != nil {
		t.Fatal(err)
	}
	if c.ShellPort != 57575 || c.IOPubPort != 2 || c.StdinPort != 3 || c.ControlPort != 4 || c.HBPort != 5 {
		t.Errorf("ports are %+v", c)
	}
	if c.Transport != "tcp" || c.IP != "127.0.0.1" || c.Key != "" || c.SignatureScheme != "hmac-sha256" || c.KernelName != "interleave" {
		t.Errorf("connection is %+v", c)
	}
}

func TestReadConnectionErrors(t *testing.T) {
	if _, err := ReadConnection(filepath.Join(t.TempDir(), "none.json")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v, expected fs.ErrNotExist", err)
	}
	long := "/" + strings.Repeat("x", 110)
	for _, c := range []struct {
		data []byte
		want string
	}{
		{[]byte(""), "not a JSON object"},
		{[]byte("null"), "not a JSON object"},
		{[]byte("[1]"), "not a JSON object"},
		{fields(map[string]any{"hb_port": nil}), `key "hb_port" is missing; was it written by Jupyter?`},
		{fields(map[string]any{"hb_port": nil, "ip": nil}), `keys ["hb_port" "ip"] are missing`},
		{fields(map[string]any{"shell_port": nil, "registration_port": 9}), "registration"},
		{fields(map[string]any{"shell_port": "http"}), `key "shell_port" is "http", expected a port number`},
		{fields(map[string]any{"shell_port": 1.5}), `key "shell_port" is 1.5, expected a port number`},
		{fields(map[string]any{"shell_port": 70000}), `key "shell_port" is 70000, expected a port from 0 to 65535`},
		{fields(map[string]any{"shell_port": -1}), `key "shell_port" is -1`},
		{fields(map[string]any{"shell_port": 2}), `have the same port 2`},
		{fields(map[string]any{"key": 12}), `key "key" is 12, expected a string`},
		{fields(map[string]any{"ip": ""}), `key "ip" is empty`},
		{fields(map[string]any{"transport": "inproc"}), `unknown transport "inproc"`},
		{fields(map[string]any{"signature_scheme": "hmac-crc"}), `unknown signature_scheme "hmac-crc"`},
		{fields(map[string]any{"curve_publickey": "abc"}), `key "curve_publickey" asks for CURVE encryption`},
		{fields(map[string]any{"curve_secretkey": "abc"}), `key "curve_secretkey" asks for CURVE encryption`},
		{fields(map[string]any{"transport": "ipc", "ip": long}), "at most 107 are possible"},
	} {
		path := writeFile(t, c.data)
		_, err := ReadConnection(path)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s\ngives %v\nexpected an error with the path and %q", c.data, err, c.want)
		}
	}
	if _, err := ReadConnection(writeFile(t, fields(map[string]any{"curve_publickey": "", "curve_secretkey": nil}))); err != nil {
		t.Errorf("empty CURVE keys: %v", err)
	}
}

func TestWriteConnectionKeepsWhatItDoesNotKnow(t *testing.T) {
	path := writeFile(t, fields(nil))
	c, err := ReadConnection(path)
	if err != nil {
		t.Fatal(err)
	}
	c.ShellPort = 4711
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := c.Write(path); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("file mode is %v (%v), expected 0600", info.Mode(), err)
	}
	data, _ := os.ReadFile(path)
	var raw map[string]any
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatal(err)
	}
	if raw["shell_port"] != 4711.0 || raw["jupyter_session"] != "nb.ipynb" || raw["key"] != "k" {
		t.Errorf("file is %s", data)
	}
	entries, _ := os.ReadDir(filepath.Dir(path))
	if len(entries) != 1 {
		t.Errorf("directory holds %v, expected the file alone", entries)
	}
	if err := c.Write(filepath.Join(path, "no", "such", "dir")); err == nil {
		t.Error("writing into a directory that is not there is no error")
	}
}

func TestNewConnection(t *testing.T) {
	a, err := NewConnection("", "")
	if err != nil {
		t.Fatal(err)
	}
	b, _ := NewConnection("tcp", "*")
	if a.Key == "" || a.Key == b.Key || a.IP != "127.0.0.1" || a.ShellPort != 0 {
		t.Errorf("connections are %+v and %+v", a, b)
	}
	for _, bad := range [][2]string{{"ipc", ""}, {"udp", "x"}, {"ipc", "/" + strings.Repeat("y", 120)}} {
		if _, err := NewConnection(bad[0], bad[1]); err == nil {
			t.Errorf("NewConnection(%q, %q) is no error", bad[0], bad[1])
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, c := range []struct{ transport, ip, listen, dial string }{
		{"tcp", "127.0.0.1", "tcp 127.0.0.1:5", "tcp 127.0.0.1:5"},
		{"tcp", "*", "tcp 0.0.0.0:5", "tcp 127.0.0.1:5"},
		{"tcp", "0.0.0.0", "tcp 0.0.0.0:5", "tcp 127.0.0.1:5"},
		{"tcp", "::1", "tcp [::1]:5", "tcp [::1]:5"},
		{"tcp", "[::1]", "tcp [::1]:5", "tcp [::1]:5"},
		{"tcp", "::", "tcp [::]:5", "tcp [::1]:5"},
		{"tcp", "localhost", "tcp localhost:5", "tcp localhost:5"},
		{"ipc", "/run/k", "unix /run/k-5", "unix /run/k-5"},
	} {
		conn := Connection{Transport: c.transport, IP: c.ip}
		network, addr := conn.address(5)
		if got := network + " " + addr; got != c.listen {
			t.Errorf("%s %s: listens at %s, expected %s", c.transport, c.ip, got, c.listen)
		}
		network, addr = conn.dialAddress(5)
		if got := network + " " + addr; got != c.dial {
			t.Errorf("%s %s: is dialled at %s, expected %s", c.transport, c.ip, got, c.dial)
		}
	}
}

func TestStaleSocketFileIsReplaced(t *testing.T) {
	c := Connection{Transport: "ipc", IP: filepath.Join(t.TempDir(), "k")}
	path := ipcPath(c.IP, 1)
	stale, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	stale.(*net.UnixListener).SetUnlinkOnClose(false)
	stale.Close()
	port := 1
	l, err := c.bindOnce(&port)
	if err != nil {
		t.Fatalf("with the file of a dead kernel: %v", err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("socket file has mode %v (%v), expected 0600", info.Mode(), err)
	}
	if _, err := c.bindOnce(&port); err == nil {
		t.Error("a second kernel took the socket of a living one")
	}
	if conn, err := net.Dial("unix", path); err != nil {
		t.Errorf("the first kernel lost its socket: %v", err)
	} else {
		conn.Close()
	}
	l.Close()
	if exists(path) {
		t.Error("the socket file is left behind")
	}
}

func TestFileOfAnotherKindIsNotRemoved(t *testing.T) {
	c := Connection{Transport: "ipc", IP: filepath.Join(t.TempDir(), "k")}
	path := ipcPath(c.IP, 1)
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	port := 1
	if _, err := c.bindOnce(&port); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error is %v, expected one that names %s", err, path)
	}
	if data, _ := os.ReadFile(path); string(data) != "precious" {
		t.Errorf("the file holds %q now", data)
	}
}

// FuzzConnection parses arbitrary files; what is accepted can be written and read again.
func FuzzConnection(f *testing.F) {
	for _, changes := range []map[string]any{nil, {"shell_port": "12"}, {"key": nil}, {"hb_port": nil}, {"transport": "ipc"},
		{"curve_publickey": "x"}, {"ip": "::1"}, {"shell_port": map[string]int{}}} {
		f.Add(fields(changes))
	}
	f.Add([]byte(`{"shell_port":"\"1\""}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := parseConnection(data)
		if err != nil {
			return
		}
		again, err := c.encode()
		if err != nil {
			t.Fatalf("%s was read as %+v and cannot be written: %v", data, c, err)
		}
		back, err := parseConnection(again)
		if err != nil || back.ShellPort != c.ShellPort || back.IP != c.IP || back.Key != c.Key {
			t.Errorf("%s was written as %s and read as %+v, %v", data, again, back, err)
		}
	})
}
