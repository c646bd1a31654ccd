package cli_test

import (
	"os"
	"path/filepath"
	"testing"

	"interleave/install/testbin"
	"interleave/kernel/notebook"
)

// TestRunInATerminal: progress, a clock for a cell that takes long, a line of
// output that has no end yet, a question, and Ctrl-C.
func TestRunInATerminal(t *testing.T) {
	mark := "MARK=" + t.TempDir()
	file := filepath.Join(t.TempDir(), "slow.ipynb")
	nb := notebook.New(
		`time.Sleep(2500 * time.Millisecond)`,
		`fmt.Print("no end of line")`,
		"import \"interleave/runtime/input\"\nname, _ := input.Line(\"Who? \")\nfmt.Println(\"hello, \" + name)",
		"fmt.Println(\"be\" + \"gun\")\nfor {\n}",
		`"never"`,
	)
	if err := nb.Write(file); err != nil {
		t.Fatal(err)
	}
	x := startTerminal(t, []string{mark}, testbin.Path(t), "run", file)
	x.expect("slow.ipynb: 5 cells in Go (interleave)")
	x.expect("[1/5] time.Sleep(2500 * time.Millisecond)")
	x.expect("[1/5] 1s")
	x.expect("[1/5] 2s")
	x.expect("[2/5]")
	x.expect("no end of line\r\n[3/5]")
	x.expect("\nWho? ")
	x.send("Ada\n")
	x.expect("hello, Ada")
	x.expect("begun")
	x.send("\x03")
	x.expect("interrupted")
	if status := x.end(); status != 130 {
		t.Errorf("exit status %d", status)
	}
	if left := awaitNone(func() []string { return processesWith(mark) }); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != string(nb.JSON()) {
		t.Errorf("the notebook was changed (%v)", err)
	}
}
