package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"interleave/install"
)

type uninstallCommand struct {
	targetFlags
	name     string
	ifExists bool
}

func newUninstall() *cobra.Command {
	c := &uninstallCommand{}
	cmd := &cobra.Command{
		Use:   "uninstall [--user | --sys-prefix | --prefix DIR | --system] [--name NAME]",
		Short: "Remove the kernelspec that install wrote",
		Args:  cobra.NoArgs,
		RunE:  c.run,
	}
	c.register(cmd)
	cmd.Flags().StringVar(&c.name, "name", install.DefaultName, "`NAME` of the kernelspec")
	cmd.Flags().BoolVar(&c.ifExists, "if-exists", false, "it is no error if there is none")
	return cmd
}

func (c *uninstallCommand) run(cmd *cobra.Command, _ []string) error {
	if err := exclusive(cmd, "user", "sys-prefix", "prefix", "system"); err != nil {
		return err
	}
	if err := install.CheckName(c.name); err != nil {
		return usageError("%w", err)
	}
	dir, err := install.Uninstall(c.name, c.target)
	if errors.Is(err, install.ErrNoSpec) {
		if c.ifExists {
			fmt.Fprintf(cmd.OutOrStdout(), "nothing to remove: there is no %s\n", dir)
			return nil
		}
		if found, e := install.Find(c.name); e == nil {
			return fmt.Errorf("%w; one of that name is in %s", err, found.Dir)
		}
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "removed %s\n", dir)
	return nil
}
