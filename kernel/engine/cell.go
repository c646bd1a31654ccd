package engine

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"
	"sync"

	"interleave/kernel/engine/hooks"
	"interleave/kernel/engine/host"
	"interleave/kernel/evaluator"
	"interleave/runtime/cell"
)

// cellHost is the kernel's side of runtime/cell. It is one for the process:
// which engine and cell a call is about follows from the goroutine.
type cellHost struct{}

var installHost = sync.OnceFunc(func() { cell.SetHost(cellHost{}) })

// here is the execution of the calling goroutine, or the most recent one.
func here() *execution {
	x, _ := host.Current().(*execution)
	return x
}

var errNoCell = errors.New("no cell has run yet")

func (cellHost) Number() int {
	if x := here(); x != nil {
		return x.cell.Number
	}
	return 0
}

func (cellHost) Context() context.Context {
	if h := hooks.Current(); h != nil {
		return h.Context()
	}
	return context.Background()
}

// Publish sends a bundle after what the cell has printed so far.
func (cellHost) Publish(b cell.Bundle) error {
	x := here()
	if x == nil {
		return fmt.Errorf("publishing a bundle: %w", errNoCell)
	}
	hooks.Outside(func() {
		x.e.out.Display(x.cell.ID, evaluator.Display{Data: b.Data, Metadata: b.Metadata, ID: b.ID, Update: b.Update})
	})
	return nil
}

func (cellHost) ClearOutput(wait bool) {
	if x := here(); x != nil {
		hooks.Outside(func() { x.e.out.ClearOutput(x.cell.ID, wait) })
	}
}

func (cellHost) Bind(f func()) func() { return hooks.Bind(f) }

func (cellHost) AtEnd(f func()) {
	x := here()
	if x == nil || !x.addEnd(f) {
		f()
	}
}

// addEnd reports false when the cell is over.
func (x *execution) addEnd(f func()) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.ended {
		return false
	}
	x.atEnd = append(x.atEnd, f)
	return true
}

// Recovered lists the frames of cells.
func (cellHost) Recovered(v any) cell.Panic {
	p := hooks.PanicOf(v)
	out := cell.Panic{Value: p.Value}
	x := here()
	if x == nil {
		return out
	}
	for _, f := range x.e.frames(p.Stack) {
		out.Stack = append(out.Stack, fmt.Sprintf("%s in %s", f, place(f)))
	}
	return out
}

// Here is the innermost line of a cell.
func (cellHost) Here() cell.Place {
	x := here()
	if x == nil {
		return cell.Place{}
	}
	for _, f := range x.e.frames(hooks.Stack()) {
		return cell.Place{Cell: f.cell, Line: f.line, Col: f.col, Text: strings.TrimSpace(x.e.line(f.cell, f.line))}
	}
	return cell.Place{}
}

// Source is for helpers that look at what students wrote.
func (cellHost) Source(name string) (string, bool) {
	x := here()
	if x == nil {
		return "", false
	}
	x.e.mu.Lock()
	defer x.e.mu.Unlock()
	return x.e.session.SourceOf(name)
}

// Within is for helpers with a clock of their own.
func (cellHost) Within() cell.Scope {
	if in := hooks.Within(); in != nil {
		return in
	}
	return nil
}

// Goroutines are those of all cells, each at its innermost line of a cell.
func (cellHost) Goroutines() []cell.Waiting {
	x := here()
	if x == nil {
		return nil
	}
	var list []cell.Waiting
	for _, g := range hooks.Dump() {
		w := cell.Waiting{Goroutine: g.ID, State: g.State, Call: g.Call}
		for _, f := range x.e.frames(g.Stack) {
			w.Place = cell.Place{Cell: f.cell, Line: f.line, Col: f.col, Text: strings.TrimSpace(x.e.line(f.cell, f.line))}
			break
		}
		list = append(list, w)
	}
	return list
}

// Input asks for a line; a refusal is an error of the call alone, since who
// calls it looks at its error.
func (cellHost) Input(ctx context.Context, prompt string, password bool) (string, error) {
	x := here()
	if x == nil {
		return "", fmt.Errorf("asking for input: %w", errNoCell)
	}
	if err := x.mayAsk(); err != nil {
		return "", fmt.Errorf("asking for input: %w", err)
	}
	if hooks.InBubble() { // a context that was made there is of no use outside
		ctx = x.hook.Context()
	}
	var line string
	var err error
	hooks.Outside(func() { line, err = x.e.out.Input(ctx, x.cell.ID, prompt, password) })
	hooks.Check() // an interrupted goroutine ends here
	return line, err
}

func (cellHost) SendComm(m cell.CommMessage) error {
	x := here()
	if x == nil {
		return fmt.Errorf("sending a comm message: %w", errNoCell)
	}
	hooks.Outside(func() {
		x.e.out.Comm(evaluator.CommMessage{
			Cell: x.cell.ID, Type: m.Type, ID: m.ID, Target: m.Target,
			Data: m.Data, Metadata: m.Metadata, Buffers: m.Buffers,
		})
	})
	return nil
}

// redirectLog makes the log package, and slog's default handler with it, write
// to the stderr of the cell whose goroutine logs.
func redirectLog() { log.SetOutput(host.Stderr()) }
