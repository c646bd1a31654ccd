package cell

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
	"sync"
)

// program is the host of compiled programs.
type program struct{}

// stdin is shared by all calls, so that what one has read ahead is not lost to
// the next; it is made anew when os.Stdin is another file. The mutex keeps lines
// whole.
var stdin struct {
	sync.Mutex
	*bufio.Reader
	from *os.File
}

func (program) Number() int                { return 0 }
func (program) Context() context.Context   { return context.Background() }
func (program) ClearOutput(bool)           {}
func (program) Bind(f func()) func()       { return f }
func (program) AtEnd(func())               {}
func (program) SendComm(CommMessage) error { return errNoFrontend }

var errNoFrontend = errors.New("comms need a notebook frontend; this program runs without one")

// Publish prints the plain text, or says what there would be to see.
func (program) Publish(b Bundle) error {
	text, ok := b.Data["text/plain"].(string)
	if !ok {
		types := make([]string, 0, len(b.Data))
		for t := range b.Data {
			types = append(types, t)
		}
		sort.Strings(types)
		text = "[" + strings.Join(types, ", ") + "]"
	}
	if text == "" {
		return nil
	}
	_, err := fmt.Fprintln(os.Stdout, strings.TrimSuffix(text, "\n"))
	return err
}

// Input reads a line of standard input. Nothing can end the wait for it, so ctx
// only matters before. A password is not hidden.
func (program) Input(ctx context.Context, prompt string, _ bool) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	fmt.Fprint(os.Stdout, prompt)
	stdin.Lock()
	defer stdin.Unlock()
	if stdin.from != os.Stdin {
		stdin.Reader, stdin.from = bufio.NewReader(os.Stdin), os.Stdin
	}
	line, err := stdin.ReadString('\n')
	if err != nil && line == "" {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}
