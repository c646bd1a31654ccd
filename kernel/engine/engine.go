package engine

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"weak"

	"interleave/kernel/engine/hooks"
	"interleave/kernel/engine/host"
	"interleave/kernel/engine/realtype"
	"interleave/kernel/engine/rt"
	"interleave/kernel/evaluator"
	"interleave/kernel/lang"
)

// maxStack is how much stack one goroutine of a cell may use: about 200 000
// calls deep, and an endless recursion is over in one to two seconds.
const maxStack = 128 << 20

// stackLimit is maxStack, or less where memory is limited: a stack grows by
// being copied to one of twice its size, and each call has a frame on the heap.
func stackLimit() int64 {
	const least = 8 << 20
	return min(maxStack, max(least, debug.SetMemoryLimit(-1)/16))
}

// Options configure an Engine; the zero value is good.
type Options struct {
	// Plain does without the hooks: an interrupt is then the replacement of
	// the process. INTERLEAVE_NOHOOKS=1 in the environment does the same.
	Plain bool
	// NoNotes leaves out findings that never fail a cell.
	NoNotes bool
	// NoTypes does without real types, as processors do for which package
	// realtype has no entry points: compiled code sees values of cell types
	// without name and methods. INTERLEAVE_TYPES=0 in the environment does the
	// same.
	NoTypes bool
	// NoVet leaves out those of go vet.
	NoVet bool
}

// Engine is one session of cells. See the package comment for its goroutines.
type Engine struct {
	out  evaluator.Output
	opts Options

	mu      sync.Mutex // guards the fields below, and compiling
	session *lang.Session
	machine *hooks.Machine
	used    map[string]bool // packages whose symbols the machine has
	units   int             // compiled so far; names their files
	codes   map[int]string  // text of cells by their number, for tracebacks

	executions []weak.Pointer[execution] // those that may have goroutines

	toldFallback bool // used by Execute only

	running atomic.Int32 // cells in Execute; values are read only when it is 0
}

var _ evaluator.Engine = (*Engine)(nil)

// New makes an engine whose cells speak through out.
func New(out evaluator.Output, o Options) (evaluator.Engine, error) {
	if os.Getenv("INTERLEAVE_NOHOOKS") == "1" {
		o.Plain = true
	}
	if os.Getenv("INTERLEAVE_TYPES") == "0" || realtype.Available() != nil {
		o.NoTypes = true
	}
	tuneRuntime()
	installHost()
	e := &Engine{out: out, opts: o, codes: map[int]string{}}
	if err := e.reset(); err != nil {
		return nil, err
	}
	return e, nil
}

// tuneRuntime sets what suits an interpreter: it allocates much and keeps
// little, so collecting less often takes a third off call-heavy cells. Whoever
// sets GOGC knows better. The runtime's own stack limit stays above ours, so
// that only compiled recursion meets it.
var tuneRuntime = sync.OnceFunc(func() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	debug.SetMaxStack(4 * maxStack)
	redirectLog()
})

// reset forgets everything that cells declared. Their goroutines go on, in the
// old machine.
func (e *Engine) reset() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	recorder := evaluator.RecorderOf(e.out)
	e.machine = hooks.New(hooks.Options{
		Stdout: host.Stderr(), // of the builtins print and println, unless they were lowered
		Stderr: discard{},     // yaegi's own lines about panics, which the traceback replaces
		Stack:  stackLimit(),
		OnMap:  func(cell int64, line int) { recorder.Record(int32(cell), int32(line)) },
		Plain:  e.opts.Plain,
	})
	e.used = map[string]bool{}
	o := lang.Options{Host: host.Path, Preloaded: preloaded(), Generic: genericSource, Value: e.currentValue}
	if !e.opts.NoTypes {
		o.Types = cellTypes{rt.New(compiledTypes{})}
	}
	e.session = lang.NewSession(o)
	return e.machine.Use(host.Wrappers())
}

// Execute runs one cell. See evaluator.Engine.
func (e *Engine) Execute(ctx context.Context, cell evaluator.Cell) evaluator.Result {
	e.running.Add(1)
	defer e.running.Add(-1)
	x := e.begin(cell)
	defer x.end()
	err := e.runSafely(ctx, x)
	x.runEnd(ctx)
	return x.result(err)
}

// runSafely is runCell, with a panic of the kernel itself as an error.
func (e *Engine) runSafely(ctx context.Context, x *execution) (out *evaluator.CellError) {
	defer func() {
		if r := recover(); r != nil {
			out = e.compileError(x.cell.Number, x.cell.Code, &internalError{r, debug.Stack()})
		}
	}()
	return e.runCell(ctx, x)
}

// runCell runs the magics, the code, and after success the user expressions.
func (e *Engine) runCell(ctx context.Context, x *execution) *evaluator.CellError {
	e.noteFallback(x)
	calls, code, err := splitMagics(e.wordOfExit(x.cell.Code))
	if err != nil {
		return magicError(e, x, 0, err)
	}
	if err := e.runMagics(ctx, x, calls); err != nil {
		return err
	}
	if err := e.runCode(ctx, x, code); err != nil {
		return err
	}
	x.expressions = e.evaluateAll(ctx, x)
	return nil
}

// begin makes the execution of a cell and the home of its output.
func (e *Engine) begin(cell evaluator.Cell) *execution {
	x := newExecution(e, cell)
	host.SetRecent(x)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.codes[cell.Number] = cell.Code
	if len(e.executions) == cap(e.executions) {
		e.executions = living(e.executions)
	}
	e.executions = append(e.executions, weak.Make(x))
	return x
}

// living leaves out the executions that nothing refers to any more: a
// goroutine refers to its execution by its label.
func living(xs []weak.Pointer[execution]) []weak.Pointer[execution] {
	var out []weak.Pointer[execution]
	for _, w := range xs {
		if w.Value() != nil {
			out = append(out, w)
		}
	}
	return slices.Grow(out, len(out)+64)
}

// Close stops the goroutines of all cells. It does not wait for native code. A
// collection first tells the cells that have any from the thousands that don't.
func (e *Engine) Close() error {
	runtime.GC()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.executions = living(e.executions)
	for _, w := range e.executions {
		if x := w.Value(); x != nil {
			x.hook.Stop(0)
		}
	}
	return nil
}

// line is a line of a cell's text, for tracebacks.
func (e *Engine) line(cell, line int) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return nthLine(e.codes[cell], line)
}

// file is the file and line that package runtime names for a place of a cell.
func (e *Engine) file(cell int64, line, column int) (string, int) {
	e.mu.Lock()
	code := e.codes[int(cell)]
	e.mu.Unlock()
	return lang.FilePosition(code, fmt.Sprintf("In[%d]", cell), line, column)
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
