package engine

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

func init() {
	register(&magic{
		name:    "sh",
		usage:   "COMMAND",
		summary: "run a command of the shell, or the rest of the cell as a script",
		help:    "Its output comes as it is written. An interrupt ends it and what it has started.",
		body:    true,
		run:     runSh,
	})
}

// shGrace is how long the output of a script is waited for after its end, when
// something that it started in the background keeps it open.
const shGrace = 200 * time.Millisecond

func runSh(c *magicCall) error {
	script := c.args
	if c.double {
		script = c.args + "\n" + strings.TrimLeft(c.body, "\n")
	}
	if strings.TrimSpace(script) == "" {
		return c.usageError("the command is missing")
	}
	cmd := shell(c.ctx, script)
	cmd.Stdout, cmd.Stderr = streamWriter{c.x, "stdout"}, streamWriter{c.x, "stderr"}
	cmd.WaitDelay = shGrace
	err := cmd.Run()
	if errors.Is(err, exec.ErrWaitDelay) || c.ctx.Err() != nil {
		return nil // the caller looks at the context
	}
	if err != nil {
		return fmt.Errorf("the script failed: %w", err)
	}
	return nil
}
