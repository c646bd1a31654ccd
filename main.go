// Interleave is a Jupyter kernel for Go, with its own runner for notebooks and
// a console. `interleave help` lists its commands.
package main

import (
	"os"

	"interleave/kernel/cli"
)

func main() { os.Exit(cli.Main()) }
