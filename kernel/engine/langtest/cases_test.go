package langtest

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/traefik/yaegi/interp"
	"golang.org/x/tools/txtar"

	"interleave/kernel/engine/hooks"
	"interleave/kernel/engine/host"
	"interleave/kernel/lang"
	"interleave/runtime/symbols"
)

type machine struct {
	mu   sync.Mutex
	out  bytes.Buffer
	m    *hooks.Machine
	s    *lang.Session
	n    int
	used map[string]bool
	dump bool
}

func newMachine() *machine {
	m := &machine{
		s:    lang.NewSession(lang.Options{Host: host.Path}),
		m:    hooks.New(hooks.Options{Stderr: io.Discard, Plain: os.Getenv("PLAIN") != ""}),
		used: map[string]bool{},
	}
	if err := m.use([]string{host.Path}); err != nil {
		panic(err)
	}
	return m
}

func (m *machine) Write(stream string, p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if stream == "stderr" {
		fmt.Fprintf(&m.out, "[stderr]")
	}
	return m.out.Write(p)
}

func (m *machine) Read(p []byte) (int, error) { return 0, io.EOF }
func (m *machine) SetResult(values []any)     { m.Write("stdout", []byte("= "+fmt.Sprintln(values...))) }
func (m *machine) SetMethod(string, any)      {}
func (m *machine) Exiting(int)                {}

// use makes the packages of a unit importable.
func (m *machine) use(paths []string) error {
	for _, p := range paths {
		if m.used[p] || p == "unsafe" {
			continue
		}
		m.used[p] = true
		if p == host.Path {
			if err := m.m.Use(host.Symbols()); err != nil {
				return err
			}
			continue
		}
		table, ok := symbols.Lookup(p)
		if !ok {
			return fmt.Errorf("no symbols of package %s", p)
		}
		for name, v := range host.Replaced(p) {
			table[name] = v
		}
		exports := interp.Exports{p + "//" + symbols.Name(p): table}
		if w := host.Wrapped(p, table); w != nil {
			exports["."] = map[string]reflect.Value{"MapTypes": reflect.ValueOf(w)}
		}
		if err := m.m.Use(exports); err != nil {
			return err
		}
	}
	return nil
}

func (m *machine) run(code string) (errText string) {
	m.n++
	u, err := m.s.Compile(lang.Cell{Number: m.n, Code: code})
	if err != nil {
		return err.Error()
	}
	if m.dump {
		fmt.Printf("--- text %d\n%s", m.n, u.Text)
	}
	if u.Text == "" {
		m.s.Commit(u)
		return ""
	}
	if err := m.use(u.Imports); err != nil {
		return err.Error()
	}
	p, err := m.m.Compile(hooks.Source{Name: fmt.Sprintf("c%d.go", m.n), Cell: int64(m.n), Code: u.Text, Position: func(off int) (int, int, int) {
		p := u.Position(off)
		return p.Cell, p.Line, p.Column
	}})
	if err != nil {
		return "COMPILE: " + err.Error()
	}
	m.s.Commit(u)
	c := hooks.NewCell(int64(m.n))
	c.Value = m
	c.OnPanic = func(p *hooks.Panic) { fmt.Fprintf(&m.out, "goroutine panic: %v\n", p.Value) }
	done := make(chan hooks.Outcome, 1)
	go func() { done <- m.m.Run(p, c) }()
	select {
	case o := <-done:
		switch o.End {
		case hooks.Finished:
			return ""
		case hooks.Panicked:
			return fmt.Sprintf("panic: %v %v", o.Panic.Value, o.Panic.Stack)
		}
		return o.End.String()
	case <-time.After(5 * time.Second):
		c.Stop(time.Second)
		return "HANG"
	}
}

// TestCasesDev runs a folder of cases: CASES=dir [CASE=name] [DUMP=1].
func TestCasesDev(t *testing.T) {
	dir := os.Getenv("CASES")
	if dir == "" {
		t.Skip("no CASES")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.txt"))
	sort.Strings(files)
	pass := 0
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		if c := os.Getenv("CASE"); c != "" && c != name {
			continue
		}
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m := newMachine()
		m.dump = os.Getenv("DUMP") != ""
		want, wantErr, errs := "", "", ""
		for _, f := range a.Files {
			switch {
			case strings.HasPrefix(f.Name, "in "):
				if e := m.run(string(f.Data)); e != "" {
					errs += fmt.Sprintf("cell %d: %s\n", m.n, e)
				}
			case f.Name == "out":
				want = string(f.Data)
			case f.Name == "error":
				wantErr = strings.TrimSpace(string(f.Data))
			}
		}
		ok := m.out.String() == want
		if wantErr != "" {
			ok = ok && strings.Contains(errs, wantErr)
		} else {
			ok = ok && errs == ""
		}
		if ok {
			pass++
			continue
		}
		fmt.Printf("FAIL %s\n%s", name, indent(errs))
		if m.out.String() != want {
			fmt.Printf("   got:\n%s   want:\n%s", indent(m.out.String()), indent(want))
		}
	}
	fmt.Printf("%d of %d\n", pass, len(files))
}

func indent(s string) string {
	if s == "" {
		return ""
	}
	return "      " + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n      ") + "\n"
}
