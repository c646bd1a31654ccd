// Command gen writes the export data that package exportdata embeds. It is
// run by go generate in kernel/lang/exportdata and needs the Go toolchain that
// the kernel is built with.
//
// The go command compiles every package for every platform of the list and
// says where the compiler's export data lies; gen reads it and writes it again
// in the indexed format of golang.org/x/tools/go/gcexportdata, which leaves out
// the bodies of inlinable functions: a quarter of the size (178 packages:
// 3.4 MB gzipped as the compiler writes it, 0.9 MB so).
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"go/token"
	"go/types"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/tools/go/gcexportdata"

	"interleave/kernel/lang/exportdata/gen/api"
)

// base is the platform whose data is written for every package; for the
// others only packages are written whose exported API differs from it.
const base = "linux/amd64"

var others = []string{"linux/arm64", "darwin/arm64", "windows/amd64"}

// patterns are what cells can import.
var patterns = []string{
	"std",
	"golang.org/x/sync/errgroup",
	"golang.org/x/sync/semaphore",
	"golang.org/x/sync/singleflight",
	"interleave/runtime/...",
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("exportdata/gen: ")
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	if err := os.RemoveAll("files"); err != nil {
		return err
	}
	common, err := compile(base)
	if err != nil {
		return err
	}
	for path, p := range common {
		if err := write(filepath.Join("files", "common"), path, p.data); err != nil {
			return err
		}
	}
	for _, platform := range others {
		pkgs, err := compile(platform)
		if err != nil {
			return err
		}
		dir := filepath.Join("files", strings.ReplaceAll(platform, "/", "_"))
		for path, p := range pkgs {
			if c, ok := common[path]; ok && c.api == p.api {
				continue
			}
			if err := write(dir, path, p.data); err != nil {
				return err
			}
		}
	}
	version := runtime.Version() + "\n"
	return os.WriteFile(filepath.Join("files", "version"), []byte(version), 0o644)
}

// pkg is one package as it is written and, to compare platforms, described.
type pkg struct {
	data []byte
	api  string
}

// compile has the go command compile all packages for a platform and reads
// their export data.
func compile(platform string) (map[string]pkg, error) {
	listed, err := goList(platform, append([]string{"-f", "{{.ImportPath}}"}, patterns...)...)
	if err != nil {
		return nil, err
	}
	paths := slices.DeleteFunc(strings.Fields(string(listed)), func(p string) bool { return api.Hidden(p) && !api.Core(p) })
	out, err := goList(platform, append([]string{"-trimpath", "-export", "-f", "{{.ImportPath}}\t{{.Export}}"}, paths...)...)
	if err != nil {
		return nil, err
	}
	pkgs := map[string]pkg{}
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		path, file, _ := strings.Cut(lines.Text(), "\t")
		if file == "" {
			continue // nothing for this platform
		}
		p, err := rewrite(path, file)
		if err != nil {
			return nil, fmt.Errorf("%s for %s: %w", path, platform, err)
		}
		pkgs[path] = p
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

// rewrite reads the compiler's export data and writes it without bodies.
func rewrite(path, file string) (pkg, error) {
	f, err := os.Open(file)
	if err != nil {
		return pkg{}, err
	}
	defer f.Close()
	//lint:ignore SA1019 this Go writes archives, which Read alone does not take
	r, err := gcexportdata.NewReader(f)
	if err != nil {
		return pkg{}, err
	}
	fset := token.NewFileSet()
	p, err := gcexportdata.Read(r, fset, map[string]*types.Package{}, path)
	if err != nil {
		return pkg{}, err
	}
	var data bytes.Buffer
	if err := gcexportdata.Write(&data, fset, p); err != nil {
		return pkg{}, err
	}
	return pkg{data: data.Bytes(), api: api.Describe(p)}, nil
}

// write stores one package. The gzip header carries no time, so equal data
// gives equal files.
func write(dir, path string, data []byte) error {
	name := filepath.Join(dir, filepath.FromSlash(path)+".gz")
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(data); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(name, b.Bytes(), 0o644)
}
