package kernel_test

import (
	"testing"

	"interleave/kernel/kerneltest"
)

// Whatever a cell does, the heartbeat beats, control answers, and an interrupt
// ends the cell; the next one runs (W-60, M-10, M-41, M-53).
func TestKernelStaysAliveWhileACell(t *testing.T) {
	for name, code := range map[string]string{
		"sleeps":                 "print go\nsleep 1h",
		"spins":                  "print go\nspin",
		"prints without end":     "print go\nflood",
		"waits for input":        "print go\ninput name?",
		"has a child that waits": "child\nprint go\nsleep 1h",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := kerneltest.Start(t).Connect()
			cell := f.Execute(code)
			cell.Printed("go\n")
			f.Ping()
			for _, request := range []string{"kernel_info_request", "usage_request", "connect_request", "comm_info_request"} {
				f.Send("control", request, nil).Wait()
			}
			f.Send("shell", "complete_request", map[string]any{"code": "fmt.Pri"}).Reply()
			if r := f.Send("control", "interrupt_request", nil).Wait().Reply; r.Text("status") != "ok" {
				t.Errorf("interrupt_reply: %v", r)
			}
			reply := cell.Wait().Reply
			if reply.Text("status") != "error" || reply.Text("ename") != "interrupted" {
				t.Errorf("the interrupted cell's reply: %v", reply)
			}
			if next := f.Run("print next"); next.Stream("stdout") != "next\n" {
				t.Errorf("the next cell: %v", next.Reply)
			}
		})
	}
}

// An interrupt while nothing runs hits nothing, also not the next cell.
func TestInterruptWhenIdle(t *testing.T) {
	f := kerneltest.Start(t).Connect()
	for range 20 {
		f.Send("control", "interrupt_request", nil).Wait()
		if a := f.Run("print x"); a.Reply.Text("status") != "ok" {
			t.Fatalf("a cell after an interrupt: %v", a.Reply)
		}
	}
}

// Every subscription is greeted before anything else, while a cell prints too
// (W-41, W-42). The check itself is in kerneltest: it holds for every Frontend.
func TestEverySubscriberIsWelcomed(t *testing.T) {
	k := kerneltest.Start(t)
	f := k.Connect()
	cell := f.Execute("print go\nflood")
	cell.Printed("go\n")
	for range 20 {
		late := k.Connect()
		if !late.Client().IOPub.Welcomed() {
			t.Fatal("a subscriber was not welcomed")
		}
		late.Close()
	}
	f.Send("control", "interrupt_request", nil).Wait()
	cell.Wait()
}

// Two front ends share a kernel: each sees the outputs of the other, and the
// question goes to the one that asked.
func TestTwoFrontEnds(t *testing.T) {
	k := kerneltest.Start(t)
	a, b := k.Connect(), k.Connect()
	cell := a.Execute("print from a\ninput name?")
	question := cell.InputRequest()
	b.Until("the output of the other front end", func(all []kerneltest.Message) bool {
		for _, m := range all {
			if m.Channel == "stdin" {
				t.Error("the question went to the wrong front end")
			}
			if m.Header.MsgType == "stream" && m.ParentID == cell.ID && m.Text("text") == "from a\n" {
				return true
			}
		}
		return false
	})
	b.Answer(question, "not asked")
	a.Answer(question, "Ana")
	if got := cell.Wait().Stream("stdout"); got != "from a\ngot Ana\n" {
		t.Errorf("the cell printed %q", got)
	}
}

// What goroutines print between cells has the parent of their cell, in the
// order in which it was printed (W-70 to W-73).
func TestLateOutputWhileIdle(t *testing.T) {
	k := kerneltest.Start(t)
	f := k.Connect()
	first := f.Execute("background gate late")
	first.Wait()
	for range 3 {
		f.Run("print other")
	}
	f.Run("open gate")
	first.Find("its last words", func(m kerneltest.Message) bool {
		return m.Header.MsgType == "stream" && m.Text("text") == "input refused: the frontend does not allow input now\n"
	})
	var types []string
	for _, m := range f.Messages() {
		if m.Channel == "iopub" && m.ParentID == first.ID {
			types = append(types, m.Header.MsgType+m.Text("execution_state")+m.Text("name"))
		}
	}
	want := []string{"statusbusy", "execute_input", "statusidle", "streamstdout", "display_data", "streamstderr", "streamstdout"}
	if len(types) != len(want) {
		t.Fatalf("messages of the first cell: %v, want %v", types, want)
	}
	for i := range want {
		if types[i] != want[i] {
			t.Fatalf("messages of the first cell: %v, want %v", types, want)
		}
	}
}

// A prompt that a cell prints before it reads is on the screen once, as output
// or as the prompt of the question (M-54).
func TestAPrintedPromptIsShownOnce(t *testing.T) {
	f := kerneltest.Start(t).Connect()
	for range 5 {
		cell := f.Execute("print hello\nwrite \"Who? \"\nask Who? ")
		question := cell.InputRequest()
		f.Answer(question, "Ada")
		if shown := cell.Wait().Stream("stdout") + question.Text("prompt"); shown != "hello\nWho? " {
			t.Errorf("output and prompt are %q", shown)
		}
	}
}
