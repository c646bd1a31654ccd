package engine

import (
	"context"
	"errors"
	"io"

	"interleave/kernel/engine/hooks"
	"interleave/kernel/evaluator"
)

// Read is os.Stdin of a cell: one request to the person at the frontend per
// line. What the reader does not take of a line is kept for its next read, in
// the same cell.
//
// A frontend that can't ask (nbconvert, papermill) is no place to wait: the
// read fails at once, and since most programs ignore the error of Scan, the
// cell fails as well, with the line of the read.
func (x *execution) Read(p []byte) (int, error) {
	x.reading.Lock() // one reader at a time has the line, as for a terminal
	defer x.reading.Unlock()
	if len(p) == 0 {
		return 0, nil
	}
	if len(x.typed) == 0 {
		line, err := x.ask(x.prompt(), false)
		if err != nil {
			return 0, err
		}
		x.typed = append([]byte(line), '\n')
	}
	n := copy(p, x.typed)
	x.typed = x.typed[n:]
	return n, nil
}

// ask makes one input request and waits for the answer, which an interrupt of
// the cell ends.
func (x *execution) ask(prompt string, password bool) (string, error) {
	if err := x.mayAsk(); err != nil {
		return "", x.refuse(err)
	}
	line, err := x.e.out.Input(x.context(), x.cell.ID, prompt, password)
	hooks.Check() // an interrupted reader ends here
	switch {
	case err == nil:
		return line, nil
	case errors.Is(err, io.EOF):
		return "", io.EOF
	case errors.Is(err, context.Canceled):
		return "", err
	}
	return "", x.refuse(err)
}

var (
	errNoInput   = errors.New("this frontend does not let the cell ask for input; run it where a person can answer")
	errLateInput = errors.New("the cell that started this goroutine has ended, so nobody is there to answer")
)

func (x *execution) mayAsk() error {
	switch {
	case x.over():
		return errLateInput
	case !x.cell.AllowInput:
		return errNoInput
	}
	return nil
}

// refuse makes the refusal the error of the cell, unless it has one or is over.
func (x *execution) refuse(err error) error {
	if errors.Is(err, evaluator.ErrInputRefused) {
		err = errNoInput
	}
	x.fail(&failure{name: evaluator.ErrorInput, value: err.Error(), frames: x.e.frames(hooks.Stack())})
	return err
}
