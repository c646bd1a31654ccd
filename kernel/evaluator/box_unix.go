//go:build unix

package evaluator

import (
	"fmt"
	"os"
)

// newBoxFile makes a box of a temporary file whose name is gone at once.
func newBoxFile() (*os.File, error) {
	f, err := os.CreateTemp("", "evaluator")
	if err != nil {
		return nil, fmt.Errorf("making the flight recorder: %w", err)
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, fmt.Errorf("making the flight recorder: %w", err)
	}
	return sized(f)
}

// sized gives the box the size of the page; crash text makes it longer.
func sized(f *os.File) (*os.File, error) {
	if err := f.Truncate(crashTextAt); err != nil {
		f.Close()
		return nil, fmt.Errorf("making the flight recorder: %w", err)
	}
	return f, nil
}
