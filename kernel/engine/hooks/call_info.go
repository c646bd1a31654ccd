package hooks

// Call is a frame of a stack as a program of cells sees it: frames of cells
// under their own names, those of compiled code between them, nothing of what
// interprets.
type Call struct {
	// PC is an address after the call. For a frame of a cell CallAt knows it, as
	// long as its function may run.
	PC       uintptr
	Function string // "main.f", "strings.Map"
	File     string
	Line     int
	Entry    uintptr // of the function

	entry  string  // Position.Func, for frames of cells
	offset uintptr // from the beginning of the function; for frames of cells, the column
}
