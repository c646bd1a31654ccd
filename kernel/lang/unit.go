package lang

import (
	"go/token"
	"go/types"
	"sort"
)

// Unit is a checked and lowered cell, see the package comment.
type Unit struct {
	Cell Cell
	// Text is the file to evaluate, "" when there is nothing to evaluate.
	Text string
	// Imports are the paths of the packages that Text imports.
	Imports []string
	// Declared lists what the cell declares, in the order of the cell.
	Declared []Declared
	// Results are the types of the values that Text hands to host.Result; it
	// is empty when the cell has no result or hides it.
	Results []types.Type
	// Notes are findings that never fail a cell.
	Notes []Note

	// Types has the helpers that Text imports by Types.Path(), nil when there
	// are none.
	Types TypesUnit

	change *change
	table  []mark        // of Text, sorted by out
	files  []*token.File // of the cell, for Vet
}

// Declared is a name that a unit declares.
type Declared struct {
	Name    string // as written
	Emitted string // in the interpreter; "" for packages
	Kind    string // variable, constant, type, function, method, package
	Type    string // as Go prints it; the path of a package
	Cell    int    // the n of In[n]
}

// Note is a finding about a cell: a position in it and a sentence.
type Note struct {
	Position
	Text string
}

// Position is a place in a cell: line and column count from 1, the column in
// bytes, as the compiler does.
type Position struct {
	Cell, Line, Column int
}

// mark says where the text from out on, up to the next mark, came from.
type mark struct {
	out    int
	src    *source
	offset int
	exact  bool // copied; else all of it stands for what is at offset
}

// Position maps a byte offset of Text to the cell that the text came from. It is
// zero in the instances of functions of the standard library.
func (u *Unit) Position(offset int) Position {
	i := sort.Search(len(u.table), func(i int) bool { return u.table[i].out > offset }) - 1
	if i < 0 || u.table[i].src == nil {
		return Position{Cell: u.Cell.Number, Line: 1, Column: 1}
	}
	m := u.table[i]
	if m.src.library {
		return Position{}
	}
	at := m.offset
	if m.exact {
		at += offset - m.out
	}
	line, column := lineColumn(m.src.cell.Code, at)
	return Position{Cell: m.src.cell.Number, Line: line, Column: column}
}
