package kerneltest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"interleave/kernel/evaluator"
)

// echo is an engine whose cells are commands, one a line. It has no Go
// evaluation in it and behaves as it is told; the commands are listed in
// echoCommands.
type echo struct {
	out evaluator.Output

	mu       sync.Mutex // guards the fields below
	gates    map[string]chan struct{}
	comms    map[string]string // id → target
	targets  map[string]bool
	replayed int
}

// Echo makes the echo engine; it is what evaluator.Serve wants.
func Echo(out evaluator.Output) (evaluator.Engine, error) {
	return &echo{out: out, gates: map[string]chan struct{}{}, comms: map[string]string{}, targets: map[string]bool{"echo": true}}, nil
}

// echoCell is one cell that runs.
type echoCell struct {
	*echo
	ctx    context.Context
	cell   evaluator.Cell
	result evaluator.Result
}

// echoCommands are the commands; arg is the rest of the line.
var echoCommands = map[string]func(c *echoCell, arg string) error{
	"print": func(c *echoCell, arg string) error { c.print("stdout", arg+"\n"); return nil },
	"err":   func(c *echoCell, arg string) error { c.print("stderr", arg+"\n"); return nil },
	// write takes a Go string literal and adds no line end.
	"write": func(c *echoCell, arg string) error { return c.write("stdout", arg) },
	// fd writes to file descriptor 1 or 2 itself.
	"fd": func(c *echoCell, arg string) error {
		n, text, _ := strings.Cut(arg, " ")
		f := os.Stdout
		if n == "2" {
			f = os.Stderr
		}
		_, err := fmt.Fprintln(f, text)
		return err
	},
	"lines": func(c *echoCell, arg string) error {
		return c.repeat(arg, func(i int) string { return fmt.Sprintln(i) })
	},
	// bytes makes one write of that many bytes.
	"bytes": func(c *echoCell, arg string) error {
		n, err := strconv.Atoi(arg)
		c.print("stdout", strings.Repeat("0123456789abcde\n", n/16))
		return err
	},
	// flood prints until it is interrupted.
	"flood": func(c *echoCell, arg string) error {
		for c.ctx.Err() == nil {
			c.print("stdout", strings.Repeat("x", 99)+"\n")
		}
		return c.ctx.Err()
	},
	"result": func(c *echoCell, arg string) error {
		c.result.Value = &evaluator.Display{Data: map[string]any{"text/plain": arg}}
		return nil
	},
	"note": func(c *echoCell, arg string) error {
		c.result.Notes = &evaluator.Display{Data: map[string]any{"text/plain": arg}}
		return nil
	},
	"page": func(c *echoCell, arg string) error {
		c.result.Payload = append(c.result.Payload, map[string]any{"source": "page", "start": 0, "data": map[string]any{"text/plain": arg}})
		return nil
	},
	// display MIME TEXT, binary MIME TEXT (as bytes), json MIME (a value).
	"display": func(c *echoCell, arg string) error {
		mime, text, _ := strings.Cut(arg, " ")
		c.out.Display(c.cell.ID, evaluator.Display{Data: map[string]any{mime: text}})
		return nil
	},
	"binary": func(c *echoCell, arg string) error {
		mime, text, _ := strings.Cut(arg, " ")
		c.out.Display(c.cell.ID, evaluator.Display{Data: map[string]any{"text/plain": "binary", mime: []byte(text)}})
		return nil
	},
	"json": func(c *echoCell, arg string) error {
		c.out.Display(c.cell.ID, evaluator.Display{
			Data:     map[string]any{"text/plain": "json", arg: map[string]any{"a": []any{1, "b"}}},
			Metadata: map[string]any{arg: map[string]any{"expanded": true}},
		})
		return nil
	},
	// show ID TEXT and update ID TEXT.
	"show":   func(c *echoCell, arg string) error { return c.show(arg, false) },
	"update": func(c *echoCell, arg string) error { return c.show(arg, true) },
	"clear":  func(c *echoCell, arg string) error { c.out.ClearOutput(c.cell.ID, arg == "wait"); return nil },
	"fail": func(c *echoCell, arg string) error {
		return errors.New(arg)
	},
	"sleep": func(c *echoCell, arg string) error {
		d, err := time.ParseDuration(arg)
		if err != nil {
			return err
		}
		select {
		case <-time.After(d):
			return nil
		case <-c.ctx.Done():
			return c.ctx.Err()
		}
	},
	// spin can't be interrupted.
	"spin": func(c *echoCell, arg string) error {
		//lint:ignore SA5002 it is here to spin
		for {
		}
	},
	"input": func(c *echoCell, arg string) error { return c.input(arg, false) },
	// ask asks and prints nothing.
	"ask": func(c *echoCell, arg string) error {
		_, err := c.out.Input(c.ctx, c.cell.ID, arg, false)
		return err
	},
	"password": func(c *echoCell, arg string) error { return c.input(arg, true) },
	// background GATE TEXT prints when a later cell opens the gate, then asks
	// for input, which must be refused.
	"background": func(c *echoCell, arg string) error {
		name, text, _ := strings.Cut(arg, " ")
		gate := c.gate(name)
		go func() {
			<-gate
			c.print("stdout", text+"\n")
			c.out.Display(c.cell.ID, evaluator.Display{Data: map[string]any{"text/plain": text}})
			c.print("stderr", text+"\n")
			if _, err := c.out.Input(context.Background(), c.cell.ID, "late", false); err != nil {
				c.print("stdout", err.Error()+"\n")
			}
			close(c.gate(name + " done"))
		}()
		return nil
	},
	"open": func(c *echoCell, arg string) error { close(c.gate(arg)); return nil },
	// await GATE waits until what open let loose has spoken.
	"await": func(c *echoCell, arg string) error { <-c.gate(arg + " done"); return nil },
	"comm":  func(c *echoCell, arg string) error { return c.comm(arg) },
	"exit": func(c *echoCell, arg string) error {
		n, _ := strconv.Atoi(arg)
		os.Exit(n)
		return nil
	},
	"child": func(c *echoCell, arg string) error {
		cmd := exec.Command("sleep", "1000")
		if err := cmd.Start(); err != nil {
			return err
		}
		c.print("stdout", fmt.Sprintf("child %d\n", cmd.Process.Pid))
		return nil
	},
	"declare":  func(c *echoCell, arg string) error { return nil },
	"replayed": func(c *echoCell, arg string) error { c.print("stdout", fmt.Sprintln(c.replayed)); return nil },
	"panic":    func(c *echoCell, arg string) error { panic(arg) },
	"pid":      func(c *echoCell, arg string) error { c.print("stdout", fmt.Sprintln(os.Getpid())); return nil },
}

func (e *echo) Execute(ctx context.Context, cell evaluator.Cell) evaluator.Result {
	c := &echoCell{echo: e, ctx: ctx, cell: cell}
	for _, line := range strings.Split(cell.Code, "\n") {
		name, arg, _ := strings.Cut(line, " ")
		if strings.TrimSpace(line) == "" {
			continue
		}
		command, ok := echoCommands[name]
		if !ok {
			return failed(evaluator.ErrorCompile, "undefined: "+name)
		}
		if name == "declare" {
			c.result.Declared = true
		}
		err := command(c, arg)
		switch {
		case ctx.Err() != nil:
			return failed(evaluator.ErrorInterrupted, "interrupted")
		case errors.Is(err, evaluator.ErrInputRefused):
			return failed(evaluator.ErrorInput, "this front end gives no input")
		case err != nil:
			return failed(evaluator.ErrorPanic, err.Error())
		}
	}
	c.result.Expressions = map[string]evaluator.Expression{}
	for name, expression := range cell.Expressions {
		c.result.Expressions[name] = echoExpression(expression)
	}
	return c.result
}

func failed(name, value string) evaluator.Result {
	return evaluator.Result{Error: &evaluator.CellError{Name: name, Value: value, Traceback: []string{name + ": " + value}}}
}

// echoExpression is the value of a user expression: itself, or an error.
func echoExpression(text string) evaluator.Expression {
	if value, ok := strings.CutPrefix(text, "fail "); ok {
		return evaluator.Expression{Error: failed(evaluator.ErrorPanic, value).Error}
	}
	return evaluator.Expression{Display: &evaluator.Display{Data: map[string]any{"text/plain": text}}}
}

func (c *echoCell) print(name, text string) { c.out.Stream(c.cell.ID, name, []byte(text)) }

func (c *echoCell) write(name, literal string) error {
	text, err := strconv.Unquote(literal)
	if err == nil {
		c.print(name, text)
	}
	return err
}

func (c *echoCell) repeat(count string, line func(int) string) error {
	n, err := strconv.Atoi(count)
	for i := 0; i < n && c.ctx.Err() == nil; i++ {
		c.print("stdout", line(i))
	}
	return err
}

func (c *echoCell) show(arg string, update bool) error {
	id, text, _ := strings.Cut(arg, " ")
	c.out.Display(c.cell.ID, evaluator.Display{Data: map[string]any{"text/plain": text}, ID: id, Update: update})
	return nil
}

func (c *echoCell) input(prompt string, password bool) error {
	line, err := c.out.Input(c.ctx, c.cell.ID, prompt, password)
	if errors.Is(err, io.EOF) {
		c.print("stdout", "end of file\n")
		return nil
	}
	if err != nil {
		return err
	}
	c.print("stdout", "got "+line+"\n")
	return nil
}

// comm opens, uses or closes a comm: comm open ID TARGET, comm msg ID TEXT,
// comm close ID.
func (c *echoCell) comm(arg string) error {
	words := strings.SplitN(arg, " ", 3)
	if len(words) < 2 {
		return fmt.Errorf("comm: %q", arg)
	}
	m := evaluator.CommMessage{Cell: c.cell.ID, Type: "comm_" + words[0], ID: words[1], Data: map[string]any{}}
	if len(words) == 3 {
		m.Data["text"] = words[2]
	}
	if words[0] == "open" {
		m.Target = words[2]
		m.Metadata = map[string]any{"version": "2.1.0"}
		m.Buffers = [][]byte{{0, 1, 2}}
		c.mu.Lock()
		c.echo.comms[m.ID] = m.Target
		c.mu.Unlock()
	}
	c.out.Comm(m)
	return nil
}

// gate returns the named gate, closed at first.
func (e *echo) gate(name string) chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.gates[name] == nil {
		e.gates[name] = make(chan struct{})
	}
	return e.gates[name]
}

func (e *echo) Replay(_ context.Context, cells []evaluator.Cell) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.replayed += len(cells)
}

// echoNames are what can be completed and inspected.
var echoNames = []string{"Print", "Printf", "Println", "世界"}

func (e *echo) Complete(_ context.Context, code string, cursor int) evaluator.Completion {
	start := wordStart(code, cursor)
	prefix := code[start:cursor]
	c := evaluator.Completion{Start: start, End: cursor}
	for _, name := range echoNames {
		if prefix != "" && strings.HasPrefix(name, prefix) {
			c.Matches = append(c.Matches, evaluator.Match{Text: name, Kind: "function", Signature: "func(a ...any)"})
		}
	}
	return c
}

// wordStart goes back from a byte offset to the beginning of the word.
func wordStart(code string, cursor int) int {
	return strings.LastIndexAny(code[:cursor], " .+\"\n") + 1
}

func (e *echo) Inspect(_ context.Context, code string, cursor, detail int) evaluator.Inspection {
	start := wordStart(code, cursor)
	end := cursor
	for end < len(code) && !strings.ContainsRune(" .+\"\n(", rune(code[end])) {
		end++
	}
	for _, name := range echoNames {
		if name == code[start:end] {
			return evaluator.Inspection{Found: true, Data: map[string]any{"text/plain": fmt.Sprintf("func %s, detail %d", name, detail)}}
		}
	}
	return evaluator.Inspection{}
}

func (e *echo) IsComplete(_ context.Context, code string) evaluator.Completeness {
	switch {
	case strings.HasSuffix(code, "{"):
		return evaluator.Completeness{Status: "incomplete", Indent: "\t"}
	case strings.HasPrefix(code, "}"):
		return evaluator.Completeness{Status: "invalid"}
	}
	return evaluator.Completeness{Status: "complete"}
}

// Comm answers on comms of the target echo: each message is printed and sent
// back; a message whose text is "crash" ends the process. Other targets are
// not registered.
func (e *echo) Comm(_ context.Context, m evaluator.CommMessage) {
	e.mu.Lock()
	if m.Type == "comm_open" && e.targets[m.Target] {
		e.comms[m.ID] = m.Target
	}
	_, open := e.comms[m.ID]
	if m.Type == "comm_close" {
		delete(e.comms, m.ID)
	}
	e.mu.Unlock()
	switch {
	case !open:
		e.out.Comm(evaluator.CommMessage{Cell: m.Cell, Type: "comm_close", ID: m.ID})
	case m.Type == "comm_close":
		e.out.Stream(m.Cell, "stdout", []byte("closed "+m.ID+"\n"))
	default:
		e.out.Stream(m.Cell, "stdout", fmt.Appendf(nil, "%s %v\n", m.Type, m.Data["text"]))
		if m.Data["text"] == "crash" {
			os.Exit(3)
		}
		e.out.Comm(evaluator.CommMessage{Cell: m.Cell, Type: "comm_msg", ID: m.ID, Data: m.Data, Metadata: m.Metadata, Buffers: m.Buffers})
	}
}

func (e *echo) Close() error { return nil }
