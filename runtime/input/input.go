// Package input asks the person in front of the notebook for a line of text.
//
//	name, err := input.Line("Your name? ")
//
// The question appears below the cell. In a compiled program it is asked on
// standard output and answered on standard input. Code that reads os.Stdin or
// calls fmt.Scan works in cells as well and asks in the same way.
//
// The functions return io.EOF when the person ends input (Ctrl-D), the cause of
// the context's end when the cell is interrupted, and an error that says so when
// the frontend does not allow input or the cell is over.
package input

import "interleave/runtime/cell"

// Line shows the prompt and returns what was typed, without the line's end.
func Line(prompt string) (string, error) {
	return cell.Input(cell.Context(), prompt, false)
}

// Password is Line, with the text hidden while it is typed. In a compiled
// program it is not hidden.
func Password(prompt string) (string, error) {
	return cell.Input(cell.Context(), prompt, true)
}
