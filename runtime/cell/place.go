package cell

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

// Place is a line of a cell or of a file. The zero Place is unknown.
type Place struct {
	Cell int    // the n of In[n], 0 in a compiled program
	File string // "" in a cell
	Line int
	Col  int    // 0 in a compiled program
	Text string // the line, when it is known
}

// String is "In[3]:4:7", "main.go:12", or "" for an unknown place.
func (p Place) String() string {
	switch {
	case p.Cell > 0 && p.Col > 0:
		return fmt.Sprintf("In[%d]:%d:%d", p.Cell, p.Line, p.Col)
	case p.Cell > 0:
		return fmt.Sprintf("In[%d]:%d", p.Cell, p.Line)
	case p.File != "":
		return fmt.Sprintf("%s:%d", filepath.Base(p.File), p.Line)
	}
	return ""
}

// Here is where the code stands that called the library which calls Here: the
// innermost line of a cell, or, in a compiled program, the innermost line outside
// of the packages below runtime/ of this module. It takes some microseconds, more
// in a cell: ask when the answer is shown to somebody.
func Here() Place { return current().Here() }

// libraries is the path of the packages that Here passes over.
const libraries = "interleave/runtime/"

func (program) Here() Place {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		f, more := frames.Next()
		if f.Function != "" && !inLibrary(f.Function, f.File) && !strings.HasPrefix(f.Function, "runtime.") && !strings.HasPrefix(f.Function, "iter.") {
			return Place{File: f.File, Line: f.Line}
		}
		if !more {
			return Place{}
		}
	}
}

// inLibrary reports whether a function belongs to a library, and not to its
// tests, which are programs.
func inLibrary(function, file string) bool {
	return strings.HasPrefix(function, libraries) && !strings.HasSuffix(file, "_test.go")
}
