package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"

	"interleave/kernel/client"
	"interleave/kernel/notebook"
)

// runner runs one notebook.
type runner struct {
	command *runCommand
	job     job
	screen  *screen
	stdin   io.Reader

	nb        *notebook.Notebook
	collector *notebook.Collector
	kernel    *client.Kernel
	answers   *bufio.Reader
}

func (r *runner) run(ctx context.Context) (err error) {
	if r.nb, err = r.job.source(r.stdin); err != nil {
		return err
	}
	o, err := r.command.kernelFor(r.nb)
	if err != nil {
		return err
	}
	if !r.job.isGo {
		if path, err := filepath.Abs(r.job.path); err == nil { // as a Jupyter server has it
			o.Dir, o.Env = filepath.Dir(path), append(o.Env, "JPY_SESSION_NAME="+path)
		}
	}
	if r.command.verbose {
		o.Log = os.Stderr
	}
	if r.kernel, err = client.Start(ctx, o); err != nil {
		return err
	}
	r.collector = notebook.NewCollector(r.nb)
	start := time.Now()
	failure := r.cells(ctx)
	closing := r.kernel.Close() // before writing: what is said late belongs to the notebook
	r.summary(failure, time.Since(start))
	r.describe()
	return errors.Join(failure, closing, r.write(failure == nil))
}

// cells executes the code cells in order until one fails.
func (r *runner) cells(ctx context.Context) error {
	cells := r.nb.CodeCells()
	for _, c := range r.nb.Cells {
		if c.Type == notebook.Code {
			r.collector.Start(c)
		}
	}
	if !r.job.isGo {
		r.screen.title(fmt.Sprintf("%s: %s in %s", r.job.name, plural(len(cells), "cell"), r.kernel.Spec().DisplayName))
	}
	for i, c := range cells {
		if !r.job.isGo {
			r.screen.step(i+1, len(cells), firstLine(c.Source))
		}
		if err := r.cell(ctx, c); err != nil {
			return fmt.Errorf("%s: %w", r.place(i, c), err)
		}
	}
	return nil
}

// place names a cell in an error: its position and, if it got one, its number.
func (r *runner) place(i int, c *notebook.Cell) string {
	if r.job.isGo {
		return r.job.name
	}
	if c.Count > 0 {
		return fmt.Sprintf("%s: cell %d (In[%d])", r.job.name, i+1, c.Count)
	}
	return fmt.Sprintf("%s: cell %d", r.job.name, i+1)
}

func (r *runner) cell(ctx context.Context, c *notebook.Cell) error {
	if limit := r.command.timeout; limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, limit, fmt.Errorf("no end after %v; interrupted (--timeout)", limit))
		defer cancel()
	}
	reply, err := r.kernel.Execute(ctx, client.Request{
		Code:   c.Source,
		GoOn:   true, // one cell is sent at a time
		Output: func(msgType string, content json.RawMessage) { r.output(c, msgType, content) },
		Input:  r.input(),
	})
	r.screen.endStep()
	switch {
	case err != nil:
		return err
	case reply.Status == "error" && !r.command.allowErrors && !c.HasTag("raises-exception"):
		return fmt.Errorf("%s: %s", reply.Ename, reply.Evalue)
	case reply.Status == "aborted":
		return errors.New("the kernel did not execute it (aborted)")
	}
	return nil
}

// output is called by the client's reader, also for what a goroutine of an
// earlier cell says.
func (r *runner) output(c *notebook.Cell, msgType string, content json.RawMessage) {
	if err := r.collector.Add(c, msgType, content); err != nil {
		r.screen.note(err.Error())
	}
	if o, ok, err := notebook.FromMessage(msgType, content); ok && err == nil && msgType != "update_display_data" {
		r.screen.output(&o)
	}
}

// input lets cells ask, unless standard input is the program. A question to a
// person who isn't there gets the end of the input.
func (r *runner) input() func(context.Context, string, bool) (string, error) {
	if r.job.path == "" {
		return nil
	}
	return func(ctx context.Context, prompt string, password bool) (string, error) {
		r.screen.prompt(prompt)
		if f, ok := r.stdin.(*os.File); ok && password && term.IsTerminal(int(f.Fd())) {
			text, err := term.ReadPassword(int(f.Fd()))
			r.screen.prompt("\n")
			return string(text), err
		}
		if r.answers == nil {
			r.answers = bufio.NewReader(r.stdin)
		}
		line, err := r.answers.ReadString('\n')
		if line != "" && errors.Is(err, io.EOF) {
			err = nil
		}
		return strings.TrimRight(line, "\r\n"), err
	}
}

func (r *runner) summary(failure error, took time.Duration) {
	if failure == nil && !r.job.isGo {
		r.screen.title(fmt.Sprintf("%s: done in %v", r.job.name, took.Round(10*time.Millisecond)))
	}
}

// describe notes in the notebook what has run it.
func (r *runner) describe() {
	spec, info := r.kernel.Spec(), r.kernel.Info()
	r.nb.SetKernel(spec.Name, spec.DisplayName, spec.Language, info.Language)
}

// write writes what was asked for. A notebook is not overwritten in place when a cell
// failed; the page and --output show how far it came.
func (r *runner) write(ok bool) error {
	var err error
	r.collector.Do(func() {
		if r.job.output != "" && (ok || !r.command.inplace) {
			err = r.nb.Write(r.job.output)
		}
		if r.job.html != "" && err == nil {
			err = r.page()
		}
	})
	return err
}

func (r *runner) page() error {
	info := r.kernel.Info()
	page := notebook.Page{
		Title: strings.TrimSuffix(filepath.Base(r.job.name), filepath.Ext(r.job.name)),
		Dir:   filepath.Dir(r.job.path),
		Note:  strings.TrimSpace("Run with " + r.kernel.Spec().DisplayName + " " + info.Version),
	}
	var b bytes.Buffer
	if err := r.nb.HTML(&b, page); err != nil {
		return err
	}
	if err := notebook.WriteFile(r.job.html, b.Bytes()); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

func firstLine(source string) string {
	for line := range strings.Lines(source) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			return line
		}
	}
	return ""
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
