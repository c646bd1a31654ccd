package cli

import (
	"fmt"
	"os"
	"sort"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// environment is the annotation of a flag that names its variable.
const environment = "interleave_environment"

// setting lets the variable INTERLEAVE_… stand for the flag when that is not given.
func setting(cmd *cobra.Command, flag, variable string) {
	f := cmd.Flags().Lookup(flag)
	f.Usage += " [$" + variable + "]"
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	f.Annotations[environment] = []string{variable}
}

// readSettings fills flags that were not given from the environment.
func readSettings(cmd *cobra.Command) error {
	var err error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		for _, variable := range f.Annotations[environment] {
			value := os.Getenv(variable)
			if value == "" || f.Changed {
				continue
			}
			if e := cmd.Flags().Set(f.Name, value); e != nil && err == nil {
				err = usageError("environment variable %s: %w", variable, e)
			}
		}
	})
	return err
}

// kernelSettings are the flags that run, console and doctor hand on to the
// kernel that they start, and that kernel itself has.
type kernelSettings struct {
	memory memory
	vet    switchValue
}

func (s *kernelSettings) register(cmd *cobra.Command) {
	s.memory = memory{automatic: true}
	cmd.Flags().Var(&s.memory, "memory", `memory that cells may use: a size such as 2GiB, a share such as 50%, auto or off;
auto is 80% of what this container or machine has`)
	setting(cmd, "memory", "INTERLEAVE_MEMORY")
	registerVet(cmd, &s.vet)
}

// arguments are the settings as arguments of `interleave kernel`.
func (s *kernelSettings) arguments() []string {
	return []string{"--memory", s.memory.String(), "--vet", s.vet.String()}
}

// evaluatorEnvironment hands on what `interleave evaluate` has to know.
func (s *kernelSettings) evaluatorEnvironment() []string {
	return append(os.Environ(), vetVariable+"="+s.vet.String())
}

const vetVariable = "INTERLEAVE_VET"

func registerVet(cmd *cobra.Command, vet *switchValue) {
	*vet = true
	cmd.Flags().Var(vet, "vet", "notes about what go vet finds in a cell")
	setting(cmd, "vet", vetVariable)
}

// switchValue is a flag that is on or off, in the words that people use for it.
type switchValue bool

func (v *switchValue) String() string {
	if *v {
		return "on"
	}
	return "off"
}

func (v *switchValue) Type() string { return "on|off" }

var switchWords = map[string]bool{"on": true, "1": true, "true": true, "yes": true, "off": false, "0": false, "false": false, "no": false}

func (v *switchValue) Set(word string) error {
	on, ok := switchWords[word]
	if !ok {
		words := make([]string, 0, len(switchWords))
		for w := range switchWords {
			words = append(words, w)
		}
		sort.Strings(words)
		return fmt.Errorf("found %q, expected one of %v", word, words)
	}
	*v = switchValue(on)
	return nil
}
