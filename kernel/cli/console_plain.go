package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// plainReader reads lines without editing, from a terminal or a pipe.
type plainReader struct {
	in      io.Reader
	lines   *bufio.Reader
	console *console
}

func newPlainReader(in io.Reader, s *console) *plainReader {
	return &plainReader{in: in, lines: bufio.NewReader(in), console: s}
}

// read gathers lines until they are complete.
func (r *plainReader) read(ctx context.Context) (string, error) {
	code := ""
	for {
		r.prompt(code == "")
		line, err := r.lines.ReadString('\n')
		if code += line; err != nil {
			return code, err
		}
		if strings.TrimSpace(code) == "" {
			code = ""
			continue
		}
		if text := strings.TrimSuffix(code, "\n"); r.console.complete(ctx, text) {
			return strings.TrimRight(text, "\n"), nil
		}
	}
}

func (r *plainReader) prompt(first bool) {
	if !r.console.labels {
		return
	}
	head := fmt.Sprintf("In[%d]: ", r.console.number())
	if !first {
		head = strings.Repeat(" ", len(head)-5) + "...: "
	}
	r.console.screen.prompt(head)
}

func (r *plainReader) silence() (restore func()) { return func() {} }

func (r *plainReader) ask(ctx context.Context, _ string, password bool) (string, error) {
	if f, ok := r.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return askTerminal(ctx, f, password)
	}
	line, err := r.lines.ReadString('\n')
	if errors.Is(err, io.EOF) && line != "" {
		err = nil
	}
	return strings.TrimRight(line, "\r\n"), err
}
