package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"interleave/install"
	"interleave/kernel/client"
	"interleave/kernel/notebook"
)

// runCommand is `interleave run`.
type runCommand struct {
	settings    kernelSettings
	output      string
	html        string
	inplace     bool
	allowErrors bool
	timeout     time.Duration
	kernel      string
	quiet       bool
	verbose     bool
}

func newRun() *cobra.Command {
	c := &runCommand{}
	cmd := &cobra.Command{
		Use:   "run [flags] NOTEBOOK | FOLDER | FILE.go | - ...",
		Short: "Run notebooks without Jupyter",
		Long: `Run executes notebooks cell by cell, each in a kernel of its own, and prints what
the cells print. A folder stands for the notebooks in it, a .go file or - (standard
input) for a notebook of one cell. Nothing is written unless a flag asks for it.

A failing cell ends its notebook, prints its traceback and makes the exit status 1.
A cell with the tag raises-exception may fail. Ctrl-C interrupts the running cell and
ends the run.`,
		Example: `  interleave run lesson.ipynb
  interleave run lesson.ipynb --html lesson.html
  interleave run notebooks --inplace --timeout 1m
  echo 'for i := range 3 { fmt.Println(i) }' | interleave run -`,
		Args: cobra.MinimumNArgs(1),
		RunE: c.run,
	}
	f := cmd.Flags()
	f.StringVarP(&c.output, "output", "o", "", "write the executed notebook to `FILE` (with several notebooks: into the folder FILE)")
	f.BoolVar(&c.inplace, "inplace", false, "write the executed notebook back, if no cell failed")
	f.StringVar(&c.html, "html", "", "write a page with all outputs to `FILE` (with several notebooks: into the folder FILE)")
	f.BoolVar(&c.allowErrors, "allow-errors", false, "go on after a failing cell; the exit status is 0")
	f.DurationVar(&c.timeout, "timeout", 0, "interrupt a cell after this `TIME`, such as 30s or 5m, and let it fail")
	setting(cmd, "timeout", "INTERLEAVE_TIMEOUT")
	f.StringVar(&c.kernel, "kernel", "", "run in the installed kernel `NAME` instead of in this program")
	f.BoolVarP(&c.quiet, "quiet", "q", false, "print no progress")
	f.BoolVarP(&c.verbose, "verbose", "v", false, "print what the kernel writes to its log")
	c.settings.register(cmd)
	return cmd
}

func (c *runCommand) run(cmd *cobra.Command, args []string) error {
	jobs, err := c.jobs(args)
	if err != nil {
		return err
	}
	ctx, stop := untilSignal(cmd.Context())
	defer stop()
	screen := newScreen(cmd.OutOrStdout(), cmd.ErrOrStderr(), c.quiet)
	var failed []string
	for _, j := range jobs {
		r := &runner{command: c, job: j, screen: screen, stdin: cmd.InOrStdin()}
		err := r.run(ctx)
		if end := endedBySignal(ctx); end != nil {
			return end
		}
		if err != nil {
			if len(jobs) == 1 {
				return &exitError{exitFailure, err}
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "%s: %v\n", cmd.CommandPath(), err)
			failed = append(failed, j.name)
		}
	}
	if len(failed) > 0 {
		return &exitError{exitFailure, fmt.Errorf("%d of %d notebooks failed: %s", len(failed), len(jobs), strings.Join(failed, ", "))}
	}
	return nil
}

// job is one notebook to run.
type job struct {
	name   string // as the user named it
	path   string // "" for standard input
	isGo   bool   // source to be wrapped, not a notebook
	output string // where to write, "" nowhere
	html   string
}

// jobs turns the arguments into jobs and checks where they are written to,
// so that a mistake is told before anything has run.
func (c *runCommand) jobs(args []string) ([]job, error) {
	var jobs []job
	for _, arg := range args {
		found, err := jobsOf(arg)
		if err != nil {
			return nil, &exitError{exitFailure, err}
		}
		jobs = append(jobs, found...)
	}
	if c.inplace && c.output != "" {
		return nil, usageError("--inplace and --output exclude each other")
	}
	if c.timeout < 0 {
		return nil, usageError("--timeout %v: expected a time above 0", c.timeout)
	}
	for i := range jobs {
		j := &jobs[i]
		j.output = target(c.output, j.name, ".ipynb", len(jobs) > 1)
		j.html = target(c.html, j.name, ".html", len(jobs) > 1)
		if c.inplace {
			if j.isGo {
				return nil, usageError("--inplace: %s is no notebook", j.name)
			}
			j.output = j.path
		}
	}
	return jobs, checkTargets(jobs)
}

func jobsOf(arg string) ([]job, error) {
	if arg == "-" {
		return []job{{name: "standard input", isGo: true}}, nil
	}
	info, err := os.Stat(arg)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []job{{name: arg, path: arg, isGo: filepath.Ext(arg) == ".go"}}, nil
	}
	var jobs []job
	err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != arg && strings.HasPrefix(d.Name(), "."): // .ipynb_checkpoints, .git
			return fs.SkipDir
		case !d.IsDir() && filepath.Ext(path) == ".ipynb":
			jobs = append(jobs, job{name: path, path: path})
		}
		return nil
	})
	if err == nil && len(jobs) == 0 {
		err = fmt.Errorf("there is no notebook (.ipynb) in %s", arg)
	}
	return jobs, err
}

// target is the file that a flag asks for: the value itself or, with several
// notebooks, a file of the notebook's name in the folder that the value names.
func target(flag, name, ext string, several bool) string {
	if flag == "" || !several {
		return flag
	}
	return filepath.Join(flag, strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))+ext)
}

func checkTargets(jobs []job) error {
	taken := map[string]string{}
	for _, j := range jobs {
		for _, file := range []string{j.output, j.html} {
			if file == "" {
				continue
			}
			if other, ok := taken[file]; ok {
				return usageError("%s and %s would both be written to %s; run them one by one", other, j.name, file)
			}
			taken[file] = j.name
			if info, err := os.Stat(file); err == nil && info.IsDir() {
				return usageError("%s is a folder; name a file", file)
			}
			if len(jobs) == 1 {
				if _, err := os.Stat(filepath.Dir(file)); err != nil {
					return &exitError{exitFailure, fmt.Errorf("write %s: %w", file, err)}
				}
			} else if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				return &exitError{exitFailure, err}
			}
		}
	}
	return nil
}

// signalError is the cause of a context that a signal ended.
type signalError struct{ signal os.Signal }

func (e signalError) Error() string {
	if e.signal == os.Interrupt {
		return "interrupted"
	}
	return "terminated"
}

// exit is the end of the program: a shell adds 128 to the number of the signal.
// A reader that has enough (head) is no error to talk about.
func (e signalError) exit() *exitError {
	switch e.signal {
	case syscall.SIGTERM:
		return &exitError{exitTerminated, e}
	case syscall.SIGPIPE:
		return &exitError{status: exitBrokenPipe}
	}
	return &exitError{exitInterrupted, e}
}

// endedBySignal is the end of the program if a signal has ended ctx, else nil.
func endedBySignal(ctx context.Context) error {
	if s := (signalError{}); errors.As(context.Cause(ctx), &s) {
		return s.exit()
	}
	return nil
}

// untilSignal ends the context at the first Ctrl-C or SIGTERM, or when nobody
// reads the output any more. What runs is then stopped in order; a second
// Ctrl-C ends the program at once.
func untilSignal(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGPIPE)
	done := make(chan struct{})
	go func() {
		for first := true; ; first = false {
			select {
			case s := <-signals:
				cancel(signalError{s}) // only the first cause counts
				if !first && s != syscall.SIGPIPE {
					client.KillAll()
					os.Exit(signalError{s}.exit().status)
				}
			case <-done:
				return
			}
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(done)
		cancel(nil)
	}
}

// kernelFor is the kernel that runs nb: the one that --kernel names, for Go this program
// itself, for another language the one that the notebook names.
func (c *runCommand) kernelFor(nb *notebook.Notebook) (client.Options, error) {
	name := c.kernel
	if name == "" && !slices.Contains([]string{"", "go"}, strings.ToLower(nb.Language())) {
		name = nb.KernelName()
	}
	if name == "" {
		return client.Own(append([]string{"--history", "off"}, c.settings.arguments()...)...)
	}
	spec, err := install.Find(name)
	if err != nil && c.kernel == "" {
		err = fmt.Errorf("the notebook is for kernel %q (language %s): %w; --kernel NAME runs it in another", name, nb.Language(), err)
	}
	return client.Options{Spec: spec}, err
}

// source reads what the job runs.
func (j job) source(stdin io.Reader) (*notebook.Notebook, error) {
	if !j.isGo {
		return notebook.Read(j.path)
	}
	read := func() ([]byte, error) { return os.ReadFile(j.path) }
	if j.path == "" {
		read = func() ([]byte, error) { return io.ReadAll(stdin) }
	}
	text, err := read()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", j.name, err)
	}
	return notebook.New(strings.TrimSuffix(string(text), "\n")), nil
}
