package evaluator

import (
	"context"
	"time"
)

// Options say how the front starts and treats its evaluators. The zero value
// starts the running executable itself with the argument "evaluate", in the
// current folder, without a memory limit and without a spare.
type Options struct {
	Command []string // argv of the child; nil: this executable, "evaluate"
	Env     []string // whole environment as in exec.Cmd; nil: inherited
	Dir     string   // working folder of the child; "": inherited
	Memory  int64    // limit of the child's data in bytes; 0: none
	Spare   bool     // keep a second process warm
	Events  Handler  // nil: everything that cells say is dropped

	InterruptGrace time.Duration // from asking to killing; 0: DefaultInterruptGrace
	CloseGrace     time.Duration // from asking to killing; 0: DefaultCloseGrace
}

// Defaults of Options.
const (
	DefaultInterruptGrace = time.Second
	DefaultCloseGrace     = 500 * time.Millisecond
)

// Handler gets what cells say. Except for Input and Restarted its methods are
// called by one goroutine per evaluator, in the order in which the cells spoke;
// one that blocks holds the cells back. The result of Execute is returned only
// after everything that the cell said before has been handled.
type Handler interface {
	// Stream delivers text of the cell's "stdout" or "stderr". With CellCurrent
	// it was written to the file descriptors by native code or by a child
	// process and belongs to the running or most recent cell.
	Stream(cell CellID, name string, text []byte)
	Display(cell CellID, d Display)
	ClearOutput(cell CellID, wait bool)
	Comm(m CommMessage)
	// Input asks for a line; it returns ErrInputRefused, io.EOF, or ctx.Err()
	// as Output.Input does. It is called in a goroutine of its own.
	Input(ctx context.Context, cell CellID, prompt string, password bool) (string, error)
	// Restarted says that the evaluator was replaced. When a cell was running
	// (Crash.Cell not 0) it is called before Execute returns the error that
	// says the same; else the crash is told by nobody else.
	Restarted(c Crash)
}

// Crash says how an evaluator ended.
type Crash struct {
	Cell    CellID   // the cell that was running; 0: none
	Cause   string   // "concurrent map writes", "stack overflow", "killed (signal: killed)", …
	Lost    string   // a sentence: which variables are gone, what was declared again
	Where   string   // "In[7]:3" when known
	Trace   []string // lines as for CellError.Traceback
	Words   string   // the last words: the runtime's crash text, cut to a sane length
	Asked   bool     // the supervisor killed it, for an interrupt that the cell ignored
	ExitErr string   // "exit status 2", "signal: killed"
}

// Usage is what the evaluators and the processes that their cells started use.
type Usage struct {
	Memory    int64         // bytes: proportional set size where known, else resident
	CPU       time.Duration // user and system time so far, of the living processes
	Processes int
}

// Supervisor is the front's end: one evaluator at work, if wanted one in
// reserve, and the rules for replacing it.
type Supervisor struct{}

// Start starts the first evaluator and returns without waiting until it is
// ready; everything that needs it waits, see Ready.
func Start(ctx context.Context, o Options) (*Supervisor, error) { return &Supervisor{}, nil }

// Ready waits until an evaluator is ready for cells, or says why none is.
func (s *Supervisor) Ready(ctx context.Context) error { return nil }

// Execute runs one cell and returns how it ended. Cancelling ctx interrupts it:
// the cell is asked to stop and, after Options.InterruptGrace, its evaluator is
// replaced, which the Result says.
func (s *Supervisor) Execute(ctx context.Context, cell Cell) Result { return Result{} }

// Interrupt interrupts the running cell, as cancelling the context of Execute
// does, and passes SIGINT to the child processes of cells. Without a running
// cell it does nothing.
func (s *Supervisor) Interrupt() {}

// Complete answers empty when the evaluator can't be asked within 500 ms.
func (s *Supervisor) Complete(ctx context.Context, code string, cursor int) Completion {
	return Completion{}
}

// Inspect answers empty when the evaluator can't be asked within 500 ms.
func (s *Supervisor) Inspect(ctx context.Context, code string, cursor, detail int) Inspection {
	return Inspection{}
}

// IsComplete answers "unknown" when the evaluator can't be asked within 500 ms.
func (s *Supervisor) IsComplete(ctx context.Context, code string) Completeness {
	return Completeness{Status: "unknown"}
}

// Comm hands a comm message of the frontend to the evaluator and does not wait
// for its handler.
func (s *Supervisor) Comm(ctx context.Context, m CommMessage) error { return nil }

// Usage adds up memory and time of the evaluators and their descendants.
func (s *Supervisor) Usage() Usage { return Usage{} }

// PID is the process id of the evaluator at work, 0 when there is none.
func (s *Supervisor) PID() int { return 0 }

// Close ends all evaluators and what their cells started: asks, waits
// Options.CloseGrace, kills. It returns when they and the supervisor's
// goroutines are gone.
func (s *Supervisor) Close() error { return nil }
