package hooks

import (
	"errors"
	"os"
)

// Available reports why hooks can't be used in this process, or nil. The first
// call takes some milliseconds: it compares layouts and runs two small programs.
func Available() error {
	if os.Getenv("INTERLEAVE_NOHOOKS") == "1" {
		return errors.New("switched off by INTERLEAVE_NOHOOKS=1")
	}
	return findHooks()
}
