package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"interleave/install"
	"interleave/kernel/client"
)

// doctorCommand is `interleave doctor`.
type doctorCommand struct{ settings kernelSettings }

// finding is the result of one check.
type finding struct {
	verdict verdict
	text    string
	advice  string // what to do about it
}

type verdict int

const (
	fine    verdict = iota
	remark          // something does not work that not everybody needs
	trouble         // the kernel does not work
)

func (v verdict) mark() string { return [...]string{"ok  ", "note", "FAIL"}[v] }

func newDoctor() *cobra.Command {
	c := &doctorCommand{}
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check that everything works and say what to do if not",
		Long: `Doctor checks this program, the network, a real kernel (start, result, interrupt),
the Go toolchain, Python, JupyterLab and the kernelspec, and says what to do about what it
finds. The exit status is 1 if the kernel itself does not work.`,
		Args: cobra.NoArgs,
		RunE: c.run,
	}
	c.settings.register(cmd)
	return cmd
}

func (c *doctorCommand) run(cmd *cobra.Command, _ []string) error {
	checks := []struct {
		name  string
		check func(context.Context) []finding
	}{
		{"program", checkProgram},
		{"files", checkFiles},
		{"ports", checkPorts},
		{"kernel", c.checkKernel},
		{"go", checkGo},
		{"python", checkPython},
		{"jupyter", checkJupyter},
		{"kernelspec", checkKernelspec},
	}
	failed := 0
	for _, check := range checks {
		for _, f := range check.check(cmd.Context()) {
			printFinding(cmd.OutOrStdout(), check.name, f)
			if f.verdict == trouble {
				failed++
			}
		}
	}
	if failed > 0 {
		return &exitError{exitFailure, fmt.Errorf("%s failed", plural(failed, "check"))}
	}
	return nil
}

func printFinding(w io.Writer, name string, f finding) {
	fmt.Fprintf(w, "%s  %-10s  %s\n", f.verdict.mark(), name, f.text)
	if f.advice != "" {
		fmt.Fprintf(w, "                  %s\n", f.advice)
	}
}

func checkProgram(context.Context) []finding {
	path, err := install.Executable()
	if err != nil {
		return []finding{{trouble, err.Error(), ""}}
	}
	return []finding{{fine, version() + " at " + path, ""}}
}

func checkFiles(context.Context) []finding {
	cache, err := install.CacheDir()
	if err != nil {
		return []finding{{trouble, err.Error(), ""}}
	}
	f := finding{fine, "cache folder " + cache, ""}
	if strings.HasPrefix(cache, os.TempDir()) {
		f.verdict, f.advice = remark, "The user's cache folder can't be written; this one may not survive a restart. INTERLEAVE_CACHE names another."
	}
	found := []finding{f}
	if data, err := install.DataDir(); err == nil && onNetwork(data) {
		found = append(found, finding{remark, data + " is on a network file system",
			"Locks are unreliable there: history that several kernels write at once may lose lines. INTERLEAVE_HISTORY names a local file."})
	}
	return found
}

func checkPorts(context.Context) []finding {
	for _, address := range []string{"127.0.0.1:0", "[::1]:0"} {
		if err := tryPort(address); err != nil {
			v, advice := remark, "Only kernels that are asked to use IPv6 are affected."
			if strings.HasPrefix(address, "127") {
				v, advice = trouble, "Frontends reach kernels through the loopback interface; is it up, or does a sandbox or firewall forbid it?"
			}
			return []finding{{v, err.Error(), advice}}
		}
	}
	return []finding{{fine, "loopback connections work (IPv4, IPv6)", ""}}
}

func tryPort(address string) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	defer l.Close()
	c, err := net.DialTimeout("tcp", l.Addr().String(), 5*time.Second)
	if err == nil {
		c.Close()
	}
	return err
}

// checkKernel starts a real kernel with its evaluator. Whether variables
// survive an interrupt shows whether the hooks on the interpreter work; without
// them the evaluator has to be replaced.
func (c *doctorCommand) checkKernel(ctx context.Context) []finding {
	report := "Please report this with the text above."
	o, err := client.Own(append([]string{"--history", "off"}, c.settings.arguments()...)...)
	if err != nil {
		return []finding{{trouble, err.Error(), report}}
	}
	start := time.Now()
	k, err := client.Start(ctx, o)
	if err != nil {
		return []finding{{trouble, err.Error(), report}}
	}
	defer k.Close()
	value, err := evaluate(ctx, k, "doctor := 40 + 2\ndoctor")
	if err != nil || value != "42" {
		return []finding{{trouble, fmt.Sprintf("a cell with 40 + 2 gave %q (%v)", value, err), report}}
	}
	found := []finding{{fine, fmt.Sprintf("started a kernel and its evaluator, first result after %v", time.Since(start).Round(time.Millisecond)), ""}}
	found = append(found, checkInterrupt(ctx, k))
	limit := "off"
	if n := c.settings.memory.limit(); n > 0 {
		limit = fmt.Sprintf("%d MiB", n>>20)
	}
	return append(found, finding{fine, "memory limit of cells: " + limit, ""})
}

// evaluate runs a cell and returns its result as text.
func evaluate(ctx context.Context, k *client.Kernel, code string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var value string
	reply, err := k.Execute(ctx, client.Request{Code: code, Output: func(msgType string, content json.RawMessage) {
		var m struct{ Data map[string]any }
		if msgType == "execute_result" && json.Unmarshal(content, &m) == nil {
			value, _ = m.Data["text/plain"].(string)
		}
	}})
	if err == nil && reply.Status != "ok" {
		err = fmt.Errorf("%s: %s", reply.Ename, reply.Evalue)
	}
	return value, err
}

func checkInterrupt(ctx context.Context, k *client.Kernel) finding {
	busy := make(chan struct{})
	cell, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	go func() {
		select {
		case <-busy:
			cancel()
		case <-cell.Done():
		}
	}()
	begun := false
	reply, err := k.Execute(cell, client.Request{Code: "print(\"on\")\nfor {\n}", GoOn: true, Output: func(msgType string, _ json.RawMessage) {
		if msgType == "stream" && !begun {
			begun = true
			close(busy)
		}
	}})
	if !begun || reply.Status != "error" {
		return finding{trouble, fmt.Sprintf("an endless cell did not stop: %v", err), "Please report this."}
	}
	value, err := evaluate(ctx, k, "doctor")
	switch {
	case err == nil && value == "42":
		return finding{fine, "an endless cell was interrupted, variables survived", ""}
	case errors.Is(err, context.DeadlineExceeded):
		return finding{trouble, "the kernel does not answer after an interrupt", "Please report this."}
	}
	return finding{remark, "the hooks on the interpreter are not available: an interrupt replaces the evaluator and variables are lost",
		"Is INTERLEAVE_NOHOOKS set, or was the program built with the tag nohooks or another yaegi?"}
}

func checkGo(ctx context.Context) []finding {
	advice := "Cells run without it; only what builds programs or fetches modules needs the go command (https://go.dev/dl)."
	path, err := exec.LookPath("go")
	if err != nil {
		return []finding{{remark, "there is no go command on PATH", advice}}
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "version").Output()
	if err != nil {
		return []finding{{remark, fmt.Sprintf("%s version: %v", path, err), advice}}
	}
	return []finding{{fine, strings.TrimSpace(string(out)) + " at " + path, ""}}
}

func checkPython(ctx context.Context) []finding {
	found := install.Interpreters(ctx)
	for _, p := range found {
		if p.Usable() {
			return []finding{{fine, fmt.Sprintf("Python %d.%d at %s can make environments", p.Major, p.Minor, p.Path), ""}}
		}
	}
	advice := "Only 'interleave lab' without a JupyterLab of yours needs it; run and console need no Python."
	if len(found) > 0 {
		return []finding{{remark, found[0].Path + " " + found[0].Missing(), advice}}
	}
	return []finding{{remark, "there is no Python 3.11 or newer", advice}}
}

func checkJupyter(ctx context.Context) []finding {
	if lab, ok := labOnPath(ctx); ok {
		return []finding{{fine, "JupyterLab " + lab.version + " at " + lab.program, ""}}
	} else if lab.program != "" {
		return []finding{{remark, "JupyterLab " + lab.version + " at " + lab.program + " is older than 4", "'interleave lab' makes an environment with a newer one."}}
	}
	return []finding{{remark, "there is no JupyterLab on PATH", "'interleave lab' makes an environment with one."}}
}

func checkKernelspec(context.Context) []finding {
	spec, err := install.Find(install.DefaultName)
	if err != nil {
		return []finding{{remark, err.Error(), "'interleave install' makes the kernel known to your Jupyter; lab, run and console do without."}}
	}
	program := spec.Argv[0]
	if _, err := exec.LookPath(program); err != nil {
		return []finding{{remark, fmt.Sprintf("the kernelspec in %s names %s, which is not there", spec.Dir, program), "'interleave install' writes it again."}}
	}
	found := []finding{{fine, "installed in " + spec.Dir, ""}}
	if own, err := install.Executable(); err == nil && !sameFile(own, program) {
		found = append(found, finding{remark, "it starts another copy of this program: " + program, "'interleave install' makes it start this one."})
	}
	return found
}

func sameFile(a, b string) bool {
	if p, err := exec.LookPath(b); err == nil {
		b = p
	}
	ia, errA := os.Stat(a)
	ib, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(ia, ib) || filepath.Clean(a) == filepath.Clean(b)
}
