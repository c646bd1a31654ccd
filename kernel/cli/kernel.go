package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"interleave/kernel"
	"interleave/kernel/evaluator"
)

// kernelCommand is `interleave kernel`, which Jupyter starts.
type kernelCommand struct {
	settings       kernelSettings
	connectionFile string
	rateLimit      switchValue
	history        string
	trace          bool
}

func newKernel() *cobra.Command {
	k := &kernelCommand{}
	cmd := &cobra.Command{
		Use:   "kernel --connection-file FILE",
		Short: "Serve one kernel (Jupyter starts this)",
		Long: `Kernel serves one kernel at the sockets that FILE names. A kernelspec tells
Jupyter to start it; by hand it is of use to attach a frontend:

  interleave kernel --connection-file k.json      (made if it does not exist)
  jupyter console --existing k.json

Arguments that it does not know are ignored with a warning, since frontends pass
on arguments meant for other kernels.`,
		DisableFlagParsing: true, // see parse
		RunE:               k.run,
	}
	f := cmd.Flags()
	f.StringVarP(&k.connectionFile, "connection-file", "f", "", "connection `FILE`; the path alone will do")
	k.settings.register(cmd)
	f.Var(&k.rateLimit, "rate-limit", "keep output below what a Jupyter server lets through")
	setting(cmd, "rate-limit", "INTERLEAVE_RATE_LIMIT")
	f.StringVar(&k.history, "history", "", "history `FILE` instead of the one in the user's data folder, or off")
	setting(cmd, "history", "INTERLEAVE_HISTORY")
	f.BoolVar(&k.trace, "trace", false, "print one line per message to standard error")
	setting(cmd, "trace", "INTERLEAVE_TRACE")
	f.BoolP("help", "h", false, "help for kernel")
	return cmd
}

func (k *kernelCommand) run(cmd *cobra.Command, args []string) error {
	help, err := k.parse(cmd.Flags(), args, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	if help {
		return cmd.Help()
	}
	if err := readSettings(cmd); err != nil {
		return err
	}
	if k.connectionFile == "" {
		return usageError("no connection file given; Jupyter gives one, by hand use --connection-file FILE")
	}
	return kernel.Run(cmd.Context(), k.options(cmd.Context(), cmd.ErrOrStderr()))
}

func (k *kernelCommand) options(_ context.Context, log io.Writer) kernel.Options {
	parent, _ := strconv.Atoi(os.Getenv("JPY_PARENT_PID"))
	return kernel.Options{
		ConnectionFile: k.connectionFile,
		Evaluator:      evaluator.Options{Memory: k.settings.memory.limit(), Env: k.settings.evaluatorEnvironment(), Spare: true},
		RateLimit:      bool(k.rateLimit),
		History:        k.history,
		HandleSignals:  true,
		ParentPID:      parent,
		Log:            log,
		Trace:          k.trace,
	}
}

// parse reads the command line as K-01 wants it: the connection file as
// --connection-file FILE, --connection-file=FILE, -f FILE, -f=FILE or FILE, in quotes
// or not; what is unknown is tolerated. A word after an unknown flag is taken
// for that flag's value.
func (k *kernelCommand) parse(flags *pflag.FlagSet, args []string, warn io.Writer) (help bool, err error) {
	afterUnknown := false
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if !strings.HasPrefix(arg, "-") || arg == "-" {
			if k.connectionFile == "" && !afterUnknown {
				k.connectionFile = unquote(arg)
			} else {
				fmt.Fprintf(warn, "interleave kernel: warning: argument %q is ignored\n", arg)
			}
			afterUnknown = false
			continue
		}
		name, value, hasValue := strings.Cut(arg, "=")
		f := lookupFlag(flags, name)
		if f == nil {
			fmt.Fprintf(warn, "interleave kernel: warning: unknown flag %q is ignored\n", arg)
			afterUnknown = !hasValue
			continue
		}
		afterUnknown = false
		if f.Name == "help" {
			return true, nil
		}
		if !hasValue && f.NoOptDefVal != "" {
			value, hasValue = f.NoOptDefVal, true
		}
		if !hasValue {
			if i++; i == len(args) {
				return false, usageError("flag needs an argument: %s", arg)
			}
			value = args[i]
		}
		if err := flags.Set(f.Name, unquote(value)); err != nil {
			return false, usageError("%w", err)
		}
	}
	return false, nil
}

func lookupFlag(flags *pflag.FlagSet, word string) *pflag.Flag {
	if name, ok := strings.CutPrefix(word, "--"); ok {
		return flags.Lookup(name)
	}
	if name := strings.TrimPrefix(word, "-"); len(name) == 1 {
		return flags.ShorthandLookup(name)
	}
	return nil
}

// unquote takes one pair of quotes away, in which VS Code puts a path with
// blanks.
func unquote(s string) string {
	if n := len(s); n >= 2 && (s[0] == '"' || s[0] == '\'') && s[n-1] == s[0] {
		return s[1 : n-1]
	}
	return s
}
