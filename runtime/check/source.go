package check

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"

	"interleave/runtime/cell"
)

// ErrNoSource is the error of Uses and MustNotUse when there is no text to look at: in
// a compiled program, or when no cell declares the name.
var ErrNoSource = errors.New("no cell declares it")

// Uses wants a declaration of a cell, by its name ("f", "T.m", "T"), to use all of
// these, itself or in what it calls: a member of a package ("sync.Mutex"), a method
// ("Lock"), a builtin ("close"), or a word of the language: "go", "select", "chan",
// "defer", "for".
func Uses(name string, things ...string) error {
	used, err := usedBy(name)
	if err != nil {
		return err
	}
	var missing []string
	for _, t := range things {
		if !used[t] {
			missing = append(missing, t)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("%s does not use %s", name, strings.Join(missing, ", "))
	}
	return nil
}

// MustNotUse wants a declaration of a cell to use none of these, neither itself nor in
// what it calls, see Uses.
func MustNotUse(name string, things ...string) error {
	used, err := usedBy(name)
	if err != nil {
		return err
	}
	var found []string
	for _, t := range things {
		if used[t] {
			found = append(found, t)
		}
	}
	if len(found) > 0 {
		return fmt.Errorf("%s uses %s, which it must not", name, strings.Join(found, ", "))
	}
	return nil
}

// usedBy is all that a declaration mentions, and what those declarations of cells
// mention that it mentions.
func usedBy(name string) (map[string]bool, error) {
	used, seen := map[string]bool{}, map[string]bool{}
	var look func(name string) error
	look = func(name string) error {
		seen[name] = true
		text, ok := cell.Source(name)
		if !ok {
			return fmt.Errorf("check: looking at %s: %w", name, ErrNoSource)
		}
		mentioned, err := mentions(text)
		if err != nil {
			return fmt.Errorf("check: looking at %s: %w", name, err)
		}
		for _, m := range slices.Sorted(maps.Keys(mentioned)) {
			used[m] = true
			if _, declared := cell.Source(m); declared && !seen[m] {
				if err := look(m); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return used, look(name)
}

// mentions is what a declaration's text has in it: names, selections, statements.
func mentions(text string) (map[string]bool, error) {
	var file *ast.File
	var err error
	for _, prefix := range []string{"package p\n", "package p\ntype ", "package p\nvar ", "package p\nfunc _() {\n"} {
		suffix := ""
		if strings.HasSuffix(prefix, "{\n") {
			suffix = "\n}"
		}
		if file, err = parser.ParseFile(token.NewFileSet(), "", prefix+text+suffix, parser.SkipObjectResolution); err == nil {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			found[n.Name] = true
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok {
				found[x.Name+"."+n.Sel.Name] = true
			}
		case *ast.GoStmt:
			found["go"] = true
		case *ast.DeferStmt:
			found["defer"] = true
		case *ast.SelectStmt:
			found["select"] = true
		case *ast.ChanType:
			found["chan"] = true
		case *ast.ForStmt, *ast.RangeStmt:
			found["for"] = true
		}
		return true
	})
	return found, nil
}
