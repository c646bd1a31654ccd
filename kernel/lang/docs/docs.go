// Package docs holds the doc comments and examples of the packages that cells
// can import, so that inspecting a name needs no Go installation. There are two
// gzipped files per package, read at first use. They are renewed by
//
//	go generate ./kernel/lang/docs
package docs

import (
	"compress/gzip"
	"embed"
	"encoding/json"
	"sync"
)

//go:generate go run ./gen

//go:embed files
var files embed.FS

var (
	mu     sync.Mutex
	loaded = map[string]map[string]string{}
)

// Of returns the doc comment of a name in the package with that import path:
// "Name", "Type.Method", or "" for the package itself. It is empty when there
// is none.
func Of(path, name string) string {
	mu.Lock()
	defer mu.Unlock()
	m, ok := loaded[path]
	if !ok {
		m = read(path)
		loaded[path] = m
	}
	return m[name]
}

// Example returns the code of the first example of a name, with what it prints
// as a comment, "" when there is none.
func Example(path, name string) string { return Of(path+".examples", name) }

func read(path string) map[string]string {
	f, err := files.Open("files/" + path + ".json.gz")
	if err != nil {
		return nil
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil
	}
	var m map[string]string
	if err := json.NewDecoder(z).Decode(&m); err != nil {
		return nil
	}
	return m
}
