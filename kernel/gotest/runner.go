package gotest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"interleave/kernel/client"
)

const (
	// programsPerKernel bounds what programs leave behind.
	programsPerKernel = 50
	outputLimit       = 4 << 20
)

// Runner executes programs as cells. It is for one goroutine.
type Runner struct {
	// Binary is the interleave program.
	Binary string
	// Dir is where programs run.
	Dir string
	// CPU is how much CPU time a program gets, Wall how much time it gets when
	// other programs keep the processors busy.
	CPU, Wall time.Duration

	kernel *client.Kernel
	used   int // programs that the kernel has seen
}

// Run executes a program as a cell and compares it with what the compiled one
// prints. An error says that ctx ended or that no kernel can be started.
func (r *Runner) Run(ctx context.Context, p *Program, want string) (Outcome, error) {
	fresh := r.kernel == nil
	o, err := r.once(ctx, p, want)
	if err != nil || o.Class == Passed || fresh || o.CPU >= r.CPU || deterministic(o) {
		return o, err
	}
	r.Close()
	return r.once(ctx, p, want)
}

// deterministic says that another kernel would not do better.
func deterministic(o Outcome) bool { return o.Class == Refused }

// once executes a program in the present kernel.
func (r *Runner) once(ctx context.Context, p *Program, want string) (Outcome, error) {
	if err := r.prepare(ctx); err != nil {
		return Outcome{}, err
	}
	var output strings.Builder
	limited, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	w := watch(limited, cancel, r.kernel.PID(), r.CPU, r.Wall)
	reply, err := r.kernel.Execute(limited, client.Request{
		Code:      r.pasted(p),
		NoHistory: true,
		GoOn:      true,
		Output: func(msgType string, content json.RawMessage) {
			var stream struct{ Text string }
			if msgType == "stream" && json.Unmarshal(content, &stream) == nil && output.Len() < outputLimit {
				output.WriteString(stream.Text)
			}
		},
	})
	cancel(nil)
	cpu := w.wait()
	if ctx.Err() != nil {
		r.Close()
		return Outcome{}, ctx.Err()
	}
	o := ended(reply, err, output.String(), want)
	o.CPU = cpu
	switch {
	case o.Class >= TimedOut && o.Class != WrongResult && o.Class != OutputDiffers:
		r.Close() // with a fresh kernel, nothing is replayed
	case slices.Contains(p.Kinds, "go") && r.busy():
		r.Close()
	}
	return o, nil
}

// pasted is the cell of a program. A compiled program knows the name of its
// file, and some look for it in stacks; a cell is told by a line directive.
func (r *Runner) pasted(p *Program) string {
	return fmt.Sprintf("/*line %s:1:1*/%s", filepath.Join(r.Dir, filepath.FromSlash(p.Name)), p.Source)
}

// ended is the outcome of an execution; err is that of the client.
func ended(reply client.Reply, err error, output, want string) Outcome {
	switch {
	case errors.Is(err, errCPU), errors.Is(err, errWall):
		return Outcome{Class: TimedOut, Detail: timeoutCause(err)}
	case errors.Is(err, errStuck):
		return Outcome{Class: Hung, Detail: errStuck.Error()}
	case err != nil:
		return Outcome{Class: Crashed, Detail: oneLine(err.Error())}
	}
	return judge(reply, output, want)
}

func timeoutCause(err error) string {
	cause := errCPU.Error()
	if errors.Is(err, errWall) {
		cause = errWall.Error()
	}
	if errors.Is(err, client.ErrStuck) {
		cause += ", and can't be interrupted"
	}
	return cause
}

// prepare makes sure that there is a kernel in which nothing is declared.
func (r *Runner) prepare(ctx context.Context) error {
	if r.kernel != nil && r.used < programsPerKernel {
		r.used++
		limited, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		reply, err := r.kernel.Execute(limited, client.Request{Code: "%reset", NoHistory: true, GoOn: true})
		if err == nil && reply.Status == "ok" {
			return nil
		}
	}
	r.Close()
	o := client.OwnAt(r.Binary)
	o.Dir = r.Dir
	o.Env = []string{"INTERLEAVE_HISTORY=off"}
	k, err := client.Start(ctx, o)
	if err != nil {
		return err
	}
	r.kernel, r.used = k, 1
	return nil
}

// Close stops the kernel.
func (r *Runner) Close() {
	if r.kernel != nil {
		r.kernel.Close()
		r.kernel = nil
	}
}

// busy says whether goroutines of the last program are still at work, which
// would be charged to the next.
func (r *Runner) busy() bool {
	const look = 50 * time.Millisecond
	m := newMeter(r.kernel.PID())
	time.Sleep(look)
	return m.read() > look/3
}
