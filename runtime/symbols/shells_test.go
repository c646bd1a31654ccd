package symbols

import (
	"io/fs"
	"os/exec"
	"strings"
	"testing"

	"interleave/runtime/symbols/gen/shell"
)

// TestShellsAreFresh takes the shells out of the packages again.
func TestShellsAreFresh(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: compiles our packages when they are not cached")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command in PATH to find the packages with")
	}
	now, err := shell.All()
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range now {
		if Shell(path) != text {
			t.Errorf("the shell of %s is stale; %s", path, renew)
		}
	}
	err = fs.WalkDir(shells, "shells", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			path := ours + strings.TrimSuffix(strings.TrimPrefix(name, "shells/"), ".txt")
			if _, ok := now[path]; !ok {
				t.Errorf("%s has no shell any more; %s", path, renew)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
