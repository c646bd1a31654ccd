package difftest

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"interleave/kernel/engine"
	"interleave/kernel/evaluator"
)

// The engine runs in a child process, so that what ends a process is a finding
// and not the end. The child reads requests from its standard input, a JSON value
// each, and answers each with one on descriptor 3.

type request struct {
	Cells []string
	Limit time.Duration // of processor time
}

type reply struct {
	Output []byte // not a string: JSON would mend what is not UTF-8
	Failed string // name and value of the error of the cell that failed
}

// childVariable in the environment makes a process a child, see ServeChild.
const childVariable = "INTERLEAVE_DIFFTEST_CHILD"

// ServeChild runs cells for a parent and does not return when the process was
// started for that.
func ServeChild() {
	if os.Getenv(childVariable) == "" {
		return
	}
	in, out := json.NewDecoder(bufio.NewReader(os.Stdin)), json.NewEncoder(os.NewFile(3, "replies"))
	for {
		var r request
		if err := in.Decode(&r); err == io.EOF {
			os.Exit(0)
		} else if err != nil {
			fmt.Fprintln(os.Stderr, "reading a request:", err)
			os.Exit(1)
		}
		if err := out.Encode(runCells(r)); err != nil {
			fmt.Fprintln(os.Stderr, "replying:", err)
			os.Exit(1)
		}
	}
}

// runCells runs a session in an engine of its own.
func runCells(r request) reply {
	var out output
	e, err := engine.New(&out, engine.Options{NoNotes: true})
	if err != nil {
		return reply{Failed: err.Error()}
	}
	defer e.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		watch(ctx, cancel, r.Limit)
	}()
	var failed string
	for i, code := range r.Cells {
		res := e.Execute(ctx, evaluator.Cell{ID: evaluator.CellID(i + 1), Number: i + 1, Code: code})
		if res.Error != nil {
			failed = res.Error.Name + ": " + res.Error.Value
			break
		}
	}
	cancel()
	<-watched
	return reply{Output: []byte(out.text()), Failed: failed}
}

// watch interrupts when the process has used its processor time.
func watch(ctx context.Context, interrupt func(), limit time.Duration) {
	end := cpuTime() + limit
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if cpuTime() > end {
				interrupt()
				return
			}
		}
	}
}

// output keeps what cells print, stdout and stderr together.
type output struct {
	mu sync.Mutex // guards b
	b  strings.Builder
}

func (o *output) text() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func (o *output) Stream(_ evaluator.CellID, _ string, text []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.b.Write(text)
}
func (o *output) Display(evaluator.CellID, evaluator.Display) {}
func (o *output) ClearOutput(evaluator.CellID, bool)          {}
func (o *output) Comm(evaluator.CommMessage)                  {}
func (o *output) Input(context.Context, evaluator.CellID, string, bool) (string, error) {
	return "", io.EOF
}

// child is a running child. It is for one goroutine.
type child struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	replies *os.File
	decoder *json.Decoder
	stderr  *tail
}

// startChild starts this executable as a child.
func startChild() (*child, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer w.Close()
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), childVariable+"=1")
	cmd.ExtraFiles = []*os.File{w}
	c := &child{cmd: cmd, replies: r, decoder: json.NewDecoder(bufio.NewReader(r)), stderr: &tail{}}
	cmd.Stdout, cmd.Stderr = c.stderr, c.stderr
	if c.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	return c, cmd.Start()
}

// tail keeps the beginning of what a process writes.
type tail struct {
	mu sync.Mutex // guards b
	b  []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.b) < 1<<16 {
		t.b = append(t.b, p...)
	}
	return len(p), nil
}

// run runs the cells. When the child died of them, or does not answer within
// patience, the outcome says so and ok is false: the child is of no more use.
func (c *child) run(cells []string, limit, patience time.Duration) (o outcome, ok bool) {
	timer := time.AfterFunc(patience, func() { _ = c.cmd.Process.Kill() })
	defer timer.Stop()
	var r reply
	err := json.NewEncoder(c.in).Encode(request{cells, limit})
	if err == nil {
		err = c.decoder.Decode(&r)
	}
	if err == nil {
		return outcome{string(r.Output), r.Failed}, true
	}
	_ = c.cmd.Wait()
	if !timer.Stop() {
		return outcome{failed: "hang: no end and no use of the processor"}, false
	}
	c.stderr.mu.Lock()
	defer c.stderr.mu.Unlock()
	text := string(c.stderr.b)
	for l := range strings.Lines(text) {
		if strings.HasPrefix(l, "fatal error: ") || strings.HasPrefix(l, "panic: ") || strings.HasPrefix(l, "SIG") || strings.HasPrefix(l, "unexpected fault") {
			return outcome{failed: "crash: " + strings.TrimSpace(l)}, false
		}
	}
	return outcome{failed: fmt.Sprintf("crash: %v", c.cmd.ProcessState)}, false
}

// close ends the child and waits for it.
func (c *child) close() {
	c.in.Close()
	_ = c.cmd.Wait()
	c.replies.Close()
}

// engines runs cells in children, one after the other. It is for one goroutine.
type engines struct {
	child *child
	runs  int // of this child
	fresh int // children started
}

// sessionsPerChild bounds what one process gathers: an engine keeps its types.
const sessionsPerChild = 15

// cpuLimit is the processor time of one program; it needs a hundredth.
const cpuLimit = 20 * time.Second

// run runs a session of cells.
func (e *engines) run(cells []string) (outcome, error) {
	if e.child != nil && e.runs >= sessionsPerChild {
		e.close()
	}
	if e.child == nil {
		c, err := startChild()
		if err != nil {
			return outcome{}, err
		}
		e.child, e.runs = c, 0
		e.fresh++
	}
	e.runs++
	o, ok := e.child.run(cells, cpuLimit, 5*time.Minute)
	if !ok {
		e.child.replies.Close()
		e.child = nil
	}
	return o, nil
}

func (e *engines) close() {
	if e.child != nil {
		e.child.close()
		e.child = nil
	}
}
