// Package generics holds the source of what is generic in the standard library,
// for cells: interpreted code can't use a compiled generic function, so the
// front end instantiates these. The packages below are ordinary Go, written
// here after the documentation of their originals, and tested against them;
// type parameters and signatures are the same. What has no source here is
// refused in a cell.
package generics

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed */*.go
var files embed.FS

// Source returns the files of the package that takes the place of path's
// generic declarations, nil when there is none.
func Source(importPath string) []string {
	dir := strings.ReplaceAll(importPath, "/", "_")
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil
	}
	var list []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), "_test.go") || e.IsDir() {
			continue
		}
		text, err := files.ReadFile(path.Join(dir, e.Name()))
		if err == nil {
			list = append(list, string(text))
		}
	}
	return list
}

// Packages lists the import paths that have source here, sorted.
func Packages() []string {
	entries, _ := fs.ReadDir(files, ".")
	var list []string
	for _, e := range entries {
		list = append(list, strings.ReplaceAll(e.Name(), "_", "/"))
	}
	slices.Sort(list)
	return list
}
