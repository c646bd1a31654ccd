package lang

import "go/types"

// Unit is a checked and lowered cell, see the package comment.
type Unit struct {
	Cell Cell
	// Text is the file to evaluate, "" when there is nothing to evaluate.
	Text string
	// Declared lists what the cell declares, in the order of the cell.
	Declared []Declared
	// Results are the types of the values that Text hands to host.Result; it
	// is empty when the cell has no result or hides it.
	Results []types.Type
	// Notes are findings that never fail a cell.
	Notes []Note
}

// Declared is a name that a unit declares.
type Declared struct {
	Name    string // as written
	Emitted string // in the interpreter
	Kind    string // variable, constant, type, function, method, package
	Type    string // as Go prints it
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

// Position maps a byte offset of Text to the cell that the text came from.
func (u *Unit) Position(offset int) Position { return Position{} }
