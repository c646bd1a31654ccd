//go:build !nohooks

package hooks

import (
	"bytes"
	"context"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/traefik/yaegi/interp"

	"interleave/runtime/symbols"
)

// programsEnv holds a glob of Go programs for TestProgramsLikePlain, such as
// $(go env GOROOT)/test/*.go or those of yaegi's own _test directory.
const (
	programsEnv = "HOOKS_PROGRAMS"
	programEnv  = "HOOKS_PROGRAM" // in the child: the program to run
	plainEnv    = "HOOKS_PLAIN"   // in the child: without hooks
)

func TestMain(m *testing.M) {
	if path := os.Getenv(programEnv); path != "" {
		os.Exit(runProgram(path, os.Getenv(plainEnv) != ""))
	}
	os.Exit(m.Run())
}

// TestProgramsLikePlain runs programs in plain yaegi and with hooks, each in a
// process of its own: what plain yaegi runs well must give the same output.
func TestProgramsLikePlain(t *testing.T) {
	glob := os.Getenv(programsEnv)
	if glob == "" {
		t.Skipf("set %s to a glob of Go programs", programsEnv)
	}
	files, err := filepath.Glob(glob)
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, f := range files {
		plain, ok := child(t, f, true)
		if !ok {
			continue
		}
		ran++
		if hooked, ok := child(t, f, false); !ok || hooked != plain {
			t.Errorf("%s: plain yaegi prints\n%s\nwith hooks\n%s", f, cut(plain), cut(hooked))
		}
	}
	t.Logf("%d of %d programs run in plain yaegi", ran, len(files))
}

func cut(s string) string { return s[:min(len(s), 600)] }

func child(t *testing.T, path string, plain bool) (out string, ok bool) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), programEnv+"="+path)
	if plain {
		cmd.Env = append(cmd.Env, plainEnv+"=1")
	}
	cmd.Dir = t.TempDir()
	var b bytes.Buffer
	cmd.Stdout, cmd.Stderr = &b, &b
	err := cmd.Run()
	return b.String(), err == nil
}

var mainFunc = regexp.MustCompile(`(?m)^func main\(`)

// runProgram runs a program's main as the statements of a cell.
func runProgram(path string, plain bool) int {
	code, err := os.ReadFile(path)
	if err != nil || !mainFunc.Match(code) {
		return 1
	}
	m := New(Options{Stdout: os.Stdout, Stderr: os.Stderr, Plain: plain})
	f, err := parser.ParseFile(token.NewFileSet(), path, code, parser.ImportsOnly)
	if err != nil {
		return 1
	}
	for _, spec := range f.Imports {
		p, _ := strconv.Unquote(spec.Path.Value)
		table, ok := symbols.Lookup(p)
		if !ok {
			return 1
		}
		m.Use(interp.Exports{p + "/" + symbols.Name(p): table})
	}
	// The program is one cell, which is forgotten; another calls its main.
	for k, text := range []string{mainFunc.ReplaceAllString(string(code), "func mainOfCell("), "package main\nfunc init() { mainOfCell() }\n"} {
		p, err := m.Compile(Source{Name: fmt.Sprint(k, filepath.Base(path)), Cell: 1, Code: text})
		if err != nil {
			fmt.Println(strings.TrimSpace(err.Error()))
			return 1
		}
		if out := m.Run(p, NewCell(1)); out.End != Finished {
			fmt.Println(describe(out))
			return 1
		}
		m.Forget(p)
	}
	return 0
}
