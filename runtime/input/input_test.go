package input

import (
	"context"
	"errors"
	"sync"
	"testing"

	"interleave/runtime/cell"
)

// person answers prompts.
type person struct {
	cell.Host
	ctx    context.Context
	asked  []string
	hidden []bool
}

var errRefused = errors.New("refused")

func (p *person) Context() context.Context { return p.ctx }

func (p *person) Input(ctx context.Context, prompt string, password bool) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	p.asked = append(p.asked, prompt)
	p.hidden = append(p.hidden, password)
	if prompt == "no" {
		return "", errRefused
	}
	return "answer to " + prompt, nil
}

// somebody is the host of the test binary, which can be set once.
var somebody = sync.OnceValue(func() *person {
	p := &person{}
	cell.SetHost(p)
	return p
})

func TestAsksTheHost(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	p := somebody()
	*p = person{ctx: ctx}
	if got, err := Line("a"); got != "answer to a" || err != nil {
		t.Errorf("Line: %q, %v", got, err)
	}
	if got, err := Password("b"); got != "answer to b" || err != nil {
		t.Errorf("Password: %q, %v", got, err)
	}
	if _, err := Line("no"); err != errRefused {
		t.Errorf("Line: %v, want the host's error", err)
	}
	if p.hidden[0] || !p.hidden[1] {
		t.Errorf("hidden: %v", p.hidden)
	}
	cancel()
	if _, err := Line("late"); !errors.Is(err, context.Canceled) {
		t.Errorf("in an interrupted cell: %v", err)
	}
}
