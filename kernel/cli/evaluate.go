package cli

import (
	"github.com/spf13/cobra"

	"interleave/kernel/engine"
	"interleave/kernel/evaluator"
)

func newEvaluate() *cobra.Command {
	var vet switchValue
	cmd := &cobra.Command{
		Use:    "evaluate",
		Short:  "Evaluate cells for the kernel that started this",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return evaluator.Serve(cmd.Context(), func(out evaluator.Output) (evaluator.Engine, error) {
				return engine.New(out, engine.Options{NoVet: !bool(vet)})
			})
		},
	}
	registerVet(cmd, &vet)
	return cmd
}
