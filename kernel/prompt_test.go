package kernel

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestPrompts(t *testing.T) {
	for _, c := range []struct {
		name   string
		print  func(write func(string))
		prompt string // of the question
		want   string // prompt sent
		screen string // output before the question
	}{
		{"held back", func(write func(string)) { write("Who? ") }, "Who? ", "Who? ", ""},
		{"after lines", func(write func(string)) { write("a\nb\nWho? ") }, "Who? ", "Who? ", "a\nb\n"},
		{"in pieces", func(write func(string)) { write("a\n"); write("Wh"); write("o? ") }, "Who? ", "Who? ", "a\n"},
		{"already out", func(write func(string)) { write("Who? "); time.Sleep(time.Second) }, "Who? ", "", "Who? "},
		{"half of it out", func(write func(string)) { write("Wh"); time.Sleep(time.Second); write("o? ") }, "Who? ", "", "Who? "},
		{"never printed", func(write func(string)) { write("hello\n") }, "Who? ", "Who? ", "hello\n"},
		{"another one printed", func(write func(string)) { write("hello") }, "Who? ", "Who? ", "hello"},
		{"no prompt", func(write func(string)) { write("hello") }, "", "", "hello"},
		{"after a progress bar", func(write func(string)) { write("a\n50%\rWho? ") }, "50%\rWho? ", "", "a\n50%\rWho? "},
		{"in a stream of output", func(write func(string)) {
			for range 100 {
				write("x\n")
				time.Sleep(time.Millisecond)
			}
			write("Who? ")
		}, "Who? ", "Who? ", "x\n*100"},
	} {
		t.Run(c.name, func(t *testing.T) {
			withIOPub(t, true, func(t *testing.T, p *iopub, s *fakeSocket) {
				cell := cellRequest("a")
				p.expectInput(cell)
				c.print(func(text string) { p.stream(background, cell, "stdout", []byte(text)) })
				prompt := p.takePrompt(cell, c.prompt)
				synctest.Wait()
				screen := s.text("a", "stdout")
				if len(screen) == 200 {
					screen = "x\n*100"
				}
				if prompt != c.want || screen != c.screen {
					t.Errorf("prompt %q after output %q, want %q after %q", prompt, screen, c.want, c.screen)
				}
				p.mu.Lock()
				if p.pending != 0 {
					t.Errorf("%d bytes are counted as pending", p.pending)
				}
				p.mu.Unlock()
			})
		})
	}
}

// Holding back prompts delays nothing else: finished lines go at once, the
// unfinished one after promptHold, and a cell that can't ask is not concerned.
func TestHoldingPromptsDelaysOnlyThem(t *testing.T) {
	withIOPub(t, true, func(t *testing.T, p *iopub, s *fakeSocket) {
		cell, other := cellRequest("a"), cellRequest("b")
		p.expectInput(cell)
		p.stream(background, cell, "stdout", []byte("line\n50%\rrest"))
		p.stream(background, other, "stdout", []byte("other"))
		p.stream(background, cellRequest("c"), "stderr", []byte("error"))
		synctest.Wait()
		if got := s.text("a", "stdout"); got != "line\n50%\r" {
			t.Errorf("at once came %q", got)
		}
		if got := s.text("b", "stdout") + s.text("c", "stderr"); got != "othererror" {
			t.Errorf("of other cells and streams came %q", got)
		}
		time.Sleep(promptHold)
		synctest.Wait()
		if got := s.text("a", "stdout"); got != "line\n50%\rrest" {
			t.Errorf("after %v came %q", promptHold, got)
		}
	})
}
