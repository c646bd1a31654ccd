package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// Exit statuses.
const (
	exitOK          = 0
	exitFailure     = 1
	exitUsage       = 2
	exitInterrupted = 130
	exitBrokenPipe  = 141
	exitTerminated  = 143
)

// exitError ends the program with a status; err, if any, is printed first.
type exitError struct {
	status int
	err    error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit status %d", e.status)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

func usageError(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}

// Main runs the program with its command line and returns the exit status.
func Main() int {
	return Run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
}

// Run is Main with its surroundings as arguments.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	return report(stderr, cmd, err)
}

// report prints an error as go and git do: the command, what is wrong, for a
// wrong command line where help is.
func report(stderr io.Writer, cmd *cobra.Command, err error) int {
	if err == nil {
		return exitOK
	}
	status := exitFailure
	var exit *exitError
	if errors.As(err, &exit) {
		if status = exit.status; exit.err == nil {
			return status
		}
	}
	fmt.Fprintf(stderr, "%s: %v\n", cmd.CommandPath(), strings.TrimRight(err.Error(), "\n"))
	if status == exitUsage {
		fmt.Fprintf(stderr, "Run '%s --help' for usage.\n", cmd.CommandPath())
	}
	return status
}

func newRoot() *cobra.Command {
	cobra.EnableCommandSorting = false // the order below is that of a first visit
	root := &cobra.Command{
		Use:   "interleave",
		Short: "A Jupyter kernel for Go",
		Long: `Interleave runs Go in Jupyter notebooks. Goroutines and channels live on from
cell to cell, and no cell can take the kernel down.

To begin:
  interleave run notebooks/en/00-start.ipynb    runs a notebook; needs only this program
  interleave lab                                opens JupyterLab, which it fetches if it has to
  interleave install                            makes the kernel known to the Jupyter you have`,
		Args:              noSuchCommand,
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return readSettings(cmd) },
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &exitError{exitUsage, err} })
	root.AddCommand(
		newRun(), newLab(), newConsole(),
		newInstall(), newUninstall(), newNbgrader(), newDoctor(), newVersion(),
		newKernel(), newEvaluate(),
	)
	for _, cmd := range root.Commands() {
		cmd.Args = usageArgs(cmd.Args)
		cmd.DisableFlagsInUseLine = true
	}
	return root
}

// noSuchCommand refuses a word that is no command and offers the nearest.
func noSuchCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if near := root.SuggestionsFor(args[0]); len(near) > 0 {
		return usageError("unknown command %q; did you mean %s?", args[0], strings.Join(near, " or "))
	}
	return usageError("unknown command %q", args[0])
}

// usageArgs makes a usage error of a wrong number of arguments.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if check == nil {
			return nil
		}
		if err := check(cmd, args); err != nil {
			return &exitError{exitUsage, err}
		}
		return nil
	}
}
