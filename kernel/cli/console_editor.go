package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/reeflective/readline"
	"github.com/reeflective/readline/inputrc"

	"interleave/kernel/notebook"
)

// editor reads cells with readline: several lines, colours, completion and
// history from the kernel.
type editor struct {
	ctx     context.Context
	console *console
	shell   *readline.Shell
}

// completionLimit is how long Tab waits for the kernel.
const completionLimit = 2 * time.Second

func newEditor(ctx context.Context, s *console) *editor {
	e := &editor{ctx: ctx, console: s, shell: readline.NewShell()}
	e.shell.Prompt.Primary(func() string { return e.paint("\x1b[32m", fmt.Sprintf("In[%d]: ", s.number())) })
	e.shell.Prompt.Secondary(func() string { return strings.Repeat(" ", len(fmt.Sprintf("In[%d]: ", s.number()))) })
	e.shell.AcceptMultiline = func(line []rune) bool { return s.complete(ctx, string(line)) }
	e.shell.Completer = e.complete
	if s.screen.outColor {
		e.shell.SyntaxHighlighter = func(line []rune) string { return highlightANSI(string(line)) }
	}
	e.configure()
	e.bind()
	e.loadHistory()
	return e
}

// configure sets readline up. Above all it keeps it from asking the terminal
// where the cursor is: keys that arrive together with the answer, as those do
// that were typed while a cell ran, would be lost. Our prompt begins a line
// (such keys are not echoed, see silence), so the place is known without asking.
func (e *editor) configure() {
	for name, value := range map[string]any{
		"cursor-position-probe":  false,
		"enable-bracketed-paste": true,
		"completion-ignore-case": true,
		"bell-style":             "none",
	} {
		e.shell.Config.Set(name, value)
	}
}

// bind makes Tab show the menu (readline's "complete" inserts silently) and
// the arrows move inside a cell before they go to the history. The sequences
// have to go through Unescape; raw ones are ignored.
func (e *editor) bind() {
	for keys, action := range map[string]string{
		`\t`:    "menu-complete",
		`\M-[Z`: "menu-complete-backward",
		`\M-[A`: "up-line-or-history",
		`\M-OA`: "up-line-or-history",
		`\M-[B`: "down-line-or-history",
		`\M-OB`: "down-line-or-history",
	} {
		e.shell.Config.Bind("emacs", inputrc.Unescape(keys), action, false)
	}
}

func (e *editor) loadHistory() {
	const lines = 1000
	ctx, cancel := context.WithTimeout(e.ctx, completionLimit)
	defer cancel()
	history := readline.NewInMemoryHistory()
	inputs, err := e.console.kernel.History(ctx, lines)
	if err == nil {
		for _, input := range inputs {
			history.Write(input)
		}
	}
	e.shell.History.Delete()
	e.shell.History.Add("cells", history)
}

func (e *editor) read(context.Context) (string, error) {
	line, err := e.shell.Readline()
	if errors.Is(err, readline.ErrInterrupt) {
		return "", errAgain
	}
	if err != nil {
		if errors.Is(err, io.EOF) {
			fmt.Fprintln(e.console.screen.out)
		}
		return "", err
	}
	return line, nil
}

// silence keeps the terminal from echoing what is typed while a cell runs; the
// editor shows it when it gets it.
func (e *editor) silence() (restore func()) { return setEcho(os.Stdin, false) }

func (e *editor) ask(ctx context.Context, _ string, password bool) (string, error) {
	return askTerminal(ctx, os.Stdin, password)
}

// complete asks the kernel. Its matches replace what stands between Start and
// the cursor. Two things about readline: it counts that part in bytes, so that
// one with other than ASCII characters can't be replaced; and where the part is
// empty it takes a word of its own choice, so the character before goes along.
func (e *editor) complete(line []rune, cursor int) readline.Completions {
	ctx, cancel := context.WithTimeout(e.ctx, completionLimit)
	defer cancel()
	reply, err := e.console.kernel.Complete(ctx, string(line), cursor)
	if err != nil {
		return readline.CompleteMessage("%v", err)
	}
	if reply.Start < 0 || reply.Start > cursor || cursor > len(line) {
		return readline.Completions{}
	}
	before := ""
	if start := reply.Start; start == cursor && start > 0 && !unicode.IsSpace(line[start-1]) {
		before = string(line[start-1 : start])
	}
	prefix := before + string(line[reply.Start:cursor])
	if len(prefix) != utf8.RuneCountInString(prefix) {
		return readline.Completions{}
	}
	matches := make([]readline.Completion, len(reply.Matches))
	for i, match := range reply.Matches {
		matches[i] = readline.Completion{Value: before + match, Display: match}
		if types := reply.Metadata.Types; i < len(types) {
			matches[i].Description = strings.TrimSpace(types[i].Type + " " + types[i].Signature)
		}
	}
	c := readline.CompleteRaw(matches).NoSort()
	c.PREFIX = prefix
	return c
}

func (e *editor) paint(color, text string) string {
	if !e.console.screen.outColor {
		return text
	}
	return color + text + "\x1b[0m"
}

// consoleColors are those of the page, as far as 16 colours go.
var consoleColors = map[notebook.Kind]string{
	notebook.KindKeyword: "\x1b[34m",
	notebook.KindBuiltin: "\x1b[35m",
	notebook.KindCall:    "\x1b[36m",
	notebook.KindString:  "\x1b[33m",
	notebook.KindNumber:  "\x1b[33m",
	notebook.KindComment: "\x1b[90m",
	notebook.KindMagic:   "\x1b[35m",
}

func highlightANSI(source string) string {
	var b strings.Builder
	at := 0
	for _, s := range notebook.Spans(source) {
		if s.Start < at {
			continue
		}
		b.WriteString(source[at:s.Start] + consoleColors[s.Kind] + source[s.Start:s.End] + "\x1b[0m")
		at = s.End
	}
	return b.String() + source[at:]
}
