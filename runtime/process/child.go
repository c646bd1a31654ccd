package process

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"

	"interleave/runtime/cell"
)

// Error is how a process ended that did not end well.
type Error struct {
	Name   string // of the program
	Code   int    // its exit status, -1 if something killed it
	Stderr string // the end of what it wrote there
	Err    error
}

// Error says how it ended and what it wrote about that.
func (e *Error) Error() string {
	s := fmt.Sprintf("process: %s: %v", e.Name, e.Err)
	if text := strings.TrimSpace(e.Stderr); text != "" {
		s += ": " + text
	}
	return s
}

// Unwrap is the error of package os/exec, or the cause of the end of the context.
func (e *Error) Unwrap() error { return e.Err }

// Run starts a program with arguments, waits until it has ended and returns what it
// wrote on its standard output. When it ends badly the error is an *Error; when
// there is no such program it is exec.ErrNotFound, wrapped. It is killed when the
// cell is interrupted.
func Run(name string, args ...string) (string, error) {
	cmd, ctx, stderr := command(name, args)
	out, err := cmd.Output()
	return string(out), ended(name, ctx, err, stderr)
}

// command is a program that ends with the calling cell, and the end of what it
// writes on standard error.
func command(name string, args []string) (*exec.Cmd, context.Context, *tail) {
	if name == "" {
		panic("process: the name of the program is empty")
	}
	ctx := cell.Context()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.WaitDelay = time.Second // for what it started and what holds its output
	stderr := &tail{}
	cmd.Stderr = stderr
	return cmd, ctx, stderr
}

func ended(name string, ctx context.Context, err error, stderr *tail) error {
	if err == nil {
		return nil
	}
	e := &Error{Name: name, Code: -1, Stderr: stderr.String(), Err: err}
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		e.Err = context.Cause(ctx)
	case errors.As(err, &exit):
		e.Code = exit.ExitCode()
	}
	return e
}

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

const tailSize = 4096

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if extra := len(t.text) - tailSize; extra > 0 {
		t.text = append(t.text[:0], t.text[extra:]...)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}

// Child is a process that Start started. One goroutine may send and one receive at
// the same time.
type Child struct {
	PID  int
	name string

	cmd    *exec.Cmd
	ctx    context.Context
	in     io.WriteCloser
	stderr *tail

	lines chan string   // of its output, closed at its end
	over  chan struct{} // closed when it has ended, after err was set
	err   error
}

// Start starts a program with arguments and leaves it running. The error says why
// it can't be started.
func Start(name string, args ...string) (*Child, error) {
	cmd, ctx, stderr := command(name, args)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, &Error{Name: name, Code: -1, Err: err}
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, &Error{Name: name, Code: -1, Err: err}
	}
	if err := cmd.Start(); err != nil {
		return nil, &Error{Name: name, Code: -1, Err: err}
	}
	c := &Child{PID: cmd.Process.Pid, name: name, cmd: cmd, ctx: ctx, in: in, stderr: stderr,
		lines: make(chan string, 1024), over: make(chan struct{})}
	go c.read(out)
	return c, nil
}

// read takes its output, line by line, and then waits for its end. It ends with
// the process.
func (c *Child) read(out io.Reader) {
	r := bufio.NewReader(out)
	for {
		line, err := r.ReadString('\n')
		if line != "" {
			select {
			case c.lines <- strings.TrimRight(line, "\r\n"):
			case <-c.ctx.Done():
			}
		}
		if err != nil {
			break
		}
	}
	close(c.lines)
	c.err = ended(c.name, c.ctx, c.cmd.Wait(), c.stderr)
	close(c.over)
}

// Send writes a line to its standard input.
func (c *Child) Send(line string) error {
	if _, err := io.WriteString(c.in, line+"\n"); err != nil {
		return fmt.Errorf("process: sending to %s: %w", c.name, err)
	}
	return nil
}

// Receive is the next line of its standard output. It waits for one; the error is
// io.EOF when there is none left, and the cause when the cell is interrupted.
func (c *Child) Receive() (string, error) {
	select {
	case line, ok := <-c.lines:
		if !ok {
			return "", io.EOF
		}
		return line, nil
	case <-cell.Context().Done():
		return "", context.Cause(cell.Context())
	}
}

// Close ends its standard input: most programs end then.
func (c *Child) Close() error { return c.in.Close() }

// Wait ends its input, waits until it has ended and says how: nil, an *Error, or
// the cause when the cell is interrupted. What it still writes is there for
// Receive, the last thousand lines of it.
func (c *Child) Wait() error {
	c.Close()
	select {
	case <-c.over:
		return c.err
	case <-cell.Context().Done():
		return context.Cause(cell.Context())
	}
}

// Kill ends it at once and waits until it has ended.
func (c *Child) Kill() {
	_ = c.cmd.Process.Kill() // an error: it has ended
	c.Close()
	<-c.over
}
