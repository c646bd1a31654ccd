//go:build !unix

package engine

import (
	"context"
	"os/exec"
)

// shell is a script of the system's command interpreter that ends with ctx.
func shell(ctx context.Context, script string) *exec.Cmd {
	return exec.CommandContext(ctx, "cmd", "/c", script)
}
