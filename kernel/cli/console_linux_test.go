package cli_test

import (
	"testing"

	"interleave/install/testbin"
)

func TestConsoleInATerminal(t *testing.T) {
	mark := "MARK=" + t.TempDir()
	x := startTerminal(t, []string{mark, "INTERLEAVE_HISTORY=" + t.TempDir() + "/history"}, testbin.Path(t), "console")
	x.expect("In[1]: ")
	x.send("40 + 2\r")
	x.expect("Out[1]: 42")
	x.expect("In[2]: ")

	// Incomplete input goes on in the next line.
	x.send("for i := range 2 {\r")
	x.send("fmt.Println(\"line\", i)\r")
	x.send("}\r")
	x.expect("line 0")
	x.expect("line 1")
	x.expect("In[3]: ")

	// Completion.
	x.send("strings.ToUp\t")
	x.expect("strings.ToUpper")
	x.send("(\"abc\")\r")
	x.expect(`Out[3]: "ABC"`)
	x.expect("In[4]: ")

	// What is typed while a cell runs is the next input.
	x.send("fmt.Println(\"be\" + \"fore\"); time.Sleep(time.Second)\r")
	x.expect("before")
	x.send("40 + 1\r")
	x.expect("In[5]: 40 + 1")
	x.expect("Out[5]: 41")

	// A question.
	x.expect("In[6]: ")
	x.send("import \"interleave/runtime/input\"\r")
	x.expect("In[7]: ")
	x.send("input.Line(\"Who? \")\r")
	x.expect("\nWho? ")
	x.send("Ada\r")
	x.expect("Ada")
	x.expect("In[8]: ")

	// Ctrl-C stops the cell and keeps the state; at the prompt it drops the line.
	x.send("kept := 7\r")
	x.expect("In[9]: ")
	x.send("fmt.Println(\"be\" + \"gun\"); for {}\r")
	x.expect("begun")
	x.send("\x03")
	x.expect("interrupted")
	x.expect("In[10]: ")
	x.send("nonsense")
	x.expect("nonsense")
	x.send("\x03")
	x.expect("In[10]: ")
	x.send("kept * 6\r")
	x.expect("Out[10]: 42")

	// History.
	x.expect("In[11]: ")
	x.send("\x1b[A")
	x.expect("kept * 6")
	x.send(" + 1\r")
	x.expect("Out[11]: 43")
	x.expect("In[12]: ")

	// The end.
	x.send("\x04")
	if status := x.end(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	if left := awaitNone(func() []string { return processesWith(mark) }); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestConsoleSimplePrompt(t *testing.T) {
	x := startTerminal(t, []string{"INTERLEAVE_HISTORY=off"}, testbin.Path(t), "console", "--simple-prompt")
	x.expect("In[1]: ")
	x.send("for i := range 2 {\n")
	x.expect("...: ")
	x.send("fmt.Println(\"line\", i) }\n")
	x.expect("line 1")
	x.expect("In[2]: ")
	x.send("quit\n")
	if status := x.end(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}
