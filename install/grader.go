package install

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// GraderFile is the name under which nbgrader looks for its configuration, in a
// course's root folder.
const GraderFile = "nbgrader_config.py"

//go:embed nbgrader/nbgrader_config.py
var graderConfig []byte

// WriteGraderConfig writes nbgrader's configuration for Go into a course's root folder,
// which is made if there is none, and returns the path of the file. One that is there
// is the teacher's: it stays, and the error is an fs.ErrExist.
func WriteGraderConfig(course string) (string, error) {
	if err := os.MkdirAll(course, 0o755); err != nil {
		return "", fmt.Errorf("make the course's folder: %w", err)
	}
	path := filepath.Join(course, GraderFile)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return path, fmt.Errorf("%s is there already and stays as it is: %w", path, fs.ErrExist)
	}
	if err != nil {
		return path, fmt.Errorf("write nbgrader's configuration: %w", err)
	}
	_, err = f.Write(graderConfig)
	return path, errors.Join(err, f.Close())
}
