// Package kernel is the front: everything that Jupyter can see.
package kernel
