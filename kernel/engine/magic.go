package engine

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/agnivade/levenshtein"

	"interleave/kernel/evaluator"
)

// magic is a command for the kernel instead of Go code. "%name arguments"
// stands on a line of its own before the cell's Go code, "%%name arguments" in
// the first line and takes the rest of the cell. Each is declared in its own
// file, magic_<name>.go, which registers it.
type magic struct {
	name    string
	usage   string // after the name
	summary string // one line, for the table of %help
	help    string // the rest of what %help NAME says
	body    bool   // takes a body: %%name is allowed
	noBody  bool   // %name, without a body, is not allowed
	// For a replay after a crash:
	forgets  bool // what earlier cells declared is gone
	runsBody bool // the body is Go code
	run      func(c *magicCall) error
}

// magicCall is one use of a magic.
type magicCall struct {
	ctx    context.Context
	e      *Engine
	x      *execution
	magic  *magic
	line   int    // in the cell, from 1
	column int    // of the arguments, from 1
	args   string // the rest of the line, trimmed
	body   string // of %%name, starting with the newlines before it
	double bool   // %%name
}

var magics = map[string]*magic{}

// register adds a magic; a name that is used twice is a mistake in this package.
func register(m *magic) {
	if magics[m.name] != nil {
		panic("engine: magic %" + m.name + " is registered twice")
	}
	magics[m.name] = m
}

// indented is the arguments as Go code that keeps its columns.
func (c *magicCall) indented() string { return strings.Repeat(" ", c.column-1) + c.args }

// usageError is an error about how a magic was used.
func (c *magicCall) usageError(format string, args ...any) error {
	return fmt.Errorf(format+"; usage: %%%s %s", append(args, c.magic.name, c.magic.usage)...)
}

// splitMagics takes the magics off the top of a cell. Code keeps its lines and
// columns: what was taken is replaced by empty lines.
func splitMagics(code string) (calls []*magicCall, rest string, err error) {
	if name, ok := question(code); ok {
		c, err := parseMagic("%doc "+name, 1)
		return []*magicCall{c}, "", err
	}
	offset := 0
	for n := 1; offset < len(code); n++ {
		line, _, _ := strings.Cut(code[offset:], "\n")
		next := min(offset+len(line)+1, len(code))
		text := strings.TrimSpace(line)
		switch {
		case text == "" || strings.HasPrefix(text, "//"):
		case strings.HasPrefix(text, "%%"):
			c, err := parseMagic(line, n)
			if err != nil {
				return nil, "", err
			}
			if !c.magic.body {
				return nil, "", fmt.Errorf("%%%%%s: this magic takes no body; write %%%s", c.magic.name, c.magic.name)
			}
			c.double, c.body = true, blank(code[:next])+code[next:]
			return append(calls, c), "", nil
		case strings.HasPrefix(text, "%"):
			c, err := parseMagic(line, n)
			if err != nil {
				return nil, "", err
			}
			if c.magic.noBody {
				return nil, "", fmt.Errorf("%%%s works on a whole cell; write %%%%%s in its first line", c.magic.name, c.magic.name)
			}
			calls = append(calls, c)
			code = code[:offset] + strings.Repeat(" ", len(line)) + code[offset+len(line):]
		default:
			return calls, code, nil
		}
		offset = next
	}
	return calls, code, nil
}

// blank keeps only the line ends of s.
func blank(s string) string { return strings.Repeat("\n", strings.Count(s, "\n")) }

// question recognises the spelling name? (or ?name) for %doc name, which
// people know from IPython. No Go code starts or ends with a question mark.
func question(code string) (string, bool) {
	s := strings.TrimSpace(code)
	name := strings.Trim(s, "?")
	if len(name) == len(s) || name == "" || strings.ContainsAny(name, " \t\n\"`'/") {
		return "", false
	}
	return name, true
}

// parseMagic reads the line of a magic.
func parseMagic(text string, line int) (*magicCall, error) {
	signs := strings.TrimLeft(text, " \t")
	name, _, _ := strings.Cut(strings.TrimSpace(strings.TrimLeft(signs, "%")), " ")
	m := magics[name]
	if m == nil {
		return nil, unknownMagic(name)
	}
	at := strings.Index(text, name) + len(name)
	args := strings.TrimLeft(text[at:], " \t")
	return &magicCall{magic: m, line: line, column: len(text) - len(args) + 1, args: strings.TrimSpace(args)}, nil
}

func unknownMagic(name string) error {
	if name == "" {
		return errors.New("a magic needs a name after the percent sign; %help lists them")
	}
	if near := nearest(name, magicNames()); near != "" {
		return fmt.Errorf("unknown magic %%%s; did you mean %%%s?", name, near)
	}
	return fmt.Errorf("unknown magic %%%s; %%help lists the magics", name)
}

func magicNames() []string {
	var names []string
	for n := range magics {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// nearest is the name that s was probably meant to be, "" when none is close.
func nearest(s string, names []string) string {
	best, dist := "", len(s)/2+1
	for _, n := range names {
		if d := levenshtein.ComputeDistance(s, n); d < dist {
			best, dist = n, d
		}
	}
	return best
}

// runMagics runs the calls in their order until one fails.
func (e *Engine) runMagics(ctx context.Context, x *execution, calls []*magicCall) *evaluator.CellError {
	for _, c := range calls {
		c.ctx, c.e, c.x = ctx, e, x
		err := c.magic.run(c)
		var failed *cellFailure
		switch {
		case errors.As(err, &failed):
			return failed.err
		case ctx.Err() != nil:
			return interruptedError()
		case err != nil:
			return magicError(e, x, c.line, fmt.Errorf("%%%s: %w", c.magic.name, err))
		}
	}
	return nil
}

// cellFailure carries the error of Go code that a magic ran.
type cellFailure struct{ err *evaluator.CellError }

func (f *cellFailure) Error() string { return f.err.Name + ": " + f.err.Value }

func magicError(e *Engine, x *execution, line int, err error) *evaluator.CellError {
	f := failure{name: evaluator.ErrorMagic, value: err.Error()}
	if line > 0 {
		f.frames = []frame{{cell: x.cell.Number, line: line, col: 1}}
	}
	return f.cellError(e)
}
