package lang

import (
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"interleave/kernel/lang/exportdata"
	"interleave/runtime/symbols"
)

// shellOf is Options.Generic with the shells of the kernel.
func shellOf(path string) []string {
	if text := symbols.Shell(path); text != "" {
		return []string{text}
	}
	return nil
}

// Every shell checks, and what the front end makes of it is what the compiler
// made of the package: the same objects, type parameters, fields and methods.
func TestShells(t *testing.T) {
	shells := 0
	for _, path := range exportdata.Packages() {
		compiled, err := exportdata.NewImporter(token.NewFileSet()).Import(path)
		if err != nil {
			t.Fatal(err)
		}
		p, err := NewSession(Options{Generic: shellOf}).importer.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		if symbols.Shell(path) == "" {
			if strings.HasPrefix(path, "interleave/") {
				for _, name := range compiled.Scope().Names() {
					if o := compiled.Scope().Lookup(name); o.Exported() && isGeneric(o) {
						t.Errorf("%s.%s has no source; renew it with: go generate ./runtime/symbols", path, name)
					}
				}
			}
			continue
		}
		shells++
		for _, name := range compiled.Scope().Names() {
			was, is := compiled.Scope().Lookup(name), p.Scope().Lookup(name)
			if !was.Exported() {
				continue
			}
			if is == nil {
				t.Errorf("%s has lost %s", path, name)
				continue
			}
			if a, b := described(was), described(is); a != b {
				t.Errorf("%s.%s is\n%s\nin a compiled program, in a cell\n%s\nrenew it with: go generate ./kernel/lang/exportdata ./runtime/symbols", path, name, a, b)
			}
		}
	}
	if shells == 0 {
		t.Error("there is no shell; look at package symbols")
	}
}

// described is an object with its type and, for a type, fields and methods.
func described(o types.Object) string {
	lines := []string{types.ObjectString(o, (*types.Package).Path)}
	if named, ok := o.Type().(*types.Named); ok && isGeneric(o) {
		for m := range named.Methods() {
			lines = append(lines, types.ObjectString(m, (*types.Package).Path))
		}
	}
	slices.Sort(lines[1:])
	return strings.Join(lines, "\n")
}

// A cell can't import what only shells may.
func TestInternalPackagesAreRefused(t *testing.T) {
	s := NewSession(Options{Generic: shellOf})
	_, err := s.Compile(Cell{1, `import "interleave/runtime/internal/workers"`})
	if err == nil || !strings.Contains(err.Error(), "use of internal package interleave/runtime/internal/workers not allowed") {
		t.Errorf("the error is %v", err)
	}
	for _, p := range exportdata.Packages() {
		if strings.Contains(p, "/internal/") {
			t.Errorf("%s is offered to cells", p)
		}
	}
}
