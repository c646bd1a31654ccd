package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// Connection is what a connection file holds: where the five sockets are and with what key messages are signed.
type Connection struct {
	Transport       string // tcp or ipc
	IP              string // address, "*", host name; for ipc the path without "-port"
	ShellPort       int
	IOPubPort       int
	StdinPort       int
	ControlPort     int
	HBPort          int
	Key             string // empty: messages are not signed
	SignatureScheme string
	KernelName      string

	extra map[string]json.RawMessage // keys of the file that we do not use; written back
}

// ports pairs the keys of the file with their fields.
func (c *Connection) ports() []portField {
	return []portField{
		{"shell_port", &c.ShellPort},
		{"iopub_port", &c.IOPubPort},
		{"stdin_port", &c.StdinPort},
		{"control_port", &c.ControlPort},
		{"hb_port", &c.HBPort},
	}
}

type portField struct {
	key  string
	port *int
}

func (c *Connection) texts() map[string]*string {
	return map[string]*string{
		"transport":        &c.Transport,
		"ip":               &c.IP,
		"key":              &c.Key,
		"signature_scheme": &c.SignatureScheme,
		"kernel_name":      &c.KernelName,
	}
}

// NewConnection makes a connection with a fresh key and all ports 0, which Listen replaces by free ones. An empty
// transport is tcp and an empty ip 127.0.0.1; for ipc the ip must be a path, best in a directory that only the user can read.
func NewConnection(transport, ip string) (Connection, error) {
	c := Connection{Transport: transport, IP: ip, Key: uuid.NewString(), SignatureScheme: DefaultScheme}
	if c.Transport == "" {
		c.Transport = "tcp"
	}
	if c.Transport == "tcp" && c.IP == "" {
		c.IP = "127.0.0.1"
	}
	if err := c.check(); err != nil {
		return Connection{}, fmt.Errorf("new connection: %w", err)
	}
	return c, nil
}

// ReadConnection reads a connection file. A file that is not there is an error for which errors.Is(err, fs.ErrNotExist)
// holds.
func ReadConnection(path string) (Connection, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Connection{}, fmt.Errorf("read connection file: %w", err)
	}
	c, err := parseConnection(data)
	if err != nil {
		return Connection{}, fmt.Errorf("connection file %q: %w", path, err)
	}
	return c, nil
}

func parseConnection(data []byte) (Connection, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return Connection{}, fmt.Errorf("not a JSON object: %w", err)
	}
	if raw == nil {
		return Connection{}, errors.New("not a JSON object: null")
	}
	for _, key := range []string{"curve_publickey", "curve_secretkey"} {
		if v := string(raw[key]); v != "" && v != "null" && v != `""` {
			return Connection{}, fmt.Errorf("key %q asks for CURVE encryption, which this kernel does not have; "+
				"set transport_encryption to disabled in the server that started it", key)
		}
	}
	var c Connection
	if err := c.fill(raw); err != nil {
		return Connection{}, err
	}
	c.extra = raw
	return c, c.check()
}

// fill moves the known keys from raw into c. It leaves the others.
func (c *Connection) fill(raw map[string]json.RawMessage) error {
	var missing []string
	for key, field := range c.texts() {
		v, ok := raw[key]
		delete(raw, key)
		if !ok || string(v) == "null" {
			if key == "transport" || key == "ip" {
				missing = append(missing, key)
			}
			continue
		}
		if err := json.Unmarshal(v, field); err != nil {
			return fmt.Errorf("key %q is %.40s, expected a string", key, v)
		}
	}
	for _, p := range c.ports() {
		v, ok := raw[p.key]
		delete(raw, p.key)
		if !ok || string(v) == "null" {
			missing = append(missing, p.key)
			continue
		}
		var err error
		if *p.port, err = strconv.Atoi(strings.Trim(string(v), `"`)); err != nil {
			return fmt.Errorf("key %q is %.40s, expected a port number", p.key, v)
		}
	}
	return missingError(missing, raw)
}

func missingError(missing []string, raw map[string]json.RawMessage) error {
	if len(missing) == 0 {
		return nil
	}
	slices.Sort(missing)
	if _, ok := raw["registration_port"]; ok {
		return fmt.Errorf("key %q is missing and registration_port is there: "+
			"registration (protocol 5.6) is not supported, the kernelspec must say protocol 5.5", missing[0])
	}
	if len(missing) == 1 {
		return fmt.Errorf("key %q is missing; was it written by Jupyter?", missing[0])
	}
	return fmt.Errorf("keys %q are missing; was it written by Jupyter?", missing)
}

// check refuses what could not be listened on later, with the key that is wrong.
func (c *Connection) check() error {
	if c.SignatureScheme == "" {
		c.SignatureScheme = DefaultScheme
	}
	if _, err := newSigner(c.SignatureScheme, c.Key); err != nil {
		return err
	}
	switch c.Transport {
	case "tcp", "ipc":
	default:
		return fmt.Errorf("unknown transport %q; known are tcp and ipc", c.Transport)
	}
	if c.IP == "" {
		return fmt.Errorf(`key "ip" is empty; expected an address or, for ipc, a path`)
	}
	used := map[int]string{}
	for _, p := range c.ports() {
		if *p.port < 0 || *p.port > 65535 {
			return fmt.Errorf("key %q is %d, expected a port from 0 to 65535", p.key, *p.port)
		}
		if other, dup := used[*p.port]; dup && *p.port != 0 {
			return fmt.Errorf("keys %q and %q have the same port %d", other, p.key, *p.port)
		}
		used[*p.port] = p.key
		if c.Transport == "ipc" {
			if err := checkSocketPath(ipcPath(c.IP, *p.port)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Write writes the connection file, readable by its owner only, in one step: a reader sees the old file or the new one.
func (c Connection) Write(path string) error {
	if err := c.write(path); err != nil {
		return fmt.Errorf("write connection file: %w", err)
	}
	return nil
}

func (c Connection) write(path string) error {
	data, err := c.encode()
	if err != nil {
		return err
	}
	// CreateTemp makes the file with mode 0600.
	f, err := os.CreateTemp(filepath.Dir(path), ".connection-*.json")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

func (c Connection) encode() ([]byte, error) {
	all := map[string]any{}
	for key, v := range maps.All(c.extra) {
		all[key] = v
	}
	for _, p := range c.ports() {
		all[p.key] = *p.port
	}
	for key, text := range c.texts() {
		all[key] = *text
	}
	data, err := json.MarshalIndent(all, "", "  ")
	return append(data, '\n'), err
}
