package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// process is one run of a kernel.
type process struct {
	cmd   *exec.Cmd
	words lastWords
	done  chan struct{} // closed by the waiter
	err   error         // how it ended; read after done
}

// startProcess starts the kernel in a session of its own, so that Ctrl-C in a
// terminal reaches us only and its group can be killed. The waiter starts
// here.
func startProcess(o Options, connectionFile string) (*process, error) {
	argv := append(o.Spec.Command(connectionFile), o.Args...)
	p := &process{cmd: exec.Command(argv[0], argv[1:]...), done: make(chan struct{})}
	p.words.also = o.Log
	p.cmd.Dir = o.Dir
	p.cmd.Env = append(o.Spec.Environ(os.Environ()), fmt.Sprintf("JPY_PARENT_PID=%d", os.Getpid()))
	p.cmd.Env = append(p.cmd.Env, o.Env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.words, &p.words
	p.cmd.WaitDelay = pipeGrace
	ownSession(p.cmd)
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	alive.Store(p, nil)
	go func() {
		defer close(p.done)
		p.err = p.cmd.Wait()
		alive.Delete(p)
	}()
	return p, nil
}

func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// while is ctx until the process ends.
func (p *process) while(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := make(chan struct{})
	go func() {
		select {
		case <-p.done:
			cancel(ErrDied)
		case <-stop:
		}
	}()
	return ctx, sync.OnceFunc(func() { close(stop); cancel(nil) })
}

// stop waits for the end of a process that was asked to end, and then makes
// sure of it: SIGTERM at half time, SIGKILL to its group.
func (p *process) stop(asked bool) error {
	if !asked || !p.wait(shutdownLimit/4) {
		p.terminate()
		p.wait(shutdownLimit / 2)
	}
	killed := !p.ended()
	p.kill() // also what the kernel may have left in its group
	<-p.done
	if killed {
		return fmt.Errorf("stop kernel %d: it did not end within %v and was killed", p.cmd.Process.Pid, shutdownLimit)
	}
	return nil
}

func (p *process) wait(limit time.Duration) bool {
	select {
	case <-p.done:
		return true
	case <-time.After(limit):
		return false
	}
}

// explain adds to err how the process ended, if it did, and its last words.
func (p *process) explain(err error) error {
	p.wait(100 * time.Millisecond) // a closed socket is often seen before the end of the process
	if !p.ended() {
		return err
	}
	how := "exit status 0"
	if p.err != nil && !errors.Is(p.err, exec.ErrWaitDelay) {
		how = p.err.Error()
	}
	if words := p.words.String(); words != "" {
		return fmt.Errorf("%w (%s); its last words:\n%s", ErrDied, how, words)
	}
	return fmt.Errorf("%w (%s)", ErrDied, how)
}

// lastWords keeps the end of what is written to it.
type lastWords struct {
	also io.Writer

	mu   sync.Mutex // guards text
	text []byte
}

func (w *lastWords) Write(b []byte) (int, error) {
	const keep = 4 << 10
	w.mu.Lock()
	w.text = append(w.text, b...)
	if n := len(w.text) - keep; n > 0 {
		w.text = append(w.text[:0], w.text[n:]...)
	}
	w.mu.Unlock()
	if w.also != nil {
		w.also.Write(b)
	}
	return len(b), nil
}

func (w *lastWords) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.TrimSpace(string(w.text))
}

// alive are the processes that KillAll kills.
var alive sync.Map // *process to nothing

// KillAll kills the kernels that this program started and removes their
// files, for a program that has to end now.
func KillAll() {
	alive.Range(func(p, _ any) bool {
		p.(*process).kill()
		return true
	})
	removeFolders()
}
