package main

import (
	"bufio"
	"bytes"
	"fmt"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"slices"
	"strings"

	"golang.org/x/tools/go/gcexportdata"

	"interleave/runtime/symbols/gen/shell"
)

// patterns are what cells can import; kernel/lang/exportdata has the same list
// and a test compares the two.
var patterns = []string{
	"std",
	"golang.org/x/sync/errgroup",
	"golang.org/x/sync/semaphore",
	"golang.org/x/sync/singleflight",
	"interleave/runtime/...",
}

// core reports whether a package is for the shells of our packages alone, see
// package shell.
func core(path string) bool { return strings.HasPrefix(path, shell.Ours+"internal/") }

// left reports whether a package that the go command found has no table.
func left(path string) bool { return hidden(path) && !core(path) }

// hidden reports whether a package is not offered to cells.
func hidden(path string) bool {
	if slices.Contains([]string{"unsafe", "plugin", "runtime/cgo", "runtime/race"}, path) {
		return true
	}
	for part := range strings.SplitSeq(path, "/") {
		if part == "internal" || part == "vendor" || part == "cmd" {
			return true
		}
	}
	rest, ours := strings.CutPrefix(path, "interleave/runtime/")
	return ours && (rest == "symbols" || strings.HasPrefix(rest, "symbols/") || strings.HasPrefix(rest, "bench"))
}

// load reads the export data of all packages for a platform.
func load(platform string) (map[string]*types.Package, error) {
	listed, err := goList(platform, append([]string{"-f", "{{.ImportPath}}"}, patterns...)...)
	if err != nil {
		return nil, err
	}
	paths := slices.DeleteFunc(strings.Fields(string(listed)), left)
	out, err := goList(platform, append([]string{"-export", "-trimpath", "-f", "{{.ImportPath}}\t{{.Export}}"}, paths...)...)
	if err != nil {
		return nil, err
	}
	pkgs := map[string]*types.Package{}
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		path, file, _ := strings.Cut(lines.Text(), "\t")
		if file == "" {
			continue // only documentation, or nothing for this platform
		}
		if pkgs[path], err = read(path, file); err != nil {
			return nil, fmt.Errorf("%s for %s: %w", path, platform, err)
		}
	}
	return pkgs, lines.Err()
}

func goList(platform string, args ...string) ([]byte, error) {
	goos, goarch, _ := strings.Cut(platform, "/")
	cmd := exec.Command("go", append([]string{"list"}, args...)...)
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0", "GOFLAGS=")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list for %s: %w", platform, err)
	}
	return out, nil
}

func read(path, file string) (*types.Package, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	//lint:ignore SA1019 this Go writes archives, which Read alone does not take
	r, err := gcexportdata.NewReader(f)
	if err != nil {
		return nil, err
	}
	return gcexportdata.Read(r, token.NewFileSet(), map[string]*types.Package{}, path)
}
