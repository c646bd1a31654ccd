// Package tables is generated, but for this file: a table per package that
// cells can import. The tables are data that the linker lays out; no code runs
// at start and their pages are read from the file when a table is first used.
// Package symbols turns them into what the interpreter wants.
package tables

import "go/token"

// Table holds the exported, non-generic objects of one package.
type Table struct {
	Path, Name string
	Values     []Entry // functions, and constants that have a type
	Vars       []Entry // pointers to variables
	Types      []Entry // nil pointers to types
	Wrappers   []Entry // nil pointers to the wrappers of interface types
	Consts     []Const
}

// Entry is an object that exists at run time.
type Entry struct {
	Name  string
	Value any
}

// Const is an untyped constant, as a literal.
type Const struct {
	Name string
	Kind Kind
	Text string
}

// Kind is the kind of a literal.
type Kind = token.Token
