package lang

import (
	"path"
	"strings"
	"sync"

	"interleave/kernel/lang/exportdata"
)

// preferred settles which package a name means without import when several
// packages of the standard library have it.
var preferred = map[string]string{
	"rand":     "math/rand",
	"template": "text/template",
	"pprof":    "runtime/pprof",
	"scanner":  "text/scanner",
	"trace":    "runtime/trace",
	"version":  "go/version",
	"v2":       "",
}

// implicit maps package names to the paths of the standard library that cells
// can use without import.
var implicit = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, p := range exportdata.Packages() {
		if strings.Contains(p, ".") || strings.HasPrefix(p, "interleave/") {
			continue
		}
		name := path.Base(p)
		if name == "v2" {
			name = path.Base(path.Dir(p))
			if m[name] != "" {
				continue // the first version has the name
			}
		}
		if old := m[name]; old == "" || strings.Count(p, "/") < strings.Count(old, "/") {
			m[name] = p
		}
	}
	for name, p := range preferred {
		if _, ok := m[name]; ok {
			m[name] = p
		}
	}
	delete(m, "unsafe")
	return m
})

// implicitPackage is the path of the package that name means without import:
// one of the preloaded or of the standard library; "" when there is none.
func (s *Session) implicitPackage(name string) string {
	if p := s.opts.Preloaded[name]; p != "" {
		return p
	}
	return implicit()[name]
}
