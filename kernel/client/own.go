package client

import (
	"os"

	"interleave/install"
)

// Own is how to start this program as a kernel: the same executable, without
// any installed kernelspec. args go to its subcommand kernel.
func Own(args ...string) (Options, error) {
	path, err := os.Executable()
	if err != nil {
		return Options{}, err
	}
	return OwnAt(path, args...), nil
}

// OwnAt is Own for the executable at path.
func OwnAt(path string, args ...string) Options {
	spec := install.OwnSpec(path)
	delete(spec.Env, install.RateLimitVariable) // there is no server that drops anything
	return Options{Spec: spec, KernelPicksPorts: true, Args: args}
}
