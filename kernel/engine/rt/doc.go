// Package rt gives the types that cells declare real types of the running program.
package rt
