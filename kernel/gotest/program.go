package gotest

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
)

// Program is one file of GOROOT/test.
type Program struct {
	Name   string // below GOROOT/test, with slashes
	Source string
	Golden string // what Go's own test driver expects it to print
	Kinds  []string
}

// Root is the folder of the Go distribution's tests. Many installations come
// without them; the error says so.
func Root() (string, error) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("find GOROOT/test: go env GOROOT: %w", err)
	}
	root := filepath.Join(strings.TrimSpace(string(out)), "test")
	if _, err := os.Stat(root); err != nil {
		return "", fmt.Errorf("this Go was installed without its tests: %w", err)
	}
	return root, nil
}

// Programs reads the programs below root, sorted by name.
func Programs(root string) ([]*Program, error) {
	var programs []*Program
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && filepath.Ext(file) == ".dir" {
			return filepath.SkipDir // packages that a test is made of
		}
		if filepath.Ext(file) != ".go" {
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil || !bareRun(string(text)) {
			return err
		}
		name, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		golden, err := os.ReadFile(strings.TrimSuffix(file, ".go") + ".out")
		if err != nil && !os.IsNotExist(err) {
			return err
		}
		programs = append(programs, &Program{
			Name:   filepath.ToSlash(name),
			Source: string(text),
			Golden: string(golden),
			Kinds:  kindsOf(string(text)),
		})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the programs of %s: %w", root, err)
	}
	sort.Slice(programs, func(i, j int) bool { return programs[i].Name < programs[j].Name })
	return programs, nil
}

// bareRun says whether the first line is "// run" without arguments.
func bareRun(text string) bool {
	s := bufio.NewScanner(strings.NewReader(text))
	return s.Scan() && strings.TrimRight(s.Text(), " \t") == "// run"
}
