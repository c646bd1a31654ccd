package gotest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"interleave/install"
)

// compiledLimit is how long a compiled program may take; the slowest need some
// seconds.
const compiledLimit = 2 * time.Minute

// Toolchain knows what compiled programs print.
type Toolchain struct {
	root    string // the programs run in it, as in Go's own test driver
	cache   string
	version string
}

// Compiled is what the compiled program did.
type Compiled struct {
	Output string
	// NotCounted says why the program is no measure, if it is none.
	NotCounted string `json:",omitempty"`
}

// NewToolchain finds the go command and the cache.
func NewToolchain(root string) (*Toolchain, error) {
	version, err := exec.Command("go", "env", "GOVERSION").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOVERSION: %w", err)
	}
	cache, err := install.CacheDir()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(cache, "gotest")
	return &Toolchain{root: root, cache: dir, version: strings.TrimSpace(string(version))}, os.MkdirAll(dir, 0o755)
}

// Prepare compiles and runs what the cache doesn't hold, so many at a time.
// done is called after each program.
func (t *Toolchain) Prepare(ctx context.Context, programs []*Program, atATime int, done func(*Program)) error {
	var (
		wait  sync.WaitGroup
		mu    sync.Mutex // guards errs and calls of done
		errs  []error
		queue = make(chan *Program)
	)
	for range atATime {
		wait.Go(func() {
			for p := range queue {
				_, err := t.Expect(ctx, p)
				mu.Lock()
				if err != nil {
					errs = append(errs, err)
				}
				done(p)
				mu.Unlock()
			}
		})
	}
	for _, p := range programs {
		queue <- p
	}
	close(queue)
	wait.Wait()
	return errors.Join(errs...)
}

// Expect is what the compiled program did, from the cache if it holds it.
func (t *Toolchain) Expect(ctx context.Context, p *Program) (Compiled, error) {
	sum := sha256.Sum256([]byte(strings.Join([]string{t.version, runtime.GOOS, runtime.GOARCH, p.Name, p.Golden, p.Source}, "\x00")))
	file := filepath.Join(t.cache, hex.EncodeToString(sum[:16])+".json")
	var c Compiled
	if text, err := os.ReadFile(file); err == nil && json.Unmarshal(text, &c) == nil {
		return c, nil
	}
	c, err := t.compiled(ctx, p)
	if err != nil {
		return c, fmt.Errorf("%s: %w", p.Name, err)
	}
	text, err := json.Marshal(c)
	if err != nil {
		return c, err
	}
	unfinished := fmt.Sprintf("%s.%d", file, os.Getpid())
	if err := os.WriteFile(unfinished, text, 0o644); err != nil {
		return c, err
	}
	return c, os.Rename(unfinished, file)
}

// compiled compiles a program and runs it twice.
func (t *Toolchain) compiled(ctx context.Context, p *Program) (Compiled, error) {
	dir, err := os.MkdirTemp("", "gotest")
	if err != nil {
		return Compiled{}, err
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "program.exe")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, filepath.Join(t.root, filepath.FromSlash(p.Name)))
	build.Dir = dir // outside of any module
	build.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	if text, err := build.CombinedOutput(); err != nil {
		if ctx.Err() != nil {
			return Compiled{}, ctx.Err()
		}
		return Compiled{NotCounted: "does not compile: " + oneLine(withoutComment(string(text)))}, nil
	}
	var first string
	for i := range 2 {
		output, err := t.run(ctx, binary)
		switch {
		case ctx.Err() != nil:
			return Compiled{}, ctx.Err()
		case err != nil:
			return Compiled{NotCounted: fmt.Sprintf("compiled: %v: %s", err, oneLine(output))}, nil
		case output != p.Golden && p.Golden != "":
			return Compiled{NotCounted: "compiled it does not print what its .out file says"}, nil
		case i > 0 && output != first:
			return Compiled{NotCounted: "compiled it prints something else each time"}, nil
		}
		first = output
	}
	return Compiled{Output: first}, nil
}

// run runs a compiled program and returns what it wrote.
func (t *Toolchain) run(ctx context.Context, binary string) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, compiledLimit, fmt.Errorf("no end within %v", compiledLimit))
	defer cancel()
	cmd := exec.CommandContext(ctx, binary)
	cmd.Dir = t.root
	cmd.WaitDelay = time.Second
	output, err := cmd.CombinedOutput()
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	return string(output), err
}

// withoutComment drops the "# command-line-arguments" of the go command.
func withoutComment(text string) string {
	if strings.HasPrefix(text, "#") {
		_, text, _ = strings.Cut(text, "\n")
	}
	return text
}
