package evaluator

import "context"

// Engine evaluates cells inside the child process. It is implemented by
// kernel/engine for Go and by kerneltest's echo engine for protocol tests.
//
// Execute and Evaluate are never called at the same time as each other: cells
// run one after another. Complete, Inspect, IsComplete and Comm may arrive
// while a cell runs and must not wait for it.
type Engine interface {
	// Execute checks and runs one cell and returns when the cell is over;
	// goroutines that it started may go on. When ctx is cancelled (an
	// interrupt), the engine stops the cell and the goroutines that it
	// started, leaves those of other cells alone, and returns a Result whose
	// Error.Name is ErrorInterrupted. What it can't stop is stopped by the
	// supervisor, which replaces the process.
	Execute(ctx context.Context, cell Cell) Result

	// Replay declares again what earlier cells declared (imports, types,
	// functions, constants) after the evaluator was replaced. No statement of
	// theirs is run and no variable gets a value; the names of lost variables
	// are kept so that using one yields a hint that names its cell.
	Replay(ctx context.Context, cells []Cell)

	Complete(ctx context.Context, code string, cursor int) Completion
	Inspect(ctx context.Context, code string, cursor, detail int) Inspection
	IsComplete(ctx context.Context, code string) Completeness

	// Comm hands a comm message of the frontend to whoever opened or
	// registered the comm; what its handler prints belongs to m.Cell.
	Comm(ctx context.Context, m CommMessage)

	Close() error
}

// Output is what an engine's cells can say. It is safe for use by any number
// of goroutines. Calls with the same cell keep their order; a call blocks while
// the front pushes back.
//
// Every method names the cell (Cell.ID) that the output belongs to: the cell
// that started the goroutine, also when it has ended. CellCurrent stands for
// the running or, when none runs, the most recent cell.
type Output interface {
	// Stream writes to the cell's "stdout" or "stderr".
	Stream(cell CellID, name string, text []byte)
	Display(cell CellID, d Display)
	ClearOutput(cell CellID, wait bool)
	// Comm sends a comm message to the frontend.
	Comm(m CommMessage)
	// Input asks the person at the frontend for a line. It returns
	// ErrInputRefused when the frontend does not allow input or when the cell
	// is no longer running, io.EOF for Ctrl-D, and ctx.Err() after an
	// interrupt.
	Input(ctx context.Context, cell CellID, prompt string, password bool) (string, error)
}

// CellID identifies one execution (not a position in the notebook); the front
// assigns it, rising from 1.
type CellID int64

// CellCurrent is the running or, when none runs, the most recent cell.
const CellCurrent CellID = 0

// Cell is one execute_request on its way to an engine.
type Cell struct {
	ID          CellID            `json:"id"`
	Number      int               `json:"number"` // the n of In[n]
	Code        string            `json:"code"`
	Silent      bool              `json:"silent,omitempty"`
	AllowInput  bool              `json:"allow_input,omitempty"`
	Expressions map[string]string `json:"expressions,omitempty"` // user_expressions, evaluated after success
}

// Result is how a cell ended.
type Result struct {
	Error       *CellError            `json:"error,omitempty"`       // nil: ok
	Value       *Display              `json:"value,omitempty"`       // the last expression, nil: none
	Notes       *Display              `json:"notes,omitempty"`       // findings that never fail a cell
	Payload     []map[string]any      `json:"payload,omitempty"`     // page, set_next_input
	Expressions map[string]Expression `json:"expressions,omitempty"` // user_expressions
	// Declared says that the cell passed its check, so that its declarations
	// are in force and are to be replayed after a crash.
	Declared bool `json:"declared,omitempty"`
}

// CellError is the error of a cell as Jupyter shows it.
type CellError struct {
	Name      string   `json:"ename"` // one of the Error… constants
	Value     string   `json:"evalue"`
	Traceback []string `json:"traceback"`
}

// The names (ename) of cell errors.
const (
	ErrorCompile     = "compile error"
	ErrorPanic       = "panic"
	ErrorFatal       = "fatal error"
	ErrorExit        = "exit"
	ErrorInterrupted = "interrupted"
	ErrorMagic       = "magic error"
	ErrorInput       = "input refused"
	ErrorInterpreter = "interpreter error"
	ErrorInternal    = "internal error"
)

// Expression is the value of one user expression: a bundle or an error.
type Expression struct {
	Display *Display   `json:"display,omitempty"`
	Error   *CellError `json:"error,omitempty"`
}

// Display is one MIME bundle. Text parts are strings, JSON parts are JSON
// values, binary parts ([]byte) are raw; base64 is made by the front.
type Display struct {
	Data     map[string]any `json:"data"`
	Metadata map[string]any `json:"metadata,omitempty"`
	ID       string         `json:"id,omitempty"`     // transient display_id
	Update   bool           `json:"update,omitempty"` // update_display_data of ID
}

// CommMessage is a comm_open, comm_msg or comm_close in either direction.
type CommMessage struct {
	Cell     CellID         `json:"cell"`
	Type     string         `json:"type"` // comm_open, comm_msg, comm_close
	ID       string         `json:"id"`
	Target   string         `json:"target,omitempty"`
	Data     map[string]any `json:"data,omitempty"`
	Metadata map[string]any `json:"metadata,omitempty"`
	Buffers  [][]byte       `json:"-"`
}

// Completion answers complete_request. Start and End are byte offsets into
// the code; the front turns them into the protocol's code points, as it turns
// cursor positions into the byte offsets that Complete and Inspect get.
type Completion struct {
	Start   int     `json:"start"`
	End     int     `json:"end"`
	Matches []Match `json:"matches"`
}

// Match is one completion.
type Match struct {
	Text      string `json:"text"`
	Kind      string `json:"kind"` // function, method, variable, constant, type, package, field, keyword, magic
	Signature string `json:"signature,omitempty"`
}

// Inspection answers inspect_request; Found false leaves Data empty.
type Inspection struct {
	Found bool           `json:"found"`
	Data  map[string]any `json:"data,omitempty"`
}

// Completeness answers is_complete_request.
type Completeness struct {
	Status string `json:"status"` // complete, incomplete, invalid, unknown
	Indent string `json:"indent,omitempty"`
}
