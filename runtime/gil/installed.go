package gil

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"interleave/runtime/cell"
)

// An Installed is a CPython that is on this machine.
type Installed struct {
	Version string // "3.11.7", "3.13.5t"
	Path    string // of the executable
}

// String is the value in words.
func (p Installed) String() string { return "CPython " + p.Version }

// probeLimit is how long an executable may take to say what it is.
const probeLimit = 10 * time.Second

const probe = `import sys, platform
free = not getattr(sys, "_is_gil_enabled", lambda: True)()
print(platform.python_implementation())
print("%d.%d.%d" % sys.version_info[:3] + ("t" if free else ""))
print(sys.executable)`

var pythonName = regexp.MustCompile(`^python([23](\.\d+t?)?)?(\.exe)?$`)

// Pythons finds the CPythons of this machine, by version: those on the PATH and
// those of pyenv, from 2.7 on, of each minor version the newest. It runs each to
// ask what it is, which takes some 30 ms. Without any it returns none; an
// interrupt of the cell ends the search.
func Pythons() []Installed {
	ctx := cell.Context()
	best := map[string]Installed{}
	tried := map[string]bool{}
	for _, path := range candidates() {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			if tried[real] {
				continue
			}
			tried[real] = true
		}
		p, ok := ask(ctx, path)
		if ctx.Err() != nil {
			break
		}
		if !ok {
			continue
		}
		key := minor(p.Version)
		if old, seen := best[key]; !seen || compareVersions(p.Version, old.Version) > 0 {
			best[key] = p
		}
	}
	all := make([]Installed, 0, len(best))
	for _, p := range best {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b Installed) int { return compareVersions(a.Version, b.Version) })
	return all
}

// candidates are executables with the name of a Python. The scripts that pyenv
// puts on the PATH stand for what is in its folders anyway.
func candidates() []string {
	var all []string
	home := os.Getenv("PYENV_ROOT")
	if home == "" {
		if user, err := os.UserHomeDir(); err == nil {
			home = filepath.Join(user, ".pyenv")
		}
	}
	dirs := filepath.SplitList(os.Getenv("PATH"))
	if home != "" {
		found, _ := filepath.Glob(filepath.Join(home, "versions", "*", "bin"))
		dirs = append(dirs, found...)
	}
	for _, dir := range dirs {
		if dir == "" || home != "" && dir == filepath.Join(home, "shims") {
			continue
		}
		entries, _ := os.ReadDir(dir) // a folder that isn't there has none
		for _, e := range entries {
			if !pythonName.MatchString(e.Name()) {
				continue
			}
			path := filepath.Join(dir, e.Name())
			if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && (info.Mode()&0o111 != 0 || runtime.GOOS == "windows") {
				all = append(all, path)
			}
		}
	}
	return all
}

func ask(ctx context.Context, path string) (Installed, bool) {
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	out, err := command(ctx, path, "-c", probe).Output()
	lines := strings.Split(strings.ReplaceAll(strings.TrimSpace(string(out)), "\r", ""), "\n")
	if err != nil || len(lines) != 3 || lines[0] != "CPython" {
		return Installed{}, false
	}
	major, low, _, ok := parseVersion(lines[1])
	if !ok || major == 2 && low < 7 {
		return Installed{}, false
	}
	return Installed{Version: lines[1], Path: lines[2]}, true
}

// command runs a Python that reads no settings of the user. When the context
// ends it is killed.
func command(ctx context.Context, path string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, path, append([]string{"-E", "-s"}, args...)...)
	cmd.WaitDelay = 200 * time.Millisecond
	return cmd
}

// minor is a version without what follows the second dot: "3.13t".
func minor(version string) string {
	number, free := strings.CutSuffix(version, "t")
	parts := strings.SplitN(number, ".", 3)
	s := strings.Join(parts[:min(2, len(parts))], ".")
	if free {
		s += "t"
	}
	return s
}

func compareVersions(a, b string) int {
	x, y := numbers(a), numbers(b)
	return cmp.Or(slices.Compare(x[:], y[:]), cmp.Compare(a, b))
}

func numbers(version string) (n [3]int) {
	version, _ = strings.CutSuffix(version, "t")
	for i, part := range strings.SplitN(version, ".", 3) {
		for _, c := range part {
			if c >= '0' && c <= '9' {
				n[i] = n[i]*10 + int(c-'0')
			}
		}
	}
	return n
}
