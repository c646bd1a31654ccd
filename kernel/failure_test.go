package kernel_test

import (
	"strings"
	"testing"

	"interleave/kernel"
	"interleave/kernel/kerneltest"
)

// A panic of a handler is answered, with busy and idle, and the kernel lives on.
func TestAPanickingHandlerIsAnswered(t *testing.T) {
	kernel.RegisterForTest(t, "panicking_request", func() (any, error) { panic("a mistake of ours") })
	k := kerneltest.Start(t)
	f := k.Connect()
	for _, channel := range []string{"shell", "control"} {
		reply := f.Send(channel, "panicking_request", nil).Wait().Reply
		if reply.Text("status") != "error" || reply.Text("ename") != "internal error" || !strings.Contains(reply.Text("evalue"), "a mistake of ours") {
			t.Errorf("on %s came %v", channel, reply)
		}
	}
	if !strings.Contains(k.Log(), "failure_test.go") {
		t.Errorf("the log has no stack:\n%s", k.Log())
	}
	if a := f.Run("print fine"); a.Reply.Text("status") != "ok" {
		t.Errorf("the next cell: %v", a.Reply)
	}
}

// A kernel whose evaluator can't be started says so in the cell and answers
// everything that needs none.
func TestWithoutAnEvaluator(t *testing.T) {
	f := kerneltest.Start(t, func(o *kernel.Options) { o.Evaluator.Command = []string{"/bin/false"} }).Connect()
	a := f.Run("print a")
	if a.Reply.Text("status") != "error" || a.Reply.Text("evalue") == "" {
		t.Errorf("the cell: %v", a.Reply)
	}
	f.Send("shell", "kernel_info_request", nil).Wait()
	complete := f.Send("shell", "complete_request", map[string]any{"code": "fmt.Pri", "cursor_pos": 7}).Wait().Reply
	if complete.Text("status") != "ok" {
		t.Errorf("completion: %v", complete)
	}
	f.Send("control", "interrupt_request", nil).Wait()
	f.Send("control", "usage_request", nil).Wait()
}

// The trace has one line for each message: direction, channel, type, parent.
func TestTrace(t *testing.T) {
	k := kerneltest.Start(t, func(o *kernel.Options) { o.Trace = true })
	f := k.Connect()
	r := f.Execute("print a\ninput name?")
	f.Answer(r.InputRequest(), "Ana")
	r.Wait()
	for _, want := range []string{
		"<- shell   execute_request      id=" + r.ID,
		"-> iopub   status ", "parent=execute_request/" + r.ID + " busy",
		"-> iopub   stream ", "stdout 2 bytes",
		"-> stdin   input_request", "<- stdin   input_reply",
		"-> shell   execute_reply", "parent=execute_request/" + r.ID + " ok",
	} {
		if !strings.Contains(k.Log(), want) {
			t.Errorf("the trace lacks %q:\n%s", want, k.Log())
		}
	}
}
