package lang

// Replay declares again what cells declared, after the evaluator was replaced:
// imports, types, functions, constants and methods. Their variables are lost;
// functions that need them wait until the names exist again. run evaluates a
// unit; a cell whose unit can't be run is left out.
func (s *Session) Replay(cells []Cell, run func(*Unit) error) {}

// IsComplete says whether code can be run as it stands: "complete",
// "incomplete" (then indent is what the next line should start with), or
// "invalid".
func (s *Session) IsComplete(code string) (status, indent string) { return "complete", "" }

// Completion is what can stand in place of code[Start:End].
type Completion struct {
	Start, End int
	Matches    []Match
}

// Match is one completion.
type Match struct {
	Text      string
	Kind      string // function, method, variable, constant, type, package, field, keyword
	Signature string
}

// Complete lists what can stand at byte offset cursor of code.
func (s *Session) Complete(code string, cursor int) Completion { return Completion{} }

// Inspection describes the name at a position.
type Inspection struct {
	Found    bool
	Text     string // plain text
	Markdown string
}

// Inspect describes the name at byte offset cursor of code; detail 1 adds the
// source of what cells declared.
func (s *Session) Inspect(code string, cursor, detail int) Inspection { return Inspection{} }
