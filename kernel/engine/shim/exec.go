package shim

import (
	"context"
	"os/exec"
	"time"
)

// pipeGrace is how long an interrupted Wait waits for the output of a killed
// command's own children, which may hold its pipes.
const pipeGrace = 200 * time.Millisecond

// Commands belong to the cell that makes them and are killed when it is
// interrupted, so that Run, Wait and Output return.
func init() {
	replace("os/exec", func() table {
		return table{
			"Command": func(name string, arg ...string) *exec.Cmd {
				return killed(exec.CommandContext(cellContext(), name, arg...))
			},
			"CommandContext": func(ctx context.Context, name string, arg ...string) *exec.Cmd {
				if ctx == nil {
					panic("nil Context")
				}
				// The context lives as long as the longer of both: nobody says
				// when a command is over.
				both, cancel := context.WithCancelCause(ctx)
				context.AfterFunc(cellContext(), func() { cancel(context.Canceled) })
				return killed(exec.CommandContext(both, name, arg...))
			},
		}
	})
}

// killed limits the wait for pipes, but only for a command that was killed:
// package exec reads WaitDelay after it has called Cancel.
func killed(cmd *exec.Cmd) *exec.Cmd {
	kill := cmd.Cancel
	cmd.Cancel = func() error {
		if cmd.WaitDelay == 0 {
			cmd.WaitDelay = pipeGrace
		}
		return kill()
	}
	return cmd
}
