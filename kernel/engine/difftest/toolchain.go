package difftest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// outcome is what a program printed and how it ended.
type outcome struct {
	output string
	failed string // "" for a good end
}

// mark separates the outputs of the programs of one binary, first those of their
// variables, which are all initialized before the first program runs.
const (
	mark     = "\x00program "
	initMark = "\x00init "
)

// nativeLimit is how long all programs of one binary may take together; what
// is generated ends in milliseconds.
const nativeLimit = 2 * time.Minute

// compiled builds the programs into one binary and runs them. A program that the
// compiler refuses, or that takes the others with it, has an outcome that says so.
func compiled(ctx context.Context, programs []program) (map[string]outcome, error) {
	dir, err := os.MkdirTemp("", "difftest")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	results := map[string]outcome{}
	left, err := buildable(ctx, dir, programs, results)
	if err != nil {
		return nil, err
	}
	for len(left) > 0 {
		text, failed := run(ctx, dir, left)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		parts := strings.Split(text, mark)
		before := map[string]string{}
		for _, part := range strings.Split(parts[0], initMark)[1:] {
			name, output, _ := strings.Cut(part, "\n")
			before[name] = output
		}
		parts = parts[1:]
		for i, part := range parts {
			name, output, _ := strings.Cut(part, "\n")
			o := outcome{output: before[name] + output}
			if i == len(parts)-1 {
				o.failed = failed
			}
			results[name] = o
		}
		if len(parts) > 0 {
			left = left[len(parts):]
			continue
		}
		// A variable of the program whose initialization began last panicked
		// before any program ran.
		culprit := lastInit(text)
		rest := slices.DeleteFunc(slices.Clone(left), func(p program) bool { return p.name == culprit })
		if len(rest) == len(left) {
			return nil, fmt.Errorf("the binary printed nothing: %s", failed)
		}
		results[culprit] = outcome{failed: failed}
		if left, err = buildable(ctx, dir, rest, results); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// buildable makes a binary of the programs that compile, which it returns; the
// others get a result that says why not.
func buildable(ctx context.Context, dir string, programs []program, results map[string]outcome) ([]program, error) {
	left := programs
	for len(left) > 0 {
		refused, err := build(ctx, dir, left)
		if err != nil {
			return nil, err
		}
		if len(refused) == 0 {
			break
		}
		var rest []program
		for _, p := range left {
			if why, ok := refused[p.name]; ok {
				results[p.name] = outcome{failed: "does not compile: " + why}
			} else {
				rest = append(rest, p)
			}
		}
		left = rest
	}
	return left, nil
}

// lastInit is the name behind the last init mark of a text.
func lastInit(text string) string {
	i := strings.LastIndex(text, initMark)
	if i < 0 {
		return ""
	}
	name, _, _ := strings.Cut(text[i+len(initMark):], "\n")
	return name
}

var compilerError = regexp.MustCompile(`(?m)^(?:\./)?(\w+)\.go:\d+:\d+: (.*)$`)

// build makes a binary of the programs, or says which of them are wrong.
func build(ctx context.Context, dir string, programs []program) (map[string]string, error) {
	old, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	for _, f := range old {
		os.Remove(f)
	}
	files := map[string]string{"go.mod": "module programs\n\ngo 1.26\n", "0helpers.go": helpersFile()}
	var list strings.Builder
	for _, p := range programs {
		files[p.name+".go"] = p.fileAfter(fmt.Sprintf("var _ = zinit(%q)\n", p.name))
		fmt.Fprintf(&list, "\t{%q, %smain},\n", p.name, p.name)
	}
	files["main.go"] = `package main

import (
	"fmt"
	"os"
)

var programs = []struct {
	name string
	run  func()
}{
` + list.String() + `}

func zinit(name string) int {
	fmt.Printf("\x00init %s\n", name) // and no variable, or others would be initialized before
	return 0
}

func main() {
	begin := false
	for _, p := range programs {
		if begin = begin || p.name == os.Args[1]; !begin {
			continue
		}
		fmt.Printf("\x00program %s\n", p.name)
		zfuel = ` + fuel + `
		p.run()
	}
}
`
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-gcflags=-e -l -dwarf=false", "-ldflags=-s -w", "-o", "programs.exe", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	text, err := cmd.CombinedOutput()
	if err == nil {
		return nil, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	refused := map[string]string{}
	for _, m := range compilerError.FindAllStringSubmatch(string(text), -1) {
		if refused[m[1]] == "" {
			refused[m[1]] = m[2]
		}
	}
	if len(refused) == 0 {
		return nil, fmt.Errorf("go build: %w\n%s", err, text)
	}
	return refused, nil
}

// run runs the binary from the first of the programs on.
func run(ctx context.Context, dir string, programs []program) (string, string) {
	ctx, cancel := context.WithTimeout(ctx, nativeLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "programs.exe"), programs[0].name)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if err == nil {
		return stdout.String(), ""
	}
	first, _, _ := strings.Cut(stderr.String(), "\n")
	return stdout.String(), fmt.Sprintf("%v: %s", err, first)
}
