package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"interleave/install"
)

// targetFlags say where a kernelspec is written or removed.
type targetFlags struct{ target install.Target }

func (t *targetFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&t.target.User, "user", false, "for this user (the default)")
	f.BoolVar(&t.target.SysPrefix, "sys-prefix", false, "for the virtual or conda environment that is active")
	f.StringVar(&t.target.Prefix, "prefix", "", "under `DIR`/share/jupyter")
	f.BoolVar(&t.target.System, "system", false, "for all users of this machine")
}

// exclusive refuses two of the flags at once.
func exclusive(cmd *cobra.Command, flags ...string) error {
	var given []string
	for _, name := range flags {
		if f := cmd.Flags().Lookup(name); f != nil && f.Changed {
			given = append(given, "--"+name)
		}
	}
	if len(given) > 1 {
		return usageError("%s exclude each other", strings.Join(given, " and "))
	}
	return nil
}

type installCommand struct {
	targetFlags
	name, displayName, dir string
	replace                bool
}

func newInstall() *cobra.Command {
	c := &installCommand{}
	cmd := &cobra.Command{
		Use:   "install [--user | --sys-prefix | --prefix DIR | --system] [--name NAME] [--display-name TEXT]",
		Short: "Make the kernel known to Jupyter",
		Long: `Install writes a kernelspec: the small folder by which Jupyter finds a kernel. It
needs no Python. An older kernelspec of this program is replaced.

The kernelspec names this program by its path. From 'go run', whose program is
temporary, a copy is kept in the user's cache folder.`,
		Args: cobra.NoArgs,
		RunE: c.run,
	}
	c.register(cmd)
	f := cmd.Flags()
	f.StringVar(&c.name, "name", install.DefaultName, "`NAME` of the kernelspec, in lower case")
	f.StringVar(&c.displayName, "display-name", install.DefaultDisplayName, "`TEXT` that frontends show")
	f.BoolVar(&c.replace, "replace", false, "replace a kernelspec of that name that another program wrote")
	f.StringVar(&c.dir, "dir", "", "write the kernelspec to the folder `DIR` instead, for 'jupyter kernelspec install DIR'")
	return cmd
}

func (c *installCommand) run(cmd *cobra.Command, _ []string) error {
	if err := exclusive(cmd, "user", "sys-prefix", "prefix", "system", "dir"); err != nil {
		return err
	}
	if err := install.CheckName(c.name); err != nil {
		return usageError("%w", err)
	}
	binary, err := install.Executable()
	if err != nil {
		return err
	}
	spec := install.OwnSpec(binary)
	spec.Name, spec.DisplayName = c.name, c.displayName
	var dir string
	if c.dir != "" {
		dir, _ = filepath.Abs(c.dir)
		err = install.WriteSpec(c.dir, spec)
	} else {
		dir, err = install.Install(spec, c.target, c.replace)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "installed kernelspec %s in %s\n", spec.Name, dir)
	if c.dir == "" {
		c.warnIfHidden(cmd, dir)
	}
	return nil
}

// warnIfHidden says when Jupyter, as far as can be seen from here, will find
// another kernelspec of that name first, or none.
func (c *installCommand) warnIfHidden(cmd *cobra.Command, dir string) {
	found, err := install.Find(c.name)
	switch {
	case errors.Is(err, install.ErrNoSpec):
		fmt.Fprintf(cmd.ErrOrStderr(), "note: %s is not on Jupyter's search path here; a Jupyter that runs from that environment finds it\n", filepath.Dir(dir))
	case err == nil && found.Dir != dir:
		fmt.Fprintf(cmd.ErrOrStderr(), "note: %s comes first on Jupyter's search path and hides it\n", found.Dir)
	}
}
