package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"interleave/install"
	"interleave/kernel/wire"
)

// Time limits. They bound failures; nothing waits for them when all is well.
const (
	startLimit    = 60 * time.Second // process start to answered kernel_info
	shutdownLimit = 5 * time.Second  // shutdown_request to the end of the process, then SIGKILL
	idleLimit     = 4 * time.Second  // a reply to its idle, for kernels that forget the idle
	stopLimit     = 10 * time.Second // an interrupt to the end of the request
	// interruptAgain: a signal that comes before a kernel has begun the cell is
	// lost in some (ipykernel), so the wish is repeated.
	interruptAgain = 2 * time.Second
	requestLimit   = 30 * time.Second // other requests, when their context has no deadline
	pipeGrace      = time.Second      // the end of the process to the end of its output
)

// The errors that a caller may want to tell apart.
var (
	ErrDied  = errors.New("the kernel died")
	ErrStuck = errors.New("the kernel did not react to the interrupt")
	ErrNoOwn = errors.New("the kernel was started by another program")
)

// Options say how to start a kernel. Only Spec is required.
type Options struct {
	Spec install.Spec
	// KernelPicksPorts: the kernel fills ports that are 0 in the connection
	// file in, as ours does. Otherwise ports are chosen here, which another
	// program may snatch before the kernel binds them.
	KernelPicksPorts bool
	Dir              string    // working folder of the kernel; "": this one's
	Env              []string  // added to the environment
	Args             []string  // added to the command line
	Log              io.Writer // gets what the process writes to its standard output and error; nil: nobody
	Username         string    // in message headers; "": the user's
}

// Kernel is a kernel that can be talked to. Its methods may be called by several
// goroutines; executions are queued by the kernel.
type Kernel struct {
	options Options
	session *wire.Session
	folder  *folder // nil after Connect

	mu      sync.Mutex // guards what follows
	process *process   // nil after Connect
	link    *link
	info    Info
	closed  bool
}

// Info is what the kernel says about itself.
type Info struct {
	Protocol       string         `json:"protocol_version"`
	Implementation string         `json:"implementation"`
	Version        string         `json:"implementation_version"`
	Banner         string         `json:"banner"`
	Language       map[string]any `json:"language_info"`
}

// Start starts a kernel and waits until it answers. When ctx ends before, the
// kernel is stopped; afterwards ctx has no effect on it.
func Start(ctx context.Context, o Options) (*Kernel, error) {
	folder, err := newFolder()
	if err != nil {
		return nil, err
	}
	k := &Kernel{options: o, session: wire.NewSession(username(o.Username)), folder: folder}
	err = k.start(ctx)
	if err != nil {
		k.Close()
		return nil, err
	}
	return k, nil
}

// Connect talks to a running kernel through its connection file.
func Connect(ctx context.Context, connectionFile string) (*Kernel, error) {
	c, err := wire.ReadConnection(connectionFile)
	if err != nil {
		return nil, err
	}
	k := &Kernel{session: wire.NewSession(username(""))}
	ctx, cancel := context.WithTimeoutCause(ctx, startLimit, fmt.Errorf("no kernel answers at the ports in %s", connectionFile))
	defer cancel()
	if err := k.dial(ctx, c, nil); err != nil {
		k.Close()
		return nil, err
	}
	return k, nil
}

func username(name string) string {
	for _, n := range []string{name, os.Getenv("USER"), os.Getenv("USERNAME")} {
		if n != "" {
			return n
		}
	}
	return "username"
}

// start starts a process and connects to it. The connection file of an earlier
// process is used again, ports included, as Jupyter does.
func (k *Kernel) start(ctx context.Context) error {
	name := k.options.Spec.DisplayName
	ctx, cancel := context.WithTimeoutCause(ctx, startLimit, fmt.Errorf("kernel %q does not answer after %v", name, startLimit))
	defer cancel()
	if err := k.folder.prepare(k.options); err != nil {
		return fmt.Errorf("start kernel %q: %w", name, err)
	}
	p, err := startProcess(k.options, k.folder.file)
	if err != nil {
		return fmt.Errorf("start kernel %q: %w", name, err)
	}
	k.mu.Lock()
	k.process = p
	k.mu.Unlock()
	c, err := k.folder.awaitPorts(ctx, p)
	if err == nil {
		err = k.dial(ctx, c, p)
	}
	if err != nil {
		return fmt.Errorf("start kernel %q: %w", name, p.explain(err))
	}
	return nil
}

// dial connects and asks who is there. p is nil for a kernel of somebody else.
func (k *Kernel) dial(ctx context.Context, c wire.Connection, p *process) error {
	if p != nil {
		var cancel context.CancelFunc
		ctx, cancel = p.while(ctx)
		defer cancel()
	}
	client, err := wire.Dial(ctx, c, k.session, wire.Options{})
	if err != nil {
		return errors.Join(context.Cause(ctx), err)
	}
	l := newLink(client, k.session)
	k.mu.Lock()
	k.link = l
	k.mu.Unlock()
	var info Info
	if err := l.request(ctx, client.Shell, "kernel_info_request", struct{}{}, &info); err != nil {
		return err
	}
	k.mu.Lock()
	k.info = info
	k.mu.Unlock()
	return nil
}

// Info is what the kernel said about itself when it was started.
func (k *Kernel) Info() Info {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.info
}

// Spec is the kernelspec that the kernel was started from.
func (k *Kernel) Spec() install.Spec { return k.options.Spec }

// PID is the kernel's process id, or 0 after Connect.
func (k *Kernel) PID() int {
	if p, _ := k.current(); p != nil {
		return p.cmd.Process.Pid
	}
	return 0
}

// Alive says whether the process runs; for a kernel of somebody else it asks the heartbeat.
func (k *Kernel) Alive() bool {
	p, l := k.current()
	if p != nil {
		return !p.ended()
	}
	if l == nil {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return l.client.Heartbeat.Ping(ctx) == nil
}

// Done is closed when the present process has ended. It is nil after Connect.
func (k *Kernel) Done() <-chan struct{} {
	if p, _ := k.current(); p != nil {
		return p.done
	}
	return nil
}

func (k *Kernel) current() (*process, *link) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.process, k.link
}

// Interrupt asks the kernel to stop the running cell, in the way that its
// kernelspec says. It returns when the kernel has the wish, not when the cell
// has ended.
func (k *Kernel) Interrupt(ctx context.Context) error {
	p, l := k.current()
	if p != nil && k.options.Spec.InterruptMode != "message" {
		return p.interrupt()
	}
	return l.request(ctx, l.client.Control, "interrupt_request", struct{}{}, nil)
}

// Restart ends the process and starts another on the same connection file. The
// state of the cells is lost.
func (k *Kernel) Restart(ctx context.Context) error {
	p, _ := k.current()
	if p == nil {
		return fmt.Errorf("restart: %w", ErrNoOwn)
	}
	k.end(true)
	return k.start(ctx)
}

// Close stops the kernel that Start started (it asks, and kills after
// shutdownLimit) and removes its files. From a kernel of somebody else it only
// hangs up.
func (k *Kernel) Close() error {
	k.mu.Lock()
	if k.closed {
		k.mu.Unlock()
		return nil
	}
	k.closed = true
	k.mu.Unlock()
	err := k.end(false)
	if k.folder != nil {
		err = errors.Join(err, k.folder.remove())
	}
	return err
}

// Shutdown asks a kernel to end, also one of somebody else, and hangs up.
func (k *Kernel) Shutdown(ctx context.Context) error {
	_, l := k.current()
	err := l.request(ctx, l.client.Control, "shutdown_request", wire.ShutdownRequest{}, nil)
	return errors.Join(err, k.Close())
}

// end stops the process and closes the connection.
func (k *Kernel) end(restart bool) error {
	p, l := k.current()
	var err error
	if p != nil {
		if l != nil && !p.ended() {
			ctx, cancel := context.WithTimeout(context.Background(), shutdownLimit/4)
			l.request(ctx, l.client.Control, "shutdown_request", wire.ShutdownRequest{Restart: restart}, nil)
			cancel()
		}
		err = p.stop(l != nil)
	}
	if l != nil {
		err = errors.Join(err, l.close())
	}
	return err
}

// Query sends a request on shell (or, with control true, on control) and waits
// for its reply, whose content is decoded into reply unless it is nil.
func (k *Kernel) Query(ctx context.Context, control bool, msgType string, content, reply any) error {
	p, l := k.current()
	if p != nil && p.ended() {
		return p.explain(ErrDied)
	}
	socket := l.client.Shell
	if control {
		socket = l.client.Control
	}
	return l.request(ctx, socket, msgType, content, reply)
}

// IsComplete asks whether code can be run or goes on in the next line.
func (k *Kernel) IsComplete(ctx context.Context, code string) (status, indent string, err error) {
	var reply struct{ Status, Indent string }
	err = k.Query(ctx, false, "is_complete_request", map[string]any{"code": code}, &reply)
	return reply.Status, reply.Indent, err
}

// Completion is the answer to Complete; positions count code points.
type Completion struct {
	Matches  []string `json:"matches"`
	Start    int      `json:"cursor_start"`
	End      int      `json:"cursor_end"`
	Metadata struct {
		Types []struct {
			Text, Type, Signature string
		} `json:"_jupyter_types_experimental"`
	} `json:"metadata"`
}

// Complete asks what could stand at the cursor (in code points).
func (k *Kernel) Complete(ctx context.Context, code string, cursor int) (Completion, error) {
	var reply Completion
	err := k.Query(ctx, false, "complete_request", map[string]any{"code": code, "cursor_pos": cursor}, &reply)
	return reply, err
}

// Inspect asks what stands at the cursor (in code points) and returns a MIME bundle, nil if nothing is known.
func (k *Kernel) Inspect(ctx context.Context, code string, cursor, detail int) (map[string]any, error) {
	var reply struct {
		Found bool
		Data  map[string]any
	}
	content := map[string]any{"code": code, "cursor_pos": cursor, "detail_level": detail}
	if err := k.Query(ctx, false, "inspect_request", content, &reply); err != nil || !reply.Found {
		return nil, err
	}
	return reply.Data, nil
}

// History returns the last n inputs, oldest first.
func (k *Kernel) History(ctx context.Context, n int) ([]string, error) {
	var reply struct{ History [][]json.RawMessage }
	content := map[string]any{"hist_access_type": "tail", "n": n, "raw": true, "output": false}
	if err := k.Query(ctx, false, "history_request", content, &reply); err != nil {
		return nil, err
	}
	var inputs []string
	for _, entry := range reply.History {
		var input string
		if len(entry) >= 3 && json.Unmarshal(entry[2], &input) == nil {
			inputs = append(inputs, input)
		}
	}
	return inputs, nil
}
