package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"interleave/install"
)

func newNbgrader() *cobra.Command {
	return &cobra.Command{
		Use:   "nbgrader [COURSE]",
		Short: "Set a course's folder up for nbgrader",
		Long: `Nbgrader writes nbgrader_config.py into a course's folder (default: this one): what stands
in the place of solutions in Go, Go's comments around solutions and hidden tests, and
cells that are interrupted after two minutes. A file that is there already stays.

A test cell whose last line is the Score of a sheet of package check gets the sheet's
points as partial credit.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			course := "."
			if len(args) > 0 {
				course = args[0]
			}
			path, err := install.WriteGraderConfig(course)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "wrote %s; run nbgrader in that folder\n", path)
			return nil
		},
	}
}
