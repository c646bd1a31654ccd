package install

import (
	"bufio"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Set is a list of pinned packages.
type Set string

const (
	Lab     Set = "lab"     // JupyterLab, with nbclient and nbconvert
	Test    Set = "test"    // Lab and what the tests need
	Grading Set = "grading" // Lab and nbgrader
)

//go:embed requirements/lab.txt requirements/test.txt requirements/grading.txt
var requirements embed.FS

// Pins is the text of the set's requirements file.
func (s Set) Pins() (string, error) {
	files := map[Set][]string{Lab: {"lab"}, Test: {"lab", "test"}, Grading: {"lab", "grading"}}[s]
	if files == nil {
		return "", fmt.Errorf("there is no set of Python packages named %q; there are %q, %q and %q", s, Lab, Test, Grading)
	}
	var text strings.Builder
	for _, f := range files {
		b, err := requirements.ReadFile("requirements/" + f + ".txt")
		if err != nil {
			return "", err
		}
		text.Write(b)
	}
	return text.String(), nil
}

// Environment is a Python environment.
type Environment struct {
	Prefix string // sys.prefix: what --prefix takes
}

// Program is the path of a program in it, such as "python" or "jupyter".
func (e Environment) Program(name string) string { return venvProgram(e.Prefix, name) }

// Environ is base as a shell has it in which the environment is active.
func (e Environment) Environ(base []string) []string {
	out := []string{}
	for _, kv := range base {
		if name, _, _ := strings.Cut(kv, "="); name != "PYTHONHOME" && name != "PYTHONPATH" && name != "VIRTUAL_ENV" && name != "PATH" {
			out = append(out, kv)
		}
	}
	path := filepath.Dir(e.Program("python")) + string(filepath.ListSeparator) + os.Getenv("PATH")
	return append(out, "VIRTUAL_ENV="+e.Prefix, "PATH="+path)
}

// Progress is told what is being done: step is a short line, done of total
// packages are there (total 0: not known yet). It may be nil.
type Progress func(step string, done, total int)

func (p Progress) tell(step string, done, total int) {
	if p != nil {
		p(step, done, total)
	}
}

// Python returns the private environment that holds the packages of set, and
// makes it first if this is the first time. It is the only function that makes
// Python environments: `interleave lab` and the tests share it.
//
// The environment is in the user's cache, named by the hash of its pins. A
// file lock keeps two processes from making it at once. An environment can't
// be moved, since its scripts name their interpreter by its path; so it is
// made in a folder of its own and becomes valid when a file that names this
// folder is renamed into place. What an interrupted attempt left is removed by
// the next.
func Python(ctx context.Context, set Set, progress Progress) (Environment, error) {
	pins, err := set.Pins()
	if err != nil {
		return Environment{}, err
	}
	cache, err := CacheDir()
	if err != nil {
		return Environment{}, err
	}
	sum := sha256.Sum256([]byte(pins))
	place := environmentPlace{
		dir:  filepath.Join(cache, "python"),
		name: string(set) + "-" + hex.EncodeToString(sum[:6]),
	}
	if err := os.MkdirAll(place.dir, 0o755); err != nil {
		return Environment{}, fmt.Errorf("make a Python environment: %w", err)
	}
	if env, ok := place.valid(ctx); ok {
		return env, nil
	}
	unlock, err := place.lock(ctx, progress)
	if err != nil {
		return Environment{}, err
	}
	defer unlock()
	if env, ok := place.valid(ctx); ok { // another process made it meanwhile
		return env, nil
	}
	return place.make(ctx, pins, progress)
}

// environmentPlace is where one environment lives: dir/NAME.ready holds the
// name of the folder in dir that is valid, dir/NAME.lock is the file lock.
type environmentPlace struct{ dir, name string }

func (p environmentPlace) file(suffix string) string { return filepath.Join(p.dir, p.name+suffix) }

// valid returns the environment if it is there and its Python still starts
// (the one that it was made from may be gone after an upgrade).
func (p environmentPlace) valid(ctx context.Context) (Environment, bool) {
	name, err := os.ReadFile(p.file(".ready"))
	if err != nil {
		return Environment{}, false
	}
	env := Environment{Prefix: filepath.Join(p.dir, filepath.Base(strings.TrimSpace(string(name))))}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return env, exec.CommandContext(ctx, env.Program("python"), "-c", "").Run() == nil
}

func (p environmentPlace) lock(ctx context.Context, progress Progress) (unlock func(), err error) {
	l := flock.New(p.file(".lock"))
	ok, err := l.TryLock()
	if err == nil && !ok {
		progress.tell("waiting for another process that makes the same Python environment", 0, 0)
		ok, err = l.TryLockContext(ctx, 200*time.Millisecond)
	}
	if err != nil || !ok {
		return nil, fmt.Errorf("lock %s: %w", p.file(".lock"), err)
	}
	return func() { l.Unlock() }, nil
}

// make is called under the lock.
func (p environmentPlace) make(ctx context.Context, pins string, progress Progress) (_ Environment, err error) {
	python, err := usablePython(ctx)
	if err != nil {
		return Environment{}, err
	}
	if err := p.removeOthers(); err != nil {
		return Environment{}, err
	}
	prefix, err := os.MkdirTemp(p.dir, p.name+".env-")
	if err != nil {
		return Environment{}, fmt.Errorf("make a Python environment: %w", err)
	}
	defer func() {
		if err != nil {
			os.RemoveAll(prefix)
		}
	}()
	m := maker{env: Environment{Prefix: prefix}, python: python, progress: progress}
	if err := m.venv(ctx); err != nil {
		return Environment{}, err
	}
	if err := m.packages(ctx, pins); err != nil {
		return Environment{}, err
	}
	return m.env, p.declare(prefix)
}

// removeOthers removes what earlier attempts and earlier Pythons left.
func (p environmentPlace) removeOthers() error {
	if err := os.Remove(p.file(".ready")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("make a Python environment: %w", err)
	}
	left, err := filepath.Glob(p.file(".env-*"))
	if err != nil {
		return err
	}
	for _, dir := range left {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("remove an unfinished Python environment: %w", err)
		}
	}
	return nil
}

// declare makes the environment at prefix the valid one.
func (p environmentPlace) declare(prefix string) error {
	tmp := p.file(".ready.new")
	if err := os.WriteFile(tmp, []byte(filepath.Base(prefix)+"\n"), 0o644); err != nil {
		return fmt.Errorf("make a Python environment: %w", err)
	}
	return os.Rename(tmp, p.file(".ready"))
}

// maker makes one environment.
type maker struct {
	env      Environment
	python   Interpreter
	progress Progress
}

func (m maker) venv(ctx context.Context) error {
	m.progress.tell(fmt.Sprintf("making a Python %d.%d environment", m.python.Major, m.python.Minor), 0, 0)
	args := []string{"-m", "venv"}
	if !m.python.EnsurePip {
		args = append(args, "--without-pip")
	}
	return m.run(ctx, "make a Python environment", nil, m.python.Path, append(args, m.env.Prefix)...)
}

// packages installs the pins with uv where the user has it, which takes a
// third of the time, else with pip. uv has to be told to compile: without .pyc
// files every start of Jupyter takes seconds longer.
func (m maker) packages(ctx context.Context, pins string) error {
	file := filepath.Join(m.env.Prefix, "requirements.txt")
	if err := os.WriteFile(file, []byte(pins), 0o644); err != nil {
		return fmt.Errorf("install Python packages: %w", err)
	}
	count := &counter{progress: m.progress, total: strings.Count(pins, "==")}
	count.tell("installing Python packages")
	python := m.env.Program("python")
	if uv, err := exec.LookPath("uv"); err == nil {
		err = m.run(ctx, "install Python packages", count, uv, "pip", "install", "--compile-bytecode", "--python", python, "-r", file)
		if err == nil || ctx.Err() != nil {
			return err
		}
		count.tell("uv failed; installing Python packages with pip")
	}
	pip := []string{python, "-m", "pip"}
	if !m.python.EnsurePip {
		pip = []string{m.python.Path, "-m", "pip", "--python", python}
	}
	args := append(pip[1:], "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off", "-r", file)
	return m.run(ctx, "install Python packages", count, pip[0], args...)
}

// run runs a command whose output goes line by line to count; an error ends
// with the last lines.
func (m maker) run(ctx context.Context, what string, count *counter, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = m.environ()
	cmd.WaitDelay = 5 * time.Second
	read, write := io.Pipe()
	cmd.Stdout, cmd.Stderr = write, write
	last := make(chan string, 1)
	go func() { last <- follow(read, count) }()
	err := cmd.Run()
	write.Close()
	tail := <-last
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("%s: %s: %w\n%s", what, strings.Join(cmd.Args, " "), err, tail)
	}
	return nil
}

// environ leaves out what would keep compiled files from being written or mix
// in packages of the user.
func (m maker) environ() []string {
	var out []string
	for _, kv := range os.Environ() {
		switch name, _, _ := strings.Cut(kv, "="); name {
		case "PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "PIP_TARGET", "PIP_USER", "PIP_REQUIRE_VIRTUALENV":
		default:
			out = append(out, kv)
		}
	}
	return append(out, "PYTHONNOUSERSITE=1")
}

// follow reads to the end and returns the last lines.
func follow(r io.Reader, count *counter) string {
	const keep = 12
	var lines []string
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		if lines = append(lines, s.Text()); len(lines) > keep {
			lines = lines[1:]
		}
		if count != nil {
			count.line(s.Text())
		}
	}
	io.Copy(io.Discard, r) // a line beyond the buffer must not block the writer
	return strings.Join(lines, "\n")
}

// counter turns the output of pip and uv into progress.
type counter struct {
	progress    Progress
	done, total int
}

func (c *counter) tell(step string) { c.progress.tell(step, c.done, c.total) }

func (c *counter) line(text string) {
	word, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	switch {
	case word == "Collecting":
		c.done = min(c.done+1, c.total)
		name, _, _ := strings.Cut(rest, "==")
		c.tell("fetching " + name)
	case word == "Installing", strings.HasPrefix(text, "Prepared"):
		c.done = c.total
		c.tell("unpacking and compiling")
	case word == "Downloading" || word == "Downloaded":
		name, _, _ := strings.Cut(rest, "-") // of a wheel
		c.tell("fetching " + name)
	}
}
