package evaluator

import (
	"fmt"
	"os"
	"runtime"
	"sync"
)

// buildID tells two builds of the program apart: the size and the time of
// change of the running executable. Front and evaluator compare it in their
// first messages.
var buildID = sync.OnceValue(func() string {
	path, err := runningExecutable()
	if err != nil {
		return runtime.Version()
	}
	fi, err := os.Stat(path)
	if err != nil {
		return runtime.Version()
	}
	return fmt.Sprintf("%s-%d-%d", runtime.Version(), fi.Size(), fi.ModTime().UnixNano())
})

// runningExecutable is a path that leads to the running executable also when
// its file was replaced or deleted meanwhile, where the system has such a path.
func runningExecutable() (string, error) {
	path, err := os.Executable()
	if runtime.GOOS != "linux" {
		return path, err
	}
	const self = "/proc/self/exe"
	running, err := os.Stat(self)
	if err != nil {
		return path, nil
	}
	// The name is better while it leads to the same file: ps shows it.
	if named, err := os.Stat(path); err == nil && os.SameFile(running, named) {
		return path, nil
	}
	return self, nil
}
