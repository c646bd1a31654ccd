// Package notebooks holds the notebooks that come with the program. They are
// embedded in it; `interleave lab` copies them to a folder of the user's. Its tests run
// them all.
package notebooks

//go:generate go run ./lesson/write

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Files has one folder per language: its notebooks and a gallery of their pictures.
//
//go:embed en/*.ipynb en/*.html pt/*.ipynb pt/*.html
var Files embed.FS

// Start is the notebook to open first in a language, as a path in Files.
func Start(language string) string {
	if language == "pt" {
		return "pt/00-inicio.ipynb"
	}
	return "en/00-start.ipynb"
}

// CopyTo copies the notebooks into dir, which it makes, and returns how many
// were copied. What is there already is never overwritten: the user may have
// worked on it.
func CopyTo(dir string) (copied int, err error) {
	err = fs.WalkDir(Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if d.IsDir() {
			return os.MkdirAll(path, 0o755)
		}
		content, err := Files.ReadFile(name)
		if err != nil {
			return err
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			return nil
		}
		if err != nil {
			return err
		}
		copied++
		_, err = f.Write(content)
		return errors.Join(err, f.Close())
	})
	return copied, err
}
