package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"interleave/install"
	"interleave/kernel/client"
	"interleave/kernel/notebook"
)

// consoleCommand is `interleave console`.
type consoleCommand struct {
	settings kernelSettings
	kernel   string
	existing string
	simple   bool
}

func newConsole() *cobra.Command {
	c := &consoleCommand{}
	cmd := &cobra.Command{
		Use:   "console [flags]",
		Short: "Talk to a kernel in the terminal",
		Long: `Console is a prompt on the same kernel that notebooks use. Enter runs the input when it is
complete and goes to the next line when it is not; two empty lines run it in any case.

  Tab      completion             Up, Ctrl-R  history
  Ctrl-C   interrupts the cell    Ctrl-D      ends the console
  NAME?    documentation          %help       what the kernel knows besides Go

Where standard input is no terminal, what comes from it is run without prompts.`,
		Args: cobra.NoArgs,
		RunE: c.run,
	}
	f := cmd.Flags()
	f.StringVar(&c.kernel, "kernel", "", "use the installed kernel `NAME` instead of this program")
	f.StringVar(&c.existing, "existing", "", "attach to the running kernel with this connection `FILE`; it goes on at the end")
	f.BoolVar(&c.simple, "simple-prompt", false, "read plain lines, without editing")
	c.settings.register(cmd)
	return cmd
}

func (c *consoleCommand) run(cmd *cobra.Command, _ []string) error {
	if err := exclusive(cmd, "kernel", "existing"); err != nil {
		return err
	}
	k, err := c.connect(cmd.Context())
	if err != nil {
		return err
	}
	defer k.Close()
	s := &console{kernel: k, screen: newScreen(cmd.OutOrStdout(), cmd.ErrOrStderr(), true), next: 1}
	var in lineReader
	if isTerminal(cmd.InOrStdin()) && isTerminal(cmd.OutOrStdout()) {
		fmt.Fprintf(cmd.OutOrStdout(), "%s\nTab completes, Ctrl-C interrupts, Ctrl-D ends.\n\n", strings.TrimSpace(k.Info().Banner))
		s.labels = true
		if !c.simple {
			in = newEditor(cmd.Context(), s)
		}
	}
	if in == nil {
		in = newPlainReader(cmd.InOrStdin(), s)
	}
	return s.loop(cmd.Context(), in)
}

func (c *consoleCommand) connect(ctx context.Context) (*client.Kernel, error) {
	if c.existing != "" {
		return client.Connect(ctx, c.existing)
	}
	o, err := client.Own(c.settings.arguments()...)
	if c.kernel != "" {
		var spec install.Spec
		spec, err = install.Find(c.kernel)
		o = client.Options{Spec: spec}
	}
	if err != nil {
		return nil, err
	}
	return client.Start(ctx, o)
}

// lineReader gives one cell at a time; io.EOF ends the console, errAgain asks
// for another try (Ctrl-C at the prompt).
type lineReader interface {
	read(ctx context.Context) (string, error)
	ask(ctx context.Context, prompt string, password bool) (string, error)
	silence() (restore func()) // called around a cell
}

var errAgain = errors.New("the input was dropped")

// console is the conversation. Outputs come from the client's reader of iopub;
// what goroutines say while the person types waits for the end of the line,
// since the editor owns the screen until then.
type console struct {
	kernel *client.Kernel
	screen *screen
	labels bool // In[n] and Out[n] are shown

	mu      sync.Mutex // guards what follows
	next    int        // the number of the next cell
	typing  bool
	waiting []notebook.Output
}

func (s *console) loop(ctx context.Context, in lineReader) error {
	failed := false
	for {
		s.setTyping(true)
		code, err := in.read(ctx)
		s.setTyping(false)
		if errors.Is(err, errAgain) {
			continue
		}
		if err == nil || strings.TrimSpace(code) != "" {
			end, ok := s.execute(ctx, code, in)
			failed = failed || !ok
			if end {
				break
			}
		}
		if err != nil || !s.kernel.Alive() {
			if err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			break
		}
	}
	if failed && !s.labels { // as a script: its status counts
		return &exitError{status: exitFailure}
	}
	return nil
}

// execute runs a cell; Ctrl-C interrupts it.
func (s *console) execute(ctx context.Context, code string, in lineReader) (end, ok bool) {
	switch strings.TrimSpace(code) {
	case "":
		return false, true
	case "exit", "quit":
		return true, true
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	defer in.silence()()
	reply, err := s.kernel.Execute(ctx, client.Request{
		Code:   code,
		Output: s.output,
		Input: func(ctx context.Context, prompt string, password bool) (string, error) {
			s.screen.prompt(prompt)
			return in.ask(ctx, "", password)
		},
	})
	if reply.Count > 0 {
		s.setNext(reply.Count + 1)
	}
	s.screen.freshLine()
	if err != nil && !errors.Is(err, context.Canceled) {
		s.screen.note(err.Error())
		return errors.Is(err, client.ErrDied), false
	}
	return s.payload(reply.Payload), err == nil && reply.Status == "ok"
}

// payload does what a reply asks of a frontend.
func (s *console) payload(items []map[string]any) (end bool) {
	for _, item := range items {
		switch item["source"] {
		case "page":
			data, _ := item["data"].(map[string]any)
			s.screen.output(&notebook.Output{Type: notebook.DisplayData, Data: data})
		case "set_next_input":
			s.screen.output(&notebook.Output{Type: notebook.Stream, Name: "stdout", Text: fmt.Sprintln(item["text"])})
		case "ask_exit":
			end = true
		}
	}
	return end
}

func (s *console) output(msgType string, content json.RawMessage) {
	o, ok, err := notebook.FromMessage(msgType, content)
	if err != nil || !ok || msgType == "update_display_data" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.typing && s.labels {
		s.waiting = append(s.waiting, o)
		return
	}
	s.show(&o)
}

func (s *console) show(o *notebook.Output) {
	if o.Type == notebook.ExecuteResult && s.labels {
		label := fmt.Sprintf("Out[%d]: ", o.Count)
		if strings.Contains(strings.TrimSuffix(o.TextOf(), "\n"), "\n") {
			label += "\n"
		}
		s.screen.label(label)
	}
	s.screen.output(o)
}

// setTyping shows what was said meanwhile when the typing is over.
func (s *console) setTyping(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.typing = on
	if on {
		return
	}
	for i := range s.waiting {
		s.show(&s.waiting[i])
	}
	s.waiting = nil
}

func (s *console) setNext(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = n
}

func (s *console) number() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next
}

// complete asks the kernel whether the input can be run. Two empty lines run it
// in any case, and so does a kernel that doesn't answer.
func (s *console) complete(ctx context.Context, code string) bool {
	if s.labels && strings.HasSuffix(code, "\n\n") {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	status, _, err := s.kernel.IsComplete(ctx, code)
	return err != nil || status != "incomplete"
}
