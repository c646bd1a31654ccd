// Package install puts the kernel where Jupyter finds it, and makes Jupyter
// where there is none.
//
// Its nouns are the [Spec] (a kernelspec, found along Jupyter's search path or
// written to one of its folders), the [Executable] that a kernelspec names, and
// the [Environment] (a private Python environment with pinned packages, made
// once per set of pins and kept in the user's cache).
//
// Nothing here needs Python except [Python] itself. Everything that is written
// appears whole or not at all: it is made under another name beside its place
// and renamed. The package starts no goroutine that outlives a call.
//
// The layout of kernelspecs and the search path are described at
// https://jupyter-client.readthedocs.io/en/stable/kernels.html.
package install
