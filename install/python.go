package install

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// ErrNoPython says that there is no Python from which an environment can be
// made. Its text is the sentence for the user.
var ErrNoPython = errors.New("JupyterLab needs Python 3.11 or newer with its venv module, and none was found; " +
	"install it (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python; Windows: python.org) and try again. " +
	"`interleave run` and `interleave console` need no Python")

// Interpreter is a Python that was found.
type Interpreter struct {
	Path  string `json:"path"`
	Major int    `json:"major"`
	Minor int    `json:"minor"`
	// Venv and Pip tell whether it can make environments, with a pip inside
	// (ensurepip) or without one that its own pip has to fill.
	Venv      bool `json:"venv"`
	EnsurePip bool `json:"ensurepip"`
	Pip       bool `json:"pip"`
}

// Usable says whether an environment can be made with it.
func (p Interpreter) Usable() bool { return p.recent() && p.Venv && (p.EnsurePip || p.Pip) }

func (p Interpreter) recent() bool { return p.Major > 3 || p.Major == 3 && p.Minor >= 11 }

// Missing is what keeps it from being usable, with what to do, or "".
func (p Interpreter) Missing() string {
	switch {
	case !p.recent():
		return fmt.Sprintf("is version %d.%d; 3.11 or newer is needed", p.Major, p.Minor)
	case !p.Venv, !p.EnsurePip && !p.Pip:
		return fmt.Sprintf("can make no environments; on Debian and Ubuntu: apt install python%d.%d-venv", p.Major, p.Minor)
	}
	return ""
}

// describePython runs in the interpreter. Importing ensurepip is not enough
// on Debian, where the module is there without its content.
const describePython = `
import importlib.util as u, json, os, sys
def has(name):
    return u.find_spec(name) is not None
def ensurepip():
    try:
        import ensurepip
        return bool(ensurepip.version())
    except Exception:
        return False
print(json.dumps({"path": sys.executable, "major": sys.version_info[0], "minor": sys.version_info[1],
                  "venv": has("venv"), "ensurepip": ensurepip(), "pip": has("pip")}))
`

// Interpreters returns the Pythons of this machine in the order in which they
// are tried: INTERLEAVE_PYTHON alone if it is set, else those on PATH.
func Interpreters(ctx context.Context) []Interpreter {
	names := []string{"python3", "python3.14", "python3.13", "python3.12", "python3.11", "python", "/usr/bin/python3"}
	if own := os.Getenv("INTERLEAVE_PYTHON"); own != "" {
		names = []string{own}
	}
	var found []Interpreter
	seen := map[string]bool{}
	for _, name := range names {
		p, err := inspectPython(ctx, name)
		if err == nil && !seen[p.Path] {
			seen[p.Path] = true
			found = append(found, p)
		}
	}
	return found
}

func inspectPython(ctx context.Context, name string) (Interpreter, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return Interpreter{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "-c", describePython).Output()
	if err != nil {
		return Interpreter{}, fmt.Errorf("run %s: %w", path, err)
	}
	var p Interpreter
	if err := json.Unmarshal(out, &p); err != nil {
		return Interpreter{}, fmt.Errorf("run %s: %w", path, err)
	}
	if p.Path == "" {
		p.Path = path
	}
	return p, nil
}

// usablePython is the first that can make an environment.
func usablePython(ctx context.Context) (Interpreter, error) {
	found := Interpreters(ctx)
	for _, p := range found {
		if p.Usable() {
			return p, nil
		}
	}
	if err := ctx.Err(); err != nil {
		return Interpreter{}, err
	}
	if len(found) > 0 {
		return Interpreter{}, fmt.Errorf("%w (%s %s)", ErrNoPython, found[0].Path, found[0].Missing())
	}
	return Interpreter{}, ErrNoPython
}
